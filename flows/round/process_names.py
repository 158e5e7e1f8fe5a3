"""A process by a name that outlives it: so that what a dead one holds is told from what a living one is at."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def process_name() -> str:
    """The name of this process: its machine, number and beginning, with spaces between."""
    return f"{machine()} {os.getpid()} {_beginning(os.getpid()) or '0'}"


def machine() -> str:
    """The name of this machine, without spaces."""
    return "-".join(platform.node().split()) or "here"


def lives(name: str) -> bool:
    """Whether the process of this name, one of this machine, is still there."""
    _, number, began = name.split(" ")
    begun = _beginning(int(number))
    if begun or Path("/proc/self/stat").exists():
        return begun == began
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _beginning(process: int) -> str:
    """When a process began, in ticks of the machine; "" where it is gone, or the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # the name of the program stands between brackets and may hold anything
    state, *rest = told.rpartition(")")[2].split()
    return "" if state in ("Z", "X") else rest[18]
