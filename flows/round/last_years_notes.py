"""Last year's notes, a text file for each organisation; what cannot be read as one is said, not left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from flows.round.csv_rows import text_of
from flows.round.fault_sentences import fault, meant
from schemas.errors import RoundError

_LARGEST = 2 << 20
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
# what office programs and systems leave beside a file
_LEFT_BEHIND = (".", "~$", "Thumbs.db", "desktop.ini")


def read_notes(folder: Path) -> dict[str, str]:
    """Last year's note of each organisation that has one; none without the folder.

    Raises RoundError with everything that is wrong, one fault a line.
    """
    if folder.exists() and not folder.is_dir():
        raise RoundError(fault("file.folder", path=str(folder)))
    notes: dict[str, str] = {}
    faults: list[str] = []
    for path in _files(folder):
        try:
            notes[path.stem.strip()] = _note(path)
        except RoundError as wrong:
            faults.append(str(wrong))
    if faults:
        raise RoundError("\n".join(faults))
    return notes


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir()) if folder.is_symlink() or folder.exists() else []
    except OSError as wrong:
        raise RoundError(fault("file.unreadable", path=str(folder), why=str(wrong.strerror))) from None
    return [x for x in found if not x.name.startswith(_LEFT_BEHIND)]


def _note(path: Path) -> str:
    if path.suffix.lower() != ".txt":
        raise RoundError(fault("notes.extension", path=str(path)))
    if path.is_file() and (size := path.stat().st_size) > _LARGEST:
        raise RoundError(fault("notes.too_large", path=str(path), megabytes=str(size >> 20)))
    text = text_of(path, RoundError)
    if _CONTROL.search(text):
        raise RoundError(fault("notes.control", path=str(path)))
    return text


def strange_notes(folder: Path, owners: Collection[str], known: Collection[str]) -> Iterator[str]:
    """The notes that are nobody's; `owners` are those that have one, `known` all organisations of now and last year."""
    for owner in owners:
        if owner not in known:
            path = str(folder / f"{owner}.txt")
            yield fault("notes.stranger", path=path, id=owner, meant=meant(owner, known))
