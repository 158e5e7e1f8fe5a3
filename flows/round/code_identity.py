"""Which code and which rules made a result: short digests that the ledger keeps with every run."""

from __future__ import annotations

import functools
import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READING = ("workbooks", "schemas")
JUDGING = ("workbooks", "schemas", "commentary", "judging", "reports", "flows")


@functools.cache
def code_digest(rooms: tuple[str, ...] = JUDGING) -> str:
    """A digest over the source files of some rooms."""
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".py", ".yaml", ".npz", ".json", ".j2", ".html", ".txt"):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def code_version() -> str:
    """The version of esep with the digest of its code, such as 0.1.0+3f2a9c…"""
    try:
        release = version("esep")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{code_digest()}"
