"""A worker whose files hang, kill or flood it: what the pool of readers must survive."""

from __future__ import annotations

import os
import resource
import time
from multiprocessing.connection import Connection

from schemas.documents import Document
from workbooks.read.file_reading import unreadable
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
        for number, _path, name in given:
            pipe.send_bytes(packed(number, [ReadDocument(_read(name, memory))]))


def _read(name: str, memory: int) -> Document:
    if name == "hang":
        time.sleep(60)
    elif name == "die":
        os._exit(139)
    elif name == "flood":
        try:
            bytearray(memory)
        except MemoryError:
            return unreadable(name, "", "too-large")
    return Document(name, "", "workbook")
