"""By what a round's ledger is told from others in a database that several rounds share."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from flows.round.csv_rows import text_of
from flows.round.fault_sentences import fault
from schemas.errors import RoundError, StorageError

FILE = "ledger.id"
_WRITTEN = re.compile("[a-z][a-z0-9_]{2,50}")
_LONGEST = 30


def round_identity(folder: Path) -> str:
    """What ledger.id of the round's folder says; it is written where it is not there: the folder's name and a number.

    Raises RoundError where it says nothing of the kind, StorageError where it cannot be written.
    """
    file = folder / FILE
    if not file.exists():
        _write(file, f"{_name_of(folder)}_{secrets.token_hex(4)}")
    told = text_of(file, RoundError).strip()
    if not _WRITTEN.fullmatch(told):
        raise RoundError(fault("file.identity", path=str(file)))
    return told


def _name_of(folder: Path) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_")
    return f"esep_{words}"[:_LONGEST].rstrip("_")


def _write(file: Path, identity: str) -> None:
    """Two that begin at once agree on one: the second finds the name taken."""
    unfinished = file.with_name(f".{FILE}-{secrets.token_hex(4)}")
    try:
        unfinished.write_text(f"{identity}\n", encoding="utf-8")
        try:
            os.link(unfinished, file)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    except OSError as wrong:
        raise StorageError(f"{file} cannot be written: {wrong.strerror}") from None
