"""Prefect's databases: one for each command, thrown away after it, and one for each round that is served."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from flows.round import lives, machine, process_name, screen
from schemas.errors import RoundError, StorageError

_OF_A_COMMAND = "command "
_WITH = ("", "-wal", "-shm")


@contextlib.contextmanager
def throwaway_database() -> Iterator[Path]:
    """A database for one command; a copy of an empty one, as to make one anew takes 10 seconds."""
    home = Path(os.environ["PREFECT_HOME"])
    _clear_after_dead(home)
    folder = home / f"{_OF_A_COMMAND}{process_name()}"
    try:
        folder.mkdir(exist_ok=True)
        if _is_whole(empty_database()):
            shutil.copyfile(empty_database(), folder / "prefect.db")
    except OSError as fault:
        raise StorageError(f"{home} cannot be written: {fault.strerror}; set ESEP_CACHE to a folder that can") from None
    try:
        yield folder / "prefect.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty_database() -> Path:
    """Where the empty database of this version of Prefect is kept."""
    return Path(os.environ["PREFECT_HOME"]) / f"empty-{importlib.metadata.version('prefect')}.db"


def keep_empty(database: Path) -> None:
    """Keep a database that has just been made, for the next commands."""
    if empty_database().is_file():
        return
    part = database.with_name("empty.db")
    with contextlib.suppress(OSError, sqlite3.Error):
        with contextlib.closing(sqlite3.connect(database)) as made, contextlib.closing(sqlite3.connect(part)) as copy:
            made.backup(copy)
        part.replace(empty_database())


@contextlib.contextmanager
def database_of_round(folder: Path) -> Iterator[Path]:
    """The database of a round that is served, held as long as it is. Raises RoundError where it is served already."""
    import fcntl

    place = str(folder.resolve())
    name = f"served-{hashlib.sha256(place.encode()).hexdigest()[:16]}.db"
    database = Path(os.environ["PREFECT_HOME"]) / name
    with database.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RoundError(f"{folder} is served already on this machine") from None
        _is_whole(database)
        yield database


def _is_whole(database: Path) -> bool:
    """Whether there is a database that can be used; a damaged one is taken away, as nothing of a round is in it."""
    if not database.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(database)) as opened:
            whole = bool(opened.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        whole = False
    if not whole:
        screen().say(f"Prefect's database {database} is damaged; a fresh one is made.")
        for end in _WITH:
            Path(f"{database}{end}").unlink(missing_ok=True)
    return whole


def _clear_after_dead(home: Path) -> None:
    """Clear what commands have left that were killed."""
    for folder in home.glob(f"{_OF_A_COMMAND}{machine()} *"):
        if not lives(folder.name.removeprefix(_OF_A_COMMAND)):
            shutil.rmtree(folder, ignore_errors=True)
