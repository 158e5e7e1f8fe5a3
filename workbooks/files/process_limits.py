"""What a process that opens foreign files takes on itself before it opens one."""

from __future__ import annotations

import os
import resource


def quiet_process() -> None:
    """Leave no core file behind, and silence what libraries print."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)


def limit_memory(memory: int) -> None:
    """Limit the address space to so many bytes, or to as many as this process may have (`ulimit -v`)."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    least = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (least, least))
