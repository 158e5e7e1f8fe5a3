"""An inbox of files that are no returns, beside the right ones: none is taken for one, none is lost, each says why."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from judging.judgement import Judgement
from schemas.form.sentences import refusal
from tests.flows.collection import collected
from tests.flows.conftest import SIZES
from tests.flows.foreign_files import built_files, gathered_files

GIBIBYTE_IN_KB = 1 << 20
TAKEN = {"accepted", "queried", "returned", "superseded", "duplicate"}
# What systems leave in folders without anybody's doing is not stored, as the intake says.
LEFT_BEHIND = {"~$north.xlsx", "._south.xlsx", ".DS_Store", "Thumbs.db"}
SAID = {"unreadable", "unidentified", "ignored", "message"}


def _put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / "inbox" / name).write_bytes(data)


def _assert_seen_for_what_they_are(judgement: Judgement, files: dict[str, bytes]) -> None:
    outcomes = dict(zip(judgement.returns["file"], judgement.returns["outcome"], strict=True))
    assert judgement.returns["file"].is_unique
    assert set(files) - set(outcomes) == LEFT_BEHIND
    returns = {f"{organisation}.xlsx" for organisation in SIZES}
    assert {x: outcomes[x] for x in returns} == dict.fromkeys(returns, "accepted")
    foreign = {file: outcome for file, outcome in outcomes.items() if file not in returns}
    assert {file: outcome for file, outcome in foreign.items() if outcome in TAKEN} == {}
    assert set(foreign.values()) <= SAID
    assert set(judgement.figures["file"]) == returns
    _assert_each_has_a_reason(judgement, foreign)


def _assert_each_has_a_reason(judgement: Judgement, foreign: dict[str, str]) -> None:
    """What is nobody's and cannot be read says why, in a word that is explained in three languages."""
    whose = dict(zip(judgement.returns["file"], judgement.returns["organisation"], strict=True))
    nobodys = {file for file, outcome in foreign.items() if outcome == "unreadable" and not whose[file]}
    reasons = judgement.findings[judgement.findings["rule"].isin(("workbook-unreadable", "sheet-not-found"))]
    assert nobodys - set(reasons["file"]) == set()
    for reason in set(reasons["observed"]):
        said = {language: refusal(reason, language) for language in ("kk", "ru", "en")}
        assert len(set(said.values())) == 3, reason


def test_a_few_foreign_files_are_seen_for_what_they_are(full_round: Path) -> None:
    files = built_files(random.Random(3))
    _put(full_round, files)
    _assert_seen_for_what_they_are(collected(full_round), files)


@contextlib.contextmanager
def largest_worker() -> Iterator[list[int]]:
    """The most memory, in kB, that a process below this one ever held."""
    held, over = [0], threading.Event()

    def watch() -> None:
        while not over.is_set():
            held[0] = max([held[0], *map(_memory, _below(os.getpid()))])
            time.sleep(0.02)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    yield held
    over.set()
    watching.join()


def _below(parent: int) -> list[int]:
    kids = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            kids += [int(x) for x in task.read_text().split()]
    return kids + [x for kid in kids for x in _below(kid)]


def _memory(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


@pytest.mark.slow
def test_hundreds_of_foreign_files_are_seen_for_what_they_are(full_round: Path) -> None:
    dice = random.Random(7)
    files = built_files(dice) | gathered_files(dice, of_each=6)
    assert len(files) > 300
    _put(full_round, files)
    with largest_worker() as held:
        judgement = collected(full_round)
    assert 0 < held[0] < GIBIBYTE_IN_KB
    _assert_seen_for_what_they_are(judgement, files)
