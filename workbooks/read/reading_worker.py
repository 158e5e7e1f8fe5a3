"""What a worker process does: it limits its own memory, then reads the files it is handed until its pipe closes."""

from __future__ import annotations

import gc
import os
import resource
from multiprocessing.connection import Connection

import python_calamine  # noqa: F401  imported once in the fork server, not in every worker

from workbooks.read.file_reading import read_rows
from workbooks.table import FormKey, form_index, packed


def work(pipe: Connection, key: FormKey, memory: int) -> None:
    """Reads each (number, path, name) of the lists that come through `pipe` and sends back what `packed` makes."""
    _limit(memory)
    form_index(key)
    # Reading leaves few circles of references behind; looking for them after every file costs more than it frees.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    while True:
        try:
            for number, path, name in pipe.recv():
                pipe.send_bytes(packed(number, read_rows(path, name, key)))
        except (EOFError, OSError):
            return


def _limit(memory: int) -> None:
    """Limits the address space, keeps a dying reader from leaving a core file, and silences what libraries print."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)
