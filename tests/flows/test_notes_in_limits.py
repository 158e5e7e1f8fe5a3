"""A note that breaks the limits of its assessment is a finding; the others are assessed as ever."""

from __future__ import annotations

import dataclasses

import pytest

from commentary.verdicts import AssessedNote, NotAssessed, assess_each
from flows.demo.other_forms import build_small_round
from flows.round import GIVEN_UP, Workspace, notes_in_limits
from flows.round.notes_in_limits import USUAL_LENGTH, NotesInLimits
from judging.judgement import judge
from tests.commentary.small_notes import FORM, note_of
from tests.judging.made_by_hand import arrived, cells, context, history, of, said

SENTENCE = "Мүшелер саны 500-ге кеміді, себебі зауыт жабылды. "
USUAL = note_of(SENTENCE, key="usual")
LONG = note_of(SENTENCE * (USUAL_LENGTH // len(SENTENCE) + 5), key="long")
HASTE = NotesInLimits(seconds=0.01)


def test_a_long_note_says_apart_what_it_says_here() -> None:
    assert NotesInLimits()([LONG, USUAL], FORM, None) == assess_each([LONG, USUAL], FORM)


@pytest.mark.parametrize("limits", [HASTE, NotesInLimits(memory=1 << 20)], ids=["time", "memory"])
def test_a_note_that_breaks_a_limit_leaves_the_others(limits) -> None:
    found = limits([LONG, USUAL], FORM, None)
    assert [(x.key, type(x)) for x in found] == [("long", NotAssessed), ("usual", AssessedNote)]


def test_what_was_given_up_is_not_tried_again_until_something_changes(monkeypatch) -> None:
    (given_up,) = HASTE([LONG], FORM, None)
    again = dataclasses.replace(HASTE, given_up=frozenset([given_up.state]))
    tried = []
    monkeypatch.setattr(notes_in_limits._Process, "assess", lambda self, note: tried.append(note.key))
    assert again([LONG], FORM, None) == [given_up]
    assert tried == []
    again([dataclasses.replace(LONG, text=LONG.text + "Міне.")], FORM, None)
    dataclasses.replace(again, seconds=60.0)([LONG], FORM, None)
    assert tried == ["long", "long"]


def test_where_one_of_the_usual_notes_breaks_the_assessment_each_is_tried_apart(monkeypatch) -> None:
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(notes_in_limits, "assess_each", broken)
    assert NotesInLimits()([USUAL], FORM, None) == assess_each([USUAL], FORM)


def test_the_clerk_gets_a_sentence_and_the_figures_stay() -> None:
    figures = (*cells(members=7000.0, women=4000.0), *cells("prior", members=8000.0, women=4000.0))
    round_ = context("a", history=history(a={"members": 8000.0}), assess=HASTE)
    found = judge(arrived(of("a", "", *figures, notes=(said(LONG.text),))), round_)
    rules = set(found.findings["rule"])
    assert "note-not-assessed" in rules
    assert rules.isdisjoint({"note-missing", "change-not-mentioned", "change-only-restated"})
    assert found.findings.loc[found.findings["rule"].eq("note-not-assessed"), "severity"].tolist() == ["soft"]
    assert set(found.figures["value"]) == {7000.0, 4000.0, 8000.0}
    assert len(found.given_up) == 1


def test_a_collection_keeps_what_was_given_up_for_the_next_one(tmp_path) -> None:
    build_small_round(tmp_path / "round", "health")
    work = Workspace.at(tmp_path / "round")
    with work.ledger() as ledger:
        assert work.context(ledger).assess.given_up == frozenset()
        ledger.finish_run(ledger.start_run("collect", "", ""), "done", {GIVEN_UP: ["state"]})
        ledger.start_run("collect", "", "")
        assert work.context(ledger).assess.given_up == {"state"}
        ledger.finish_run(ledger.start_run("collect", "", ""), "done", {})
        assert work.context(ledger).assess.given_up == frozenset()
