"""Which run has a letter in hand: a run is known by its machine and process, so that a dead one holds nothing back."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import platform
import secrets
from collections.abc import Iterator
from pathlib import Path

# a run on another machine cannot be looked at; no letter takes as long to hand over as this
_ELSEWHERE = dt.timedelta(minutes=30)
_active: set[str] = set()


@contextlib.contextmanager
def sending_run() -> Iterator[str]:
    """The name of a run that sends, as long as it lasts."""
    name = f"{platform.node()} {os.getpid()} {_started(os.getpid())} {secrets.token_hex(4)}"
    _active.add(name)
    try:
        yield name
    finally:
        _active.discard(name)


def may_still_send(run: str, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether the run that has claimed a letter may still be at it; else what became of the letter is not known."""
    machine, process, started, _ = run.split(" ")
    if machine != platform.node():
        return since + _ELSEWHERE > now
    if int(process) == os.getpid() and started == _started(os.getpid()):
        return run in _active
    return _lives(int(process), started)


@functools.cache
def _started(process: int) -> str:
    """When a process started, in ticks of this machine; "" where the system does not tell."""
    return _stated(process) or "0"


def _lives(process: int, started: str) -> bool:
    stated = _stated(process)
    if stated:
        return stated == started
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not Path("/proc/self/stat").exists()


def _stated(process: int) -> str:
    try:
        # the name of a process stands between brackets and may hold anything
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if told[0] in ("Z", "X") else told[19]
