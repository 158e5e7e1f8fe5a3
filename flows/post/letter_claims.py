"""Which run has a letter in hand: known by its process, so that a dead one holds nothing back."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Iterator

from flows.round import lives, machine, process_name

# a run on another machine cannot be looked at; no letter takes as long to hand over as this
_ELSEWHERE = dt.timedelta(minutes=30)
_active: set[str] = set()


@contextlib.contextmanager
def sending_run() -> Iterator[str]:
    """The name of a run that sends, as long as it lasts."""
    name = f"{process_name()} {secrets.token_hex(4)}"
    _active.add(name)
    try:
        yield name
    finally:
        _active.discard(name)


def may_still_send(run: str, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether the run that has claimed a letter may still be at it; else what became of the letter is not known."""
    process = run.rpartition(" ")[0]
    if process.partition(" ")[0] != machine():
        return since + _ELSEWHERE > now
    return run in _active if process == process_name() else lives(process)
