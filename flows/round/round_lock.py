"""One command at a time writes to a round: the others wait with a word. A process that has died holds nothing.

The lock is the system's own (flock) on a file in the round's folder; it goes with the process that took it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import functools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from flows.round.command_texts import command_text
from flows.round.terminal_language import operator_language
from flows.round.terminal_text import speak
from schemas.errors import StorageError

LOCK = "ledger.lock"
_BETWEEN_TRIES = 0.2
_held: dict[str, int] = {}
_P = ParamSpec("_P")
_T = TypeVar("_T")


@contextlib.contextmanager
def only_writer(path: Path | str) -> Iterator[None]:
    """Hold the round in this folder; who already holds it in this process holds it on. A folder that is no round is
    let through: what is wrong with it is for the command to say. Raises StorageError where it cannot be locked."""
    folder = Path(path).resolve()
    if str(folder) in _held or not (folder / "round.yaml").is_file():
        yield
        return
    handle = _taken(folder)
    _held[str(folder)] = handle
    try:
        yield
    finally:
        del _held[str(folder)]
        os.close(handle)


def writes_round(
    command: Callable[Concatenate[Path, _P], _T],
) -> Callable[Concatenate[Path, _P], _T]:
    """The command, which holds the round that its first argument names as long as it runs."""

    @functools.wraps(command)
    def alone(path: Path, /, *arguments: _P.args, **options: _P.kwargs) -> _T:
        with only_writer(path):
            return command(path, *arguments, **options)

    return alone


def _taken(folder: Path) -> int:
    """The open file that holds the lock; waits for it as long as it takes."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"{folder / LOCK} cannot be opened: {error.strerror}") from None
    try:
        waiting = False
        while not _got(handle, folder):
            if not waiting:
                waiting = True
                _say_who(handle, folder)
            time.sleep(_BETWEEN_TRIES)
        _sign(handle)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _got(handle: int, folder: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be locked ({error.strerror}): keep the round on a disk that knows locks (flock)"
        ) from None
    return True


def _sign(handle: int) -> None:
    """Who holds it, for those that wait; nothing depends on it, so a full disk keeps nobody from working."""
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    said = {"command": _command(), "process": os.getpid(), "since": since}
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(said).encode(), 0)


def _command() -> str:
    words = sys.argv[1:2]
    return f"esep {words[0]}" if words and words[0].isalpha() else "esep"


def _say_who(handle: int, folder: Path) -> None:
    try:
        told = json.loads(os.pread(handle, 1000, 0))
        said = {x: str(told[x]) for x in ("command", "process", "since")}
    except (OSError, ValueError, KeyError, TypeError):
        said = {"command": "esep", "process": "?", "since": "?"}
    speak(command_text("lock.waits", operator_language(), path=str(folder), **said), error=True)


def _let_go_in_child() -> None:
    """A forked child that outlives its parent must not hold the round for it."""
    for handle in _held.values():
        with contextlib.suppress(OSError):
            os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)
