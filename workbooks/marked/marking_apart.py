"""Marking in a process of its own with limits on time and memory: what a workbook breaks there is broken nowhere else.

A workbook of 119 kB with a shared formula over thousands of cells holds openpyxl for minutes.
"""

from __future__ import annotations

import contextlib
import multiprocessing as mp
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType

import pandas as pd

from schemas.form import Form
from workbooks.files import limit_memory, quiet_process
from workbooks.marked.marking import MarkedCopy, mark_return

SECONDS = 20.0
MEMORY = 3 << 29


class MarkingProcess:
    """Marks returns one after another in another process; to be closed (`with`).

    `seconds` and `memory` (bytes of address space) limit one workbook. What exceeds them is copied by its values; what
    does so again gives the list of findings alone.
    """

    def __init__(self, form: Form, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._form, self._seconds, self._memory = form, seconds, memory
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> MarkingProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def mark(self, source: bytes, file_name: str, findings: pd.DataFrame, language: str) -> MarkedCopy:
        """The marked copy, as `mark_return` gives it."""
        for values_only in (False, True):
            copy = self._asked(source, file_name, findings, language, values_only)
            if copy is not None:
                return copy
        return mark_return(b"", file_name, findings, language, self._form)

    def _asked(
        self, source: bytes, file_name: str, findings: pd.DataFrame, language: str, values_only: bool
    ) -> MarkedCopy | None:
        pipe = self._pipe or self._started()
        try:
            pipe.send((source, file_name, findings, language, values_only))
            if pipe.poll(self._seconds):
                answer: MarkedCopy | None = pipe.recv()
                return answer
        except (EOFError, OSError):
            pass  # the process has died of the workbook
        self._end()
        return None

    def _started(self) -> Connection:
        context = mp.get_context("forkserver")
        self._pipe, theirs = context.Pipe()
        # No daemon: reading values asks a process of its own. It ends with the pipe.
        process = context.Process(target=_mark_all, args=(theirs, self._form, self._memory))
        process.start()
        self._process = process
        theirs.close()
        with contextlib.suppress(EOFError, OSError):
            self._pipe.recv()  # what it imports is not counted against a workbook
        return self._pipe

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(0.2)
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None


def _mark_all(pipe: Connection, form: Form, memory: int) -> None:
    """Marks what comes through the pipe until it closes; None for what did not fit."""
    limit_memory(memory)
    quiet_process()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            source, file_name, findings, language, values_only = pipe.recv()
            try:
                answer = mark_return(source, file_name, findings, language, form, values_only=values_only)
            except MemoryError:
                answer = None
            pipe.send(answer)
