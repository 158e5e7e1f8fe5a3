"""Reads files in worker processes with limits on memory and time: a file that kills or hangs its reader is unreadable.

Workers are started by a fork server that has imported the reader once. Each works through its share and sends back
one file's documents at a time, so that it is always known which file a worker was at when it died.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import multiprocessing as mp
import pickle
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from schemas.documents import Document
from workbooks.read.file_reading import unreadable
from workbooks.table import FormKey, unpacked

SECONDS = 20.0
MEMORY = 1 << 30
_AT_ONCE = 8
Item = tuple[str, str]


def read_isolated(
    items: Sequence[Item], key: FormKey, workers: int = 2, seconds: float = SECONDS, memory: int = MEMORY
) -> list[list[Document]]:
    """The documents of each of `items` (path, name below the inbox), in their order.

    `seconds` and `memory` (bytes of address space) limit the reading of one file. A file that exceeds them, or whose
    reading ends its process, is one workbook document with the issue `workbook-unreadable`.
    """
    if not items:
        return []
    pool = WorkerPool(items, key, min(workers, len(items)), seconds, memory)
    collecting = gc.isenabled()
    # The records hold no circles of references, and there are many: looking for such circles costs more than it frees.
    gc.disable()
    try:
        return pool.run()
    finally:
        if collecting:
            gc.enable()
        pool.close()


@dataclass(slots=True)
class _Worker:
    """A worker process, its pipe, the items it was given (the first is being read), and its deadline."""

    process: BaseProcess
    pipe: Connection
    given: deque[int] = field(default_factory=deque)
    deadline: float = 0.0


class WorkerPool:
    """Worker processes that share a list of items. `work` is what each runs, given its pipe, the key and `memory`."""

    def __init__(
        self,
        items: Sequence[Item],
        key: FormKey,
        workers: int,
        seconds: float,
        memory: int,
        work: Callable[[Connection, FormKey, int], None] | None = None,
    ) -> None:
        self._context = mp.get_context("forkserver")
        self._context.set_forkserver_preload(["workbooks.read.reading_worker"])
        self._items, self._key, self._seconds, self._memory = items, key, seconds, memory
        self._work = work or _reading_work()
        self._waiting = deque(range(len(items)))
        self._results: dict[int, list[Document]] = {}
        self._share = max(1, min(_AT_ONCE, len(items) // (2 * workers)))
        self._workers = [self._started() for _ in range(workers)]

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._work, args=(theirs, self._key, self._memory), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def run(self) -> list[list[Document]]:
        """Hands out the items and gathers what comes back until every one is settled."""
        for worker in self._workers:
            self._give(worker)
        while len(self._results) < len(self._items):
            busy = [worker for worker in self._workers if worker.given]
            patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = wait([worker.pipe for worker in busy], patience)
            for worker in busy:
                if worker.pipe in ready:
                    self._receive(worker)
                elif worker.given and time.monotonic() >= worker.deadline:
                    self._lose(worker, "timeout")
        return [self._results[number] for number in range(len(self._items))]

    def _give(self, worker: _Worker) -> None:
        if len(worker.given) > self._share // 2:
            return
        if not worker.given:
            worker.deadline = time.monotonic() + self._seconds
        fresh = [self._waiting.popleft() for _ in range(min(self._share, len(self._waiting)))]
        worker.given.extend(fresh)
        # Where the worker is gone, its end of the pipe will say so when it is next listened to.
        with contextlib.suppress(OSError):
            worker.pipe.send([(number, *self._items[number]) for number in fresh])

    def _receive(self, worker: _Worker) -> None:
        try:
            while worker.given and worker.pipe.poll():
                number, documents = unpacked(worker.pipe.recv_bytes())
                self._results[number] = documents
                worker.given.remove(number)
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lose(worker, "killed")
            return
        worker.deadline = time.monotonic() + self._seconds
        self._give(worker)

    def _lose(self, worker: _Worker, reason: str) -> None:
        """Settles the file that a worker was at, hands its others out again, and starts another worker."""
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        if worker.given:
            culprit = worker.given.popleft()
            path, name = self._items[culprit]
            self._results[culprit] = [unreadable(name, _sha256(path), reason)]
            self._waiting.extendleft(reversed(worker.given))
        self._workers.remove(worker)
        if self._waiting:
            fresh = self._started()
            self._workers.append(fresh)
            self._give(fresh)

    def close(self) -> None:
        """Ends the workers."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(0.2)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def _reading_work() -> Callable[[Connection, FormKey, int], None]:
    from workbooks.read.reading_worker import work

    return work


def _sha256(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
