"""The words and the reasons that a verdict rests on."""

from __future__ import annotations

from small_notes import explained, read, wrong

from commentary.causes.attachment import Explanation
from commentary.verdicts.verdict_grounds import quote_of, reasons_told
from commentary.verdicts.verdicts import Verdict


def test_a_cause_is_quoted_without_the_change_said_again() -> None:
    note = read("Женщин 4 870, было 5 200: закрыта школа.")
    assert quote_of(note, Verdict("women", "explained", 0, 0.9), []) == "закрыта школа"


def test_what_is_wrong_is_quoted_from_the_mention_on() -> None:
    text = "Работали весь год, женщин 4 780, остальное в порядке."
    (found,) = (c for c in wrong(text) if c.indicator == "women")
    assert quote_of(read(text), Verdict("women", "contradicted", 0, 0.9), [found]) == "женщин 4 780"


def test_no_unit_is_no_quote_and_a_restatement_is_quoted_whole() -> None:
    note = read("Женщин 4 870.")
    assert quote_of(note, Verdict("women", "unmentioned", -1, 0.9), []) == ""
    assert quote_of(note, Verdict("women", "restated", 0, 0.9), []) == "Женщин 4 870."


def test_what_points_back_has_the_reasons_of_the_cause_told_before() -> None:
    text = "Работающих меньше: выход на пенсию. Из них 330 женщин."
    told = [Explanation(i, u, 0.9, w) for i, u, w in explained(text, 0)]
    verdict = next(Verdict(e.indicator, "explained", e.unit, 0.9) for e in told if e.indicator == "women")
    assert reasons_told(read(text), told, verdict, {"retirement": 1.0}) == ("retirement",)
    alone = [e for e in told if e.indicator == "women"]
    assert reasons_told(read(text), alone, verdict, {"retirement": 1.0}) == ("other",)
