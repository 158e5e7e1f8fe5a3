"""Opening a pack that may come from anybody: what no pack holds is refused before a byte of it is written."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import PackError, StorageError

_GIBIBYTE = 1 << 30
_EXPANSION = 40
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
MOST_OF_MANIFEST = 256 << 20


@contextmanager
def opened_pack(path: Path) -> Iterator[zipfile.ZipFile]:
    """The pack. Raises PackError for what cannot be read, or holds what no pack does."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as fault:
        raise PackError(f"{path} is no evidence pack that can be read: {fault}") from None
    except OSError as fault:
        raise PackError(f"{path} cannot be read: {fault.strerror or fault}") from None
    with archive:
        _refuse_strange(archive, path)
        yield archive


def _refuse_strange(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    for member in members:
        if not is_inside(member.filename) or member.is_dir():
            raise PackError(
                f"{path} has a member whose name leads elsewhere: «{member.filename}»; nothing was unpacked"
            )
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _KINDS:
            raise PackError(f"{path}: «{member.filename}» is encrypted or packed as esep does not pack")
    folded = Counter(unicodedata.normalize("NFC", x.filename).casefold() for x in members)
    if twice := [name for name, count in folded.items() if count > 1]:
        raise PackError(f"{path} has two members of one name: «{twice[0]}»; nothing was unpacked")
    most = max(_GIBIBYTE, _EXPANSION * path.stat().st_size)
    if sum(x.file_size for x in members) > most:
        raise PackError(f"{path} would unpack to more than {most >> 20} MiB: that is no evidence pack")


def is_inside(name: str) -> bool:
    """Whether the name of a member leads nowhere but into the folder that the pack is unpacked to."""
    parts = name.split("/")
    return not _CONTROL.search(name) and all(x not in ("", ".", "..") for x in parts)


def read_member(archive: zipfile.ZipFile, name: str, most: int = MOST_OF_MANIFEST) -> bytes | None:
    """The content of a small member, None where there is none. Raises PackError for a large or broken one."""
    if name not in archive.namelist():
        return None
    if archive.getinfo(name).file_size > most:
        raise PackError(f"the pack's {name} is larger than any")
    try:
        return archive.read(name)
    except _BROKEN as fault:
        raise PackError(f"the pack's {name} cannot be read: {fault}") from None


def unpack_member(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    """Writes a member to a file; the sha256 of what was written. Raises PackError, StorageError."""
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as stream, target.open("xb") as out:
            while piece := stream.read(_BLOCK):
                digest.update(piece)
                out.write(piece)
    except _BROKEN as fault:
        raise PackError(f"the pack's {name} cannot be read: {fault}") from None
    except OSError as fault:
        raise StorageError(f"{name} cannot be unpacked to {target.parent}: {fault.strerror or fault}") from None
    return digest.hexdigest()
