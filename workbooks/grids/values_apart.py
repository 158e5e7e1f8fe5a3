"""The values of a spreadsheet file, read in a process of its own, which a hostile file may kill without harm."""

from __future__ import annotations

import contextlib
import multiprocessing as mp
from multiprocessing.connection import Connection

from workbooks.files import SPREADSHEETS, FileKind, Refused, kind_of, limit_memory, quiet_process
from workbooks.grids.grid import Area, Grid
from workbooks.grids.spreadsheets import grids_of
from workbooks.text import Value

SECONDS = 20.0
MEMORY = 1 << 30
_HARMLESS = (FileKind.TEXT, FileKind.HTML, FileKind.XML_SPREADSHEET, FileKind.WEB_ARCHIVE)
_Plain = tuple[str, list[list[Value]], bool, tuple[Area, ...]]


def grids_apart(data: bytes, name: str, seconds: float = SECONDS, memory: int = MEMORY) -> list[Grid]:
    """The sheets of a file, those of a binary one without their details.

    Raises Refused where the file cannot be read within `seconds` and `memory` (bytes of address space), and where its
    reader dies of it.
    """
    kind = kind_of(data, name)
    if kind not in SPREADSHEETS and kind is not FileKind.PASSWORD:
        raise Refused("corrupt", kind)
    if kind in _HARMLESS:
        return grids_of(data, kind)
    context = mp.get_context("forkserver")
    ours, theirs = context.Pipe()
    process = context.Process(target=_send_grids, args=(theirs, memory), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send((data, kind))
        if not ours.poll(seconds):
            raise Refused("timeout")
        answer: list[_Plain] | str = ours.recv()
    except (EOFError, OSError) as error:
        raise Refused("killed") from error
    finally:
        ours.close()
        process.kill()
        process.join()
    if isinstance(answer, str):
        raise Refused(answer)
    return [Grid(*plain) for plain in answer]


def _send_grids(pipe: Connection, memory: int) -> None:
    """Reads what comes through the pipe and sends the sheets back, or the word for why not."""
    limit_memory(memory)
    quiet_process()
    answer: list[_Plain] | str
    with contextlib.suppress(EOFError, OSError):
        data, kind = pipe.recv()
        try:
            answer = [(x.name, x.rows, x.visible, x.merged) for x in grids_of(data, kind)]
        except Refused as refused:
            answer = refused.reason
        except Exception:
            answer = "corrupt"
        pipe.send(answer)
