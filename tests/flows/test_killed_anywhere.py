"""Killed anywhere, or failed by the disk anywhere, and run again: the round is as if nothing had happened."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.flows.disturbed_rounds import (
    DONE,
    TOLD,
    begun_round,
    disturbed,
    end_state,
    fail_with,
    kill,
    points_of,
)

pytestmark = pytest.mark.slow
# every point, and more random kills: ESEP_TEST_KILLS=200
KILLS = int(os.environ.get("ESEP_TEST_KILLS", "5"))
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS, errno.EDQUOT)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun_round(tmp_path_factory.mktemp("begun") / "round")


@pytest.fixture(scope="module")
def undisturbed(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, Any], float]:
    """The points of a collection that nothing disturbs, what it comes to, and how long it takes."""
    folder = tmp_path_factory.mktemp("undisturbed") / "round"
    shutil.copytree(begun, folder)
    started = time.monotonic()
    names = points_of(folder)
    return names, end_state(folder), time.monotonic() - started


def some(count: int, of: int) -> list[int]:
    """Numbers from 1 to `of`, spread evenly; all of them where there are no more."""
    return sorted({1 + round(x * (of - 1) / max(1, count - 1)) for x in range(count)})


def test_a_kill_at_any_step_changes_nothing_in_the_end(begun: Path, undisturbed: Any, tmp_path: Path) -> None:
    names, state, _ = undisturbed
    assert {x.split()[0] for x in names} >= {"open", "os.rename", "ledger"}
    for number in some(KILLS, len(names)):
        folder = tmp_path / str(number)
        shutil.copytree(begun, folder)
        assert disturbed(folder, number, kill) == -signal.SIGKILL, names[number - 1]
        assert disturbed(folder) == DONE, names[number - 1]
        assert end_state(folder) == state, names[number - 1]
        shutil.rmtree(folder)


def test_a_kill_at_any_moment_changes_nothing_in_the_end(begun: Path, undisturbed: Any, tmp_path: Path) -> None:
    _, state, seconds = undisturbed
    random.seed(12)
    for number in range(KILLS // 2):
        folder, moment = tmp_path / str(number), random.uniform(0.02, seconds)
        shutil.copytree(begun, folder)
        assert disturbed(folder, seconds=moment) in (-signal.SIGALRM, DONE)
        assert disturbed(folder) == DONE
        assert end_state(folder) == state, moment
        shutil.rmtree(folder)


def test_two_kills_one_after_the_other_change_nothing_in_the_end(begun: Path, undisturbed: Any, tmp_path: Path) -> None:
    names, state, _ = undisturbed
    for number in some(max(1, KILLS // 4), len(names) // 2):
        folder = tmp_path / str(number)
        shutil.copytree(begun, folder)
        for at in (number + len(names) // 3, number):
            assert disturbed(folder, at, kill) == -signal.SIGKILL
        assert disturbed(folder) == DONE
        assert end_state(folder) == state
        shutil.rmtree(folder)


def test_a_disk_that_fails_at_any_point_is_said_and_changes_nothing_in_the_end(
    begun: Path, undisturbed: Any, tmp_path: Path
) -> None:
    names, state, _ = undisturbed
    for turn, number in enumerate(some(KILLS, len(names))):
        folder = tmp_path / str(number)
        shutil.copytree(begun, folder)
        code = disturbed(folder, number, fail_with(ERRORS[turn % len(ERRORS)]))
        faults = [x.read_text(encoding="utf-8") for x in tmp_path.glob("fault-*.txt")]
        assert code in (TOLD, DONE), (names[number - 1], faults)
        assert disturbed(folder) == DONE, names[number - 1]
        assert end_state(folder) == state, names[number - 1]
        shutil.rmtree(folder)
