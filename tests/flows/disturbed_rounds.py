"""A collection that is disturbed at a point of its own: killed there, or failed by the disk. Without Prefect around it.

Points are what changes something outside the process: a file opened to be written, a rename, a removal, a folder made,
a statement that writes to the ledger, a commit. They are counted, so that the same number is always the same point. Each
collection runs in a forked child, which has everything imported already.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.commands.verifying import verify_round
from flows.round import intake, workspace
from flows.round.round_lock import only_writer
from flows.round.workspace import Workspace
from flows.runs import collecting
from flows.runs.beginning import checked_workspace, nothing_new
from schemas.errors import EsepError
from tests.flows.conftest import fill_in, new_round
from workbooks.read.file_reading import read_file

STEPS = ("store_files", "read_files", "judge_round", "write_reports", "write_new_letters")
FILES = ("open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.chmod")
DONE, TOLD, FAULT = 0, 3, 4
_OF_RUNS = ["received", "first_seen"]  # when it was collected


@dataclass
class Points:
    """Counts the points below a folder, and does at one of them what it is told to."""

    folder: str = ""
    at: int = 0
    act: Callable[[str], None] = lambda name: None
    passed: list[str] = field(default_factory=list)

    def reached(self, name: str) -> None:
        """One more; acts where it is the one."""
        self.passed.append(name)
        if len(self.passed) == self.at:
            self.act(name)


_points = Points()
_hooked: list[bool] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _points.folder or event not in FILES:
        return
    if event == "open" and not (
        isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    ):
        return
    path = arguments[0]
    if isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path).startswith(_points.folder):
        _points.reached(f"{event} {os.fsdecode(path).removeprefix(_points.folder)}")


def _hook() -> None:
    """The hooks of this process, set once: those of Python can never be taken off."""
    if _hooked:
        return
    _hooked.append(True)
    sys.addaudithook(_audit)

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def _statement(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if _points.folder and statement.split(maxsplit=1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            _points.reached(f"ledger {' '.join(statement.split()[:3])}")

    @sa.event.listens_for(sa.Engine, "commit")
    def _commit(connection: Any) -> None:
        if _points.folder and connection.get_execution_options().get("esep_writing"):
            _points.reached("ledger commit")


def collect_plainly(folder: Path) -> None:
    """What `esep collect` does, in this process: the files are read here, no sentence is judged by meaning."""
    for name in STEPS:
        step = getattr(collecting, name)
        setattr(collecting, name, getattr(step, "fn", step))
    collecting.PATIENCE = 0.0  # type: ignore[attr-defined]
    intake.read_isolated = _read_here  # type: ignore[assignment]
    workspace.sentence_model = lambda: None  # type: ignore[assignment]
    with only_writer(folder):
        work = checked_workspace(folder, quiet=True)
        if nothing_new(work) is None:
            collecting.collect_steps(work)


def _without_fork_server() -> None:
    """The one of the tests is no child of this process, which makes its own."""
    for name in ("_forkserver_pid", "_forkserver_alive_fd", "_forkserver_address"):
        setattr(forkserver._forkserver, name, None)  # type: ignore[attr-defined]


def _read_here(items: Any, key: Any, **_: Any) -> list[Any]:
    return [read_file(path, name, key) for path, name, _ in items]


def disturbed(folder: Path, at: int = 0, act: Callable[[str], None] = lambda name: None, seconds: float = 0.0) -> int:
    """How a collection in a child ended: its exit code, or minus the signal that killed it.

    Acts at the point of that number; with `seconds` it is killed then, wherever it is.
    """
    pid = os.fork()
    if not pid:
        code = FAULT
        try:
            with Path(os.devnull).open("w") as silent:
                os.dup2(silent.fileno(), 1)
                os.dup2(silent.fileno(), 2)
            _without_fork_server()
            _hook()
            _points.folder, _points.at, _points.act = str(folder), at, act
            if seconds:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)  # pytest has a word of its own for it
                signal.setitimer(signal.ITIMER_REAL, seconds)
            collect_plainly(folder)
            code = DONE
        except (EsepError, OSError):
            code = TOLD  # the command says it in a sentence
        except BaseException as error:
            (folder.parent / f"fault-{folder.name}.txt").write_text(repr(error), encoding="utf-8")
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def points_of(folder: Path) -> list[str]:
    """The names of all points of a collection of the folder, which is collected by that."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            _without_fork_server()
            _hook()
            _points.folder = str(folder)
            collect_plainly(folder)
            os.write(write, "\n".join(_points.passed).encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        names = stream.read().split("\n")
    assert os.waitpid(pid, 0)[1] == 0
    return names


def kill(_: str) -> None:
    """Ends this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail_with(code: int) -> Callable[[str], None]:
    """The disk fails: a file with this error, the ledger with what SQLite says then."""

    def fail(name: str) -> None:
        if name.startswith("ledger"):
            raise sqlite3.OperationalError("disk I/O error")
        raise OSError(code, os.strerror(code), name.partition(" ")[2])

    return fail


def begun_round(folder: Path) -> Path:
    """A round that has been collected once, and to which a corrected return, a new one and a copy of it have come."""
    new_round(folder)
    fill_in(folder / "inbox" / "north.xlsx", "north", left_moved=0.0)
    assert disturbed(folder) == DONE
    fill_in(folder / "inbox" / "corrected" / "north.xlsx", "north")
    fill_in(folder / "inbox" / "college.xlsx", "college")
    shutil.copy(folder / "inbox" / "college.xlsx", folder / "inbox" / "college again.xlsx")
    return folder


def end_state(folder: Path) -> dict[str, Any]:
    """What a round has come to, without the times at which it did; and that nothing in it differs from its events."""
    work = Workspace.at(folder)
    reports = {x.name: x.read_text(encoding="utf-8") for x in sorted((folder / "reports").glob("*.csv"))}
    returns = pd.read_csv(folder / "reports" / "returns.csv", dtype=str, keep_default_na=False)
    reports["returns.csv"] = returns.drop(columns=_OF_RUNS).to_csv()
    with work.ledger() as ledger:
        letters = ledger.letters().sort_values("message_id")
        files = sorted(map(tuple, ledger.known_files().to_numpy()))
        unread = len(ledger.unread(work.reader_digest))
    return {
        "reports": reports,
        "letters": letters[["organisation", "version_key", "path", "message_id", "error", "file"]].to_csv(index=False),
        "outbox": sorted(x.relative_to(folder).as_posix() for x in (folder / "outbox").rglob("*.eml")),
        "files": files,
        "unread": unread,
        "store": work.store.names(),
        "left over": sorted(str(x) for x in folder.rglob(".*") if x.is_file()),
        "differences": [x.said for x in verify_round(folder, quick=True).differences],
    }
