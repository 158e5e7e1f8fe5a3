"""`esep learn`: a round's judge is replaced by a better one, kept by its side, and never by a worse one in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from commentary.training import OwnJudge
from commentary.verdicts import Certainty, Curve, Learned, PairScorer, Way, holds_a_judge
from flows.commands import learning_corrections
from flows.commands.learning_corrections import learn_from_round
from flows.round import Workspace
from schemas.errors import UsageError


def judge(better: bool) -> OwnJudge:
    sure = Certainty({"explained": Curve((), 0.8)}, 0.95, 0.0, 0.0)
    learned = Learned(PairScorer(np.ones(2), np.ones(2), np.zeros(2), "s"), dict.fromkeys(Way, sure))
    return OwnJudge(learned, "digest", 3, 0.80, 0.81 if better else 0.70, 0.5, 0.6, better)


@pytest.fixture
def round_(round_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(learning_corrections, "load_meaning", lambda: None)
    monkeypatch.setattr(learning_corrections, "export_labels", lambda _, out: out.write_text("{}\n"))
    return round_folder


def learns(monkeypatch: pytest.MonkeyPatch, better: bool) -> None:
    monkeypatch.setattr(learning_corrections, "learn_corrections", lambda form, meaning, folder: judge(better))


def test_a_better_judge_is_kept_in_the_round_and_judges_it(round_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Workspace.at(round_).judge
    learns(monkeypatch, True)
    told = learn_from_round(round_)
    assert "3 corrected verdicts" in told
    assert "0.800 before, 0.810 with them" in told
    assert Workspace.at(round_).judge == round_ / "judge" != shipped
    assert holds_a_judge(round_ / "judge")


def test_a_worse_judge_replaces_nothing_unless_it_is_said(round_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learns(monkeypatch, False)
    with pytest.raises(UsageError, match="worse"):
        learn_from_round(round_)
    assert not holds_a_judge(round_ / "judge")
    learn_from_round(round_, anyway=True)
    assert holds_a_judge(round_ / "judge")


def test_without_a_correction_there_is_nothing_to_learn(round_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning_corrections, "export_labels", lambda _, out: out.write_text(""))
    with pytest.raises(UsageError, match="corrected"):
        learn_from_round(round_)
