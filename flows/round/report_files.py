"""The files in reports/ that a collection writes. They are outputs: nothing in them is ever taken from there.

A digest of them tells a collection whether they still lie there as they were written; where not, they are written anew.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

COLLECTED = (
    "findings.csv", "worklist.csv", "suspects.csv", "commentary.csv", "figures.csv", "notes.html", "returns.csv",
)  # fmt: skip
CONSOLIDATED = ("national.xlsx", "national-note.docx", "index.html", "changes.csv", "decisions.csv", "decisions.html")


def collected_reports(folder: Path) -> list[str]:
    """What a collection has written below the folder: COLLECTED, and a page for each tree."""
    return [*COLLECTED, *(f"trees/{x.name}" for x in sorted((folder / "trees").glob("*.html")))]


def digest_of_reports(folder: Path) -> str:
    """A digest of the bytes of what a collection writes; of a file that is missing or closed to us, of nothing."""
    digest = hashlib.sha256()
    for name in collected_reports(folder):
        try:
            content = (folder / name).read_bytes()
        except OSError:
            content = b""
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
