"""The inbox: which files lie there, each under the sha256 of its bytes. Nothing in it is ever changed.

A file that is still being written is left until it stands still; one that cannot be opened keeps no other from it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from schemas.errors import RoundError, StorageError

# What office programs and systems leave beside a file that somebody has open; no arrivals.
_LEFT_BEHIND = ("~$", ".~lock.", "._", ".DS_Store", "Thumbs.db", "desktop.ini")
_COLUMNS = ["path", "source", "sha256", "size", "file_time"]
STILL = 3.0
_BETWEEN_LOOKS = 0.25


@dataclass(frozen=True)
class InboxFiles:
    """The files below the inbox: columns path (below it, with /), source, sha256, size (bytes), file_time (ISO, UTC).

    `source` opens the file; `path` is its name as text, bytes that are no text replaced. `closed` says of what cannot
    be opened why, by path; `growing` are those that changed while they were looked at.
    """

    files: pd.DataFrame
    closed: dict[str, str]
    growing: tuple[str, ...]


class _GrowingError(Exception):
    """A file is not what it was a moment ago."""


def scan_inbox(folder: Path) -> InboxFiles:
    """What lies below the folder; links are not followed.

    Raises RoundError where there is no inbox, StorageError where it cannot be read.
    """
    if not folder.is_dir():
        raise RoundError(f"{folder} is missing: put the files that have arrived there")
    rows: list[tuple[str, str, str, int, str]] = []
    growing = []
    paths, closed = _files(folder)
    for path in paths:
        name = name_below(path, folder)
        try:
            rows.append((name, str(path), *_described(path)))
        except FileNotFoundError:
            continue  # taken away since the folder was read
        except OSError as error:
            closed[name] = error.strerror or str(error)
        except _GrowingError:
            growing.append(name)
    return InboxFiles(pd.DataFrame(rows, columns=_COLUMNS), closed, tuple(growing))


def name_below(path: Path, folder: Path) -> str:
    """The path below the inbox as text."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")


def _files(folder: Path) -> tuple[list[Path], dict[str, str]]:
    """The files, and the folders that cannot be read."""
    closed: dict[str, str] = {}

    def refuse(error: OSError) -> None:
        place = Path(os.fsdecode(error.filename))
        if place == folder:
            raise StorageError(f"{folder} cannot be read: {error.strerror}")
        closed[name_below(place, folder)] = error.strerror or str(error)

    found = []
    for root, _, names in os.walk(folder, onerror=refuse):
        found += [Path(root) / name for name in names if not name.startswith(_LEFT_BEHIND)]
    return sorted(x for x in found if not x.is_symlink() and not _is_special(x)), closed


def _is_special(path: Path) -> bool:
    """Whether it is a pipe, a socket, a device; what cannot be looked at is taken for a file, and told as closed."""
    try:
        return not path.is_file()
    except OSError:
        return False


def _described(path: Path) -> tuple[str, int, str]:
    """sha256, size, file_time. Raises OSError, _GrowingError."""
    with path.open("rb") as stream:
        before = os.fstat(stream.fileno())
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        after = os.fstat(stream.fileno())
    if _look(before) != _look(after):
        raise _GrowingError
    return digest, after.st_size, _told(after.st_mtime)


def wait_till_still(paths: Iterable[Path], patience: float) -> frozenset[Path]:
    """Those of the files that have not stood still after `patience` seconds at the most.

    One stands still whose size and time have been the same for STILL seconds; it is not waited for one that has long.
    """
    begun = time.monotonic()
    seen = {path: (_look_at(path), begun) for path in paths if is_fresh(path)}
    while seen and time.monotonic() - begun < patience:
        time.sleep(_BETWEEN_LOOKS)
        for path, (look, since) in list(seen.items()):
            now = time.monotonic()
            if (again := _look_at(path)) != look:
                seen[path] = (again, now)
            elif now - since >= STILL or not is_fresh(path):
                del seen[path]
    return frozenset(seen)


def is_fresh(path: Path) -> bool:
    """Whether somebody may have written to it in the last STILL seconds, by its own time."""
    look = _look_at(path)
    return look is None or time.time() - look[1] / 1e9 <= STILL


def _look_at(path: Path) -> tuple[int, int] | None:
    try:
        return _look(path.stat())
    except OSError:
        return None


def _look(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def file_time(path: Path) -> str:
    """When the file was last changed (ISO, UTC). Raises StorageError."""
    try:
        return _told(path.stat().st_mtime)
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from None


def _told(moment: float) -> str:
    return dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="seconds")
