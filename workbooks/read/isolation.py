"""Reads files in worker processes with limits on memory and time. What a reader broke off is tried again, alone.

Workers are started by a fork server that has imported the reader once. Each works through its share and sends back
one file's documents at a time, so that it is always known which file a worker was at when it died. That a reader was
killed, starved or too slow is no word about the file: it is `Unread`.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing as mp
import pickle
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from schemas.documents import Document
from schemas.errors import StorageError
from workbooks.read.own_failures import ALTERED, CLOSED, KILLED, MISSING, TIMEOUT, Unread
from workbooks.table import FormKey, unpacked

SECONDS = 20.0
MEMORY = 1 << 30
_AT_ONCE = 8
_DEATHS_IN_A_ROW = 3
_PATIENCE_ALONE = 2
_SAID = (ALTERED, CLOSED, MISSING)  # of the bytes, whoever reads them
Item = tuple[str, str] | tuple[str, str, str]
Reading = list[Document] | Unread


def read_isolated(
    items: Sequence[Item], key: FormKey, workers: int = 2, seconds: float = SECONDS, memory: int = MEMORY
) -> list[Reading]:
    """The documents of each of `items` (path, name below the inbox, perhaps the sha256 that it must have), in order.

    `seconds` and `memory` (bytes of address space) limit the reading of one file. What exceeds them, or ends its
    reader's process, is tried again when all else is read, alone and with twice the time; it is Unread where that fails
    too. Raises StorageError where no reader can be started.
    """
    if not items:
        return []
    found = _read_by(items, key, min(workers, len(items)), seconds, memory)
    if all(isinstance(x, Unread) for x in found) and len(found) >= _DEATHS_IN_A_ROW:
        return found  # it is not one file, and would not be another one's turn
    for number, reading in enumerate(found):
        if isinstance(reading, Unread) and reading.reason not in _SAID:
            (found[number],) = _read_by([items[number]], key, 1, _PATIENCE_ALONE * seconds, memory)
    return found


def _read_by(items: Sequence[Item], key: FormKey, workers: int, seconds: float, memory: int) -> list[Reading]:
    collecting = gc.isenabled()
    # The records hold no circles of references, and there are many: looking for such circles costs more than it frees.
    gc.disable()
    try:
        with contextlib.closing(WorkerPool(items, key, workers, seconds, memory)) as pool:
            return pool.run()
    except (OSError, EOFError) as error:
        raise StorageError(f"the processes that read files cannot be started: {error or 'they end at once'}") from error
    finally:
        if collecting:
            gc.enable()


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
        self._results: dict[int, Reading] = {}
        self._deaths = 0
        self._share = max(1, min(_AT_ONCE, len(items) // (2 * workers)))
        self._workers = [self._started() for _ in range(workers)]

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._work, args=(theirs, self._key, self._memory), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def run(self) -> list[Reading]:
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
                    self._lose(worker, TIMEOUT)
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
            worker.pipe.send([(number, *_whole(self._items[number])) for number in fresh])

    def _receive(self, worker: _Worker) -> None:
        try:
            while worker.given and worker.pipe.poll():
                number, documents = unpacked(worker.pipe.recv_bytes())
                self._results[number] = Unread(documents) if isinstance(documents, str) else documents
                worker.given.remove(number)
                self._deaths = 0
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lose(worker, KILLED)
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
            self._results[culprit] = Unread(reason)
            self._waiting.extendleft(reversed(worker.given))
        self._workers.remove(worker)
        self._deaths += reason == KILLED
        if self._deaths >= _DEATHS_IN_A_ROW and not self._has_read:
            self._results |= dict.fromkeys(self._waiting, Unread(reason))
            self._waiting.clear()
        if self._waiting:
            fresh = self._started()
            self._workers.append(fresh)
            self._give(fresh)

    @property
    def _has_read(self) -> bool:
        """Whether any file was read: where none was and readers die one after another, it is not for a file."""
        return any(not isinstance(x, Unread) for x in self._results.values())

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


def _whole(item: Item) -> tuple[str, str, str]:
    return item if len(item) == 3 else (*item, "")
