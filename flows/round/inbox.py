"""The inbox: which files lie there, each under the sha256 of its bytes. Nothing in it is ever changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path

import pandas as pd

from schemas.errors import RoundError, StorageError

# What office programs and systems leave beside a file that somebody has open; no arrivals.
_LEFT_BEHIND = ("~$", ".~lock.", "._", ".DS_Store", "Thumbs.db", "desktop.ini")


def scan_inbox(folder: Path) -> pd.DataFrame:
    """The files below the folder: columns path (below it, with /), source, sha256, size (bytes), file_time (ISO, UTC).

    `source` opens the file; `path` is its name as text, bytes that are no text replaced. Links are not followed.
    Raises RoundError where there is no inbox, StorageError where it cannot be read.
    """
    if not folder.is_dir():
        raise RoundError(f"{folder} is missing: put the files that have arrived there")
    rows = [_described(path, folder) for path in _files(folder)]
    return pd.DataFrame(rows, columns=["path", "source", "sha256", "size", "file_time"])


def _files(folder: Path) -> list[Path]:
    found = []
    for root, _, names in os.walk(folder, onerror=_refuse):
        found += [Path(root) / name for name in names if not name.startswith(_LEFT_BEHIND)]
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _refuse(error: OSError) -> None:
    raise StorageError(f"{error.filename} cannot be read: {error.strerror}")


def _described(path: Path, folder: Path) -> tuple[str, str, str, int, str]:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            status = os.fstat(stream.fileno())
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from None
    time = _told(status.st_mtime)
    name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
    return name, str(path), digest, status.st_size, time


def file_time(path: Path) -> str:
    """When the file was last changed (ISO, UTC). Raises StorageError."""
    try:
        return _told(path.stat().st_mtime)
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from None


def _told(moment: float) -> str:
    return dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="seconds")
