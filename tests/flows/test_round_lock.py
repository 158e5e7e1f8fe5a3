"""One command at a time writes to a round: others wait with a word, a dead process holds nothing, nothing is hidden."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.commands import close_round, decide, reopen_round
from flows.commands.assigning import assign_file, take_back
from flows.commands.message_decisions import decide_message
from flows.commands.posting import remind_round, send_round
from flows.commands.restating import restate_figure
from flows.round import only_writer
from flows.round.command_texts import command_text
from flows.round.fault_sentences import operators_language
from flows.round.intake import store_new_files, unread_chunks
from flows.round.workspace import Workspace
from flows.runs.beginning import checked_workspace, nothing_new
from flows.runs.running import collect_round, consolidate_round, run_round
from tests.flows.collection import collected
from tests.flows.conftest import Filler

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from flows.round.round_lock import only_writer
with only_writer(sys.argv[1]):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
FORKER = HOLDER.replace("    print", "    import os\n    os.fork() or time.sleep(60)\n    print")
WRITERS = (
    close_round, reopen_round, restate_figure, decide, decide_message, assign_file, take_back, send_round,
    collect_round, consolidate_round, run_round,
)  # fmt: skip


def holder(folder: Path, script: str = HOLDER, seconds: float = 60) -> subprocess.Popen[str]:
    """Another process that holds the round."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_waits_says_so_and_goes_on_when_the_other_ends(
    round_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    process = holder(round_folder, seconds=1.5)
    begun = time.monotonic()
    with only_writer(round_folder):
        waited = time.monotonic() - begun
    process.wait()
    assert 0.5 < waited < 10
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"процесс {process.pid}" in told


@pytest.mark.parametrize("script", [HOLDER, FORKER])
def test_a_killed_process_holds_nothing_nor_do_its_children(round_folder: Path, script: str) -> None:
    process = holder(round_folder, script)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    begun = time.monotonic()
    with only_writer(round_folder):
        assert time.monotonic() - begun < 1
    if script == FORKER:
        os.killpg(process.pid, signal.SIGKILL)


def test_within_one_process_the_round_is_held_once_and_let_go_at_the_end(round_folder: Path) -> None:
    with only_writer(round_folder), only_writer(str(round_folder)):
        said = json.loads((round_folder / "ledger.lock").read_text(encoding="utf-8"))
    assert said["process"] == os.getpid()
    with only_writer(round_folder):
        pass
    assert (round_folder / "ledger.lock").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_no_round_is_left_alone(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with only_writer(folder):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", WRITERS, ids=lambda x: x.__name__)
def test_every_command_that_writes_holds_the_round(command: object) -> None:
    assert command.__closure__[0].cell_contents.__name__ == command.__name__  # type: ignore[attr-defined]
    assert command.__code__.co_filename.endswith("round_lock.py")  # type: ignore[attr-defined]


def test_reminding_holds_the_round_and_looking_ahead_does_not(
    round_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.round import round_lock

    taken: list[Path] = []
    monkeypatch.setattr(round_lock, "_taken", lambda folder: taken.append(folder) or os.open(folder, os.O_RDONLY))
    remind_round(round_folder, dry_run=True)
    assert taken == []
    remind_round(round_folder)
    assert taken == [round_folder.resolve()]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_word_is_in_the_language_of_the_terminal(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", f"{language}_KZ.UTF-8")
    assert operators_language() == language
    monkeypatch.setenv("LANG", "C")
    assert operators_language() == "en"
    said = {"path": "round", "command": "esep collect", "process": "7", "since": "10:00"}
    assert "esep collect" in command_text("lock.waits", language, **said)


def test_nothing_new_is_nothing_unread_nothing_unjudged_and_a_last_collection_that_ended(
    fill: Filler, round_folder: Path
) -> None:
    fill("north")
    collected(round_folder)
    work = Workspace.at(round_folder)
    assert nothing_new(checked_workspace(round_folder, quiet=True)) is not None

    with work.ledger() as ledger:  # a decision that comes while it is judged is not taken for judged
        basis = work.basis_digest(ledger)
        assert work.state_digest(ledger, basis) == work.state_digest(ledger)
        ledger.decide("north", "confirmed", {"rule": "late"}, "A", "")
        assert work.state_digest(ledger, basis) != work.state_digest(ledger)
        reports = ledger.runs()["counts"].iloc[-1]["reports"]
        state = {"state": work.state_digest(ledger), "reports": reports}
        ledger.finish_run(ledger.start_run("collect", "", ""), "done", state)
    assert nothing_new(checked_workspace(round_folder, quiet=True)) is not None

    with work.ledger() as ledger:  # killed, though all is as before
        ledger.start_run("collect", "", "")
        assert nothing_new(checked_workspace(round_folder, quiet=True)) is None
        ledger.finish_run(ledger.start_run("collect", "", ""), "done", state)
    assert nothing_new(checked_workspace(round_folder, quiet=True)) is not None

    fill("college")
    store_new_files(work)
    with work.ledger() as ledger:  # the slower of two collections ends, and notes the state that it finds
        state |= {"state": work.state_digest(ledger)}
        ledger.finish_run(ledger.start_run("collect", "", ""), "done", state)
    assert unread_chunks(work)
    assert nothing_new(checked_workspace(round_folder, quiet=True)) is None
