"""A worker whose files hang, kill or flood it: what the pool of readers must survive."""

from __future__ import annotations

import os
import resource
import time
from multiprocessing.connection import Connection

from schemas.documents import Document
from workbooks.read.own_failures import MEMORY
from workbooks.table.reading_key import FormKey
from workbooks.table.transport import ReadDocument, packed


def hostile_work(pipe: Connection, _key: FormKey, memory: int) -> None:
    """Does what each file's name says: good, hang, die, flood."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            given = pipe.recv()
        except (EOFError, OSError):
            return
        for number, _path, name, _sha256 in given:
            read = _read(name, memory)
            pipe.send_bytes(packed(number, read if isinstance(read, str) else [ReadDocument(read)]))


def _read(name: str, memory: int) -> Document | str:
    if name == "hang":
        time.sleep(60)
    elif name == "die":
        os._exit(139)
    elif name == "flood":
        try:
            bytearray(memory)
        except MemoryError:
            return MEMORY
    return Document(name, "", "workbook")
