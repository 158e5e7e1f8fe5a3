"""What a worker process does: it limits its own memory, then reads the files it is handed until its pipe closes."""

from __future__ import annotations

import gc
from multiprocessing.connection import Connection

import python_calamine  # noqa: F401  imported once in the fork server, not in every worker

from workbooks.files import limit_memory, quiet_process
from workbooks.read.file_reading import read_rows
from workbooks.read.own_failures import ReadingFailedError, own_failure
from workbooks.table import FormKey, ReadDocument, form_index, packed


def work(pipe: Connection, key: FormKey, memory: int) -> None:
    """Reads each (number, path, name, sha256) of the lists that come through `pipe`, sends back what `packed` makes."""
    limit_memory(memory)
    quiet_process()
    form_index(key)
    # Reading leaves few circles of references behind; looking for them after every file costs more than it frees.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    while True:
        try:
            for number, path, name, sha256 in pipe.recv():
                pipe.send_bytes(packed(number, _reading(path, name, sha256, key)))
        except (EOFError, OSError):
            return


def _reading(path: str, name: str, sha256: str, key: FormKey) -> list[ReadDocument] | str:
    """The documents of a file, or the reason for which it could not be read here."""
    try:
        return read_rows(path, name, key, sha256)
    except ReadingFailedError as failed:
        return failed.reason
    except Exception as error:
        if reason := own_failure(error):
            return reason
        raise
