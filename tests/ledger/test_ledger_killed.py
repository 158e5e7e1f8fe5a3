"""A process that is killed in the middle of its work leaves the old state or the new one, never half of it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.store import Store
from ledger.whole_ledger import Ledger, open_ledger

ROOT = Path(__file__).parents[2]
# saves a judgement that changes everything, and stops for good where it is told to
SAVE = """
import sys, time, pickle
import ledger.judgements, ledger.version_rows
from ledger.whole_ledger import open_ledger

def stop(*_):
    print("in the middle", flush=True)
    time.sleep(600)

url, frames, module, name = sys.argv[1:]
if name:
    setattr(sys.modules[module], name, stop)
opened = open_ledger(url)
opened.save_judgement(1, *pickle.load(open(frames, "rb")))
stop()
"""
UPGRADE = """
import sys, time
import alembic.command
from ledger.whole_ledger import open_ledger

upgrade = alembic.command.upgrade
def stop(*arguments):
    upgrade(*arguments)
    print("in the middle", flush=True)
    time.sleep(600)

alembic.command.upgrade = stop
open_ledger(sys.argv[1])
"""
STORE = """
import sys, time, os
from pathlib import Path
from ledger.store import Store

def stop(*_):
    print("in the middle", flush=True)
    time.sleep(600)

setattr({"os": os, "Path": Path}[sys.argv[3]], sys.argv[4], stop)
Store(Path(sys.argv[1])).put(Path(sys.argv[2]))
"""


def _kill_in_the_middle(script: str, *arguments: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n", process.communicate(timeout=60)[1]
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "name", "is_new"),
    [
        ("ledger.version_rows", "_replace", False),
        ("ledger.judgements", "_save_findings", False),
        ("ledger.judgements", "", True),
    ],
)
def test_a_killed_save_leaves_one_state(
    url: str, tmp_path: Path, judgement: Any, contents: Callable[[Ledger], Any], module: str, name: str, is_new: bool
) -> None:
    values = {f"indicator_{i}": float(i) for i in range(200)}
    old, new = judgement(), judgement()
    for i in range(40):
        old.add(f"org-{i}", f"{i}.xlsx", "returned", values=values, rules=("late",))
        new.add(f"org-{i}", f"{i}.xlsx", "accepted", values={key: x + 1 for key, x in values.items()})
    with open_ledger(url) as ledger:
        ledger.start_run("collect", "", "")
        ledger.save_judgement(1, *old.frames)
        before = contents(ledger)
    frames = tmp_path / "frames.pickle"
    frames.write_bytes(pickle.dumps(new.frames))
    _kill_in_the_middle(SAVE, url, str(frames), module, name)

    with open_ledger(url) as ledger:
        if is_new:
            assert set(ledger.returns()["outcome"]) == {"accepted"}
            assert ledger.figures()["value"].sum() == (sum(values.values()) + len(values)) * 40
            assert ledger.findings().empty
        else:
            assert contents(ledger) == before
        ledger.save_judgement(1, *new.frames)
        assert set(ledger.returns()["outcome"]) == {"accepted"}


def test_a_killed_upgrade_leaves_an_empty_database(url: str) -> None:
    _kill_in_the_middle(UPGRADE, url)
    with open_ledger(url) as ledger:
        assert ledger.returns().empty


@pytest.mark.parametrize(("owner", "step"), [("os", "fsync"), ("Path", "replace")])
def test_a_killed_copy_is_not_taken_for_the_content(tmp_path: Path, owner: str, step: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"content")
    _kill_in_the_middle(STORE, str(tmp_path / "store"), str(source), owner, step)

    store = Store(tmp_path / "store")
    assert not [path for path in store._folder.rglob("*") if path.is_file() and not path.name.startswith(".unfinished")]
    assert store.path_of(store.put(source)).read_bytes() == b"content"
