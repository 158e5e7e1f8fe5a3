"""A reading that failed through no fault of the file: too little memory or time, a reader that was killed, no access.

Such a reading says nothing of the file and is never told to its sender.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass

ALTERED, CLOSED, KILLED, MEMORY, MISSING, TIMEOUT = "altered", "closed", "killed", "memory", "missing", "timeout"
_OF_THE_MACHINE = frozenset(
    (errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EAGAIN, errno.EROFS)
)
# what libraries say that know no MemoryError: libxml2, zlib, Rust, the loader of shared objects
_NO_MEMORY = re.compile(
    r"out of memory|memory allocation|cannot allocate|can't allocate|failed to map segment|start new thread|Error -4 ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read here: `reason` is altered, closed, killed, memory, missing or timeout."""

    reason: str


class ReadingFailedError(Exception):
    """Raised within a reader; `reason` is that of Unread."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def own_failure(error: BaseException) -> str:
    """The reason where the machine is at fault for an error, or for one that it came from; else ""."""
    if isinstance(error, FileNotFoundError):
        return MISSING
    for one in _with_causes(error):
        if isinstance(one, ReadingFailedError):
            return one.reason
        if isinstance(one, MemoryError) or _NO_MEMORY.search(str(one)[:500]):
            return MEMORY
        if isinstance(one, OSError) and one.errno in _OF_THE_MACHINE:
            return MEMORY if one.errno == errno.ENOMEM else CLOSED
    return ""


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or found.__context__
