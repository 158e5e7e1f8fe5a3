"""How sure a verdict is: monotone curves from writers held out, the threshold, and what notes without words are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from small_notes import FORM

from commentary.training.certainty_learning import (
    FEWEST,
    PRECISION,
    certainty_of,
    curves_of,
    probabilities_apart,
    told_from,
)
from commentary.training.evaluation import note_of
from commentary.training.saved_judges import save_certainties
from commentary.training.verdict_learning import KINDS, HeldOut, labelled_digest
from commentary.verdicts.assessment import assess
from commentary.verdicts.certainty import CERTAIN, CERTAINTY, Certainty, Curve, Way, load_certainties

STEP = Curve(((-1.0, 0.5), (1.0, 0.9)), 0.7)


def held(writer: str, score: float | None, right: bool, kind: str = "explained") -> HeldOut:
    return HeldOut(writer, f"{writer}-{score}", "students", kind if right else "other", kind, score)


def graded(writer: str, count: int = 200) -> list[HeldOut]:
    """Verdicts that are the oftener right the higher their score is."""
    random = np.random.default_rng(len(writer))
    return [held(writer, x, bool(random.random() < (x + 3) / 6)) for x in np.linspace(-3, 3, count)]


@pytest.mark.parametrize(("score", "expected"), [(-5.0, 0.5), (-1.0, 0.5), (0.0, 0.7), (1.0, 0.9), (9.0, 0.9)])
def test_a_curve_is_straight_between_its_points_and_flat_beyond(score: float, expected: float) -> None:
    assert STEP.probability(score) == pytest.approx(expected)


def test_without_a_score_the_kind_alone_tells() -> None:
    assert STEP.probability(None) == 0.7
    assert Curve((), 0.6).probability(2.0) == 0.6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", Way)
def test_a_surer_score_is_never_a_less_sure_verdict_of_its_kind(way: Way, kind: str) -> None:
    told = np.array([load_certainties()[way].probability(kind, x) for x in np.linspace(-9, 9, 181)])
    assert 0 <= told.min() <= told.max() <= 1
    steps = np.diff(told) * (1 if kind == "explained" else -1)
    assert steps.min() >= -1e-9


def test_the_shipped_certainty_is_of_the_notes_that_train_the_scorer() -> None:
    assert json.loads(CERTAINTY.read_text(encoding="utf-8"))["source"] == labelled_digest()
    assert set(load_certainties()) == set(Way)


def test_curves_follow_how_often_verdicts_are_right() -> None:
    curve = curves_of([*graded("a"), *graded("bb")])["explained"]
    assert curve.probability(-3) < 0.3 < 0.7 < curve.probability(3)
    assert curve.rate == pytest.approx(0.5, abs=0.08)


def test_a_writers_probabilities_do_not_come_from_his_own_verdicts() -> None:
    always = [held("a", 1.0, True) for _ in range(100)]
    never = [held("b", 1.0, False) for _ in range(100)]
    probability = probabilities_apart([*always, *never])
    assert probability[:100].max() < 0.1 < 0.9 < probability[100:].min()


def test_the_threshold_is_the_lowest_from_which_on_verdicts_are_right_as_often_as_asked() -> None:
    probability = np.repeat([0.9, 0.8, 0.6], 50)
    right = np.repeat([1.0, 1.0, 0.0], 50)
    assert told_from(probability, right, 0.95) == pytest.approx(0.8)
    assert told_from(probability, right, 0.6) == pytest.approx(0.6)
    # some of the equally sure are right: all of them are told or none
    assert told_from(probability, np.array([1.0] * 100 + [1.0] * 5 + [0.0] * 45), 0.95) == pytest.approx(0.8)


def test_where_verdicts_are_never_right_so_often_each_must_be_that_sure() -> None:
    probability, right = np.full(100, 0.9), np.tile([1.0, 0.0], 50)
    assert told_from(probability, right, PRECISION) == PRECISION
    assert told_from(probability[: FEWEST - 1], np.ones(FEWEST - 1), PRECISION) == PRECISION
    found = certainty_of([held("a", 1.0, n % 2 == 0) for n in range(100)])
    assert (found.told_from, found.decided) == (PRECISION, 0.0)


def test_certainties_come_back_as_they_were_saved(tmp_path: Path) -> None:
    saved = {way: Certainty({"explained": STEP}, 0.9, 0.5, 0.96) for way in Way}
    save_certainties(saved, "digest", tmp_path / "c.json")
    assert load_certainties(tmp_path / "c.json") == saved


def test_of_a_note_without_a_word_nothing_can_be_misread() -> None:
    figures = {"members": {"prior": 1000, "current": 900}}
    records = [
        {"id": key, "note": text, "figures": figures, "material": ["members"]}
        for key, text in (("silent", ""), ("told", "Мүшелер саны 900 болды."))
    ]
    found = assess([note_of(r, FORM) for r in records], FORM).verdicts.set_index("key")["confidence"]
    assert found["silent"] == CERTAIN > found["told"]
