"""Verdicts that a person has given: when they apply, and what of grade, verdicts and findings follows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from commentary.statements import Note
from commentary.verdicts import Assessment
from judging.decisions_in_force import VERDICT, Decision
from judging.verdict_corrections import QUOTED, applies, change_parameters, correct_verdicts, grade_of, verdict_basis
from tests.judging.made_by_hand import FORM, decisions, rules

NOTE = Note(
    key="a", organisation="a", names=("А ұйымы",), text="Әйелдер саны 90 болды.", figures={"women": (100.0, 90.0), "members": (200.0, 190.0), "staff": (None, 3.0)},
    material=("women", "members"), as_of=dt.date(2026, 1, 1), prior_as_of=dt.date(2025, 1, 1), reasons={"women": "зейнет"},
)  # fmt: skip
BASIS = verdict_basis(100.0, 90.0, NOTE.text, "зейнет")
VERDICTS = ["key", "indicator", "verdict", "reasons", "quote", "confidence"]
FINDINGS = ["key", "rule", "indicator", "period", "observed", "expected", "quote", "parameters"]


def given(indicator: str = "women", verdict: str = "explained", basis: str = "", **more: object) -> dict[str, object]:
    prior, current = NOTE.figures.get(indicator, (None, None))
    return {
        "indicator": indicator,
        "verdict": verdict,
        "basis": basis or verdict_basis(prior, current, NOTE.text, NOTE.reasons.get(indicator, "")),
    } | more


def found(rule: str, indicator: str = "", key: str = "a", **more: object) -> dict[str, object]:
    return dict.fromkeys(FINDINGS, "") | {"key": key, "rule": rule, "indicator": indicator, "parameters": {}} | more


def assessment(*findings: dict[str, object], women: str = "restated", members: str = "unmentioned") -> Assessment:
    verdicts = [
        ("a", "women", women, "closure", "90 болды", 0.8),
        ("a", "members", members, "", "", 0.7),
        ("b", "women", "restated", "", "q", 0.6),
    ]
    grades = pd.DataFrame(
        {"grade": ["restating", "partial"], "confidence": [0.5, 0.4]}, index=pd.Index(["a", "b"], name="key")
    )
    return Assessment(grades, pd.DataFrame(verdicts, columns=VERDICTS), pd.DataFrame(list(findings), columns=FINDINGS))


def corrected(*subjects: dict[str, object], before: Assessment | None = None, note: Note = NOTE) -> Assessment:
    return correct_verdicts(before or assessment(), [note], decisions(*(("a", VERDICT, x) for x in subjects)), FORM)


def told(result: Assessment) -> list[list[object]]:
    return result.verdicts.values.tolist()


def test_a_verdict_is_bound_to_both_years_the_note_and_the_reason() -> None:
    others = [(101.0, 90.0, NOTE.text, "зейнет"), (100.0, 91.0, NOTE.text, "зейнет"), (100.0, 90.0, "x", "зейнет"), (100.0, 90.0, NOTE.text, ""),
              (90.0, 100.0, NOTE.text, "зейнет"), (None, 90.0, NOTE.text, "зейнет")]  # fmt: skip
    assert len({BASIS, *(verdict_basis(*x) for x in others)}) == 7
    assert verdict_basis(100.0, 90.0, f" {NOTE.text}\n", "зейнет ") == BASIS


@pytest.mark.parametrize(
    ("note", "does"),
    [
        (NOTE, True), (replace(NOTE, text="Әйелдер  саны 90 болды. "), True), (replace(NOTE, figures={"women": (100.0, 91.0)}), False),
        (replace(NOTE, figures={}), False), (replace(NOTE, reasons={}), False), (replace(NOTE, text="?"), False),
    ],
)  # fmt: skip
def test_a_decision_applies_while_figures_and_note_are_those_it_was_made_about(note: Note, does: bool) -> None:
    assert applies(Decision("a", VERDICT, given(basis=BASIS), "me", "", ""), note) is does


def test_a_decision_about_nothing_known_applies_to_nothing_known() -> None:
    nothing = Decision(
        "a", VERDICT, {"indicator": "left", "basis": verdict_basis(None, None, NOTE.text, "")}, "me", "", ""
    )
    assert applies(nothing, NOTE)


def test_the_verdict_given_takes_the_place_of_the_machines() -> None:
    result = corrected(given(reasons="migration|motivation", quote="мен айтты"))
    assert told(result) == [
        ["a", "women", "explained", "migration|motivation", "мен айтты", 1.0], ["a", "members", "unmentioned", "", "", 0.7], ["b", "women", "restated", "", "q", 0.6],
    ]  # fmt: skip
    assert result.grades["grade"].to_dict() == {"a": "partial", "b": "partial"}


@pytest.mark.parametrize(
    ("subject", "values"),
    [
        (given(), ["explained", "closure", "90 болды"]), (given(quote="q"), ["explained", "closure", "q"]),
        (given(verdict="restated", reasons="closure"), ["restated", "", "90 болды"]), (given(verdict="unmentioned", quote="q"), ["unmentioned", "", ""]),
        (given(verdict="contradicted", quote="q"), ["contradicted", "", "q"]), (given("members"), ["explained", "other", ""]),
    ],
)  # fmt: skip
def test_what_the_person_did_not_say_stays_as_it_was_found(subject: dict[str, object], values: list[str]) -> None:
    verdicts = corrected(subject).verdicts.set_index(["key", "indicator"])
    assert verdicts.loc[("a", subject["indicator"]), ["verdict", "reasons", "quote"]].tolist() == values


def test_decisions_about_others_do_not_count() -> None:
    before = assessment()
    assert corrected(given(basis="old"), before=before) is before
    assert corrected(given("left"), before=before) is before
    assert correct_verdicts(before, [NOTE], decisions(("b", VERDICT, given())), FORM) is before
    assert correct_verdicts(before, [NOTE], decisions(("a", "confirmed", given())), FORM) is before
    assert corrected(given("staff", basis=verdict_basis(None, 3.0, NOTE.text, "")), before=before) is before


def test_every_change_explained_makes_the_note_analytical_and_none_leaves_it_restating() -> None:
    result = corrected(
        given(),
        given("members"),
        before=assessment(found("change-not-mentioned", "members"), found("change-only-restated", "women")),
    )
    assert result.grades["grade"].to_dict()["a"] == "analytical"
    assert result.findings.empty
    assert grade_of(NOTE, {"women": "explained", "members": "contradicted"}, FORM) == "partial"
    assert grade_of(NOTE, {"women": "unmentioned", "members": "contradicted"}, FORM) == "restating"
    assert grade_of(replace(NOTE, text="", reasons={}), {"women": "unmentioned"}, FORM) == "absent"


def test_open_changes_are_told_anew_with_their_figures() -> None:
    before = assessment(
        found("change-only-restated", "women"),
        found("change-not-mentioned", "members"),
        found("change-not-mentioned", "women", "b"),
        found("note-copied"),
    )
    result = corrected(given("members", "restated", quote="сөз"), before=before)
    assert result.findings[["key", "rule", "indicator"]].values.tolist() == [
        ["b", "change-not-mentioned", "women"], ["a", "note-copied", ""], ["a", "change-only-restated", "women"], ["a", "change-only-restated", "members"],
    ]  # fmt: skip
    last = result.findings.iloc[-1]
    assert last[["period", "quote"]].tolist() == ["current", "сөз"]
    assert last["parameters"] == {
        "row": FORM.indicators["members"].row,
        "prior": 200.0,
        "cur": 190.0,
        "diff": -10.0,
        "pct": pytest.approx(5.0),
    }
    assert result.findings.index.tolist() == [0, 1, 2, 3]


def test_a_note_that_says_nothing_after_all_is_missing() -> None:
    blank = replace(NOTE, text="", reasons={})
    subject = given("women", "unmentioned", basis=verdict_basis(100.0, 90.0, "", ""))
    result = corrected(subject, before=assessment(found("change-only-restated", "women")), note=blank)
    assert result.grades["grade"].to_dict()["a"] == "absent"
    assert rules(result.findings) == ["note-missing"]
    assert result.findings["key"].tolist() == ["a"]


ABOUT_WORDS = ("note-number-unknown", "note-direction-wrong", "reason-incompatible")


@pytest.mark.parametrize("rule", ABOUT_WORDS)
def test_a_verdict_settles_the_remarks_on_the_same_words(rule: str) -> None:
    before = assessment(found(rule, "women"), found(rule, "members"), found(rule, "women", "b"), women="contradicted")
    result = corrected(given(), before=before)
    assert [x for x in result.findings[["key", "rule", "indicator"]].values.tolist() if x[1] == rule] == [
        ["a", rule, "members"],
        ["b", rule, "women"],
    ]
    kept = corrected(given(verdict="contradicted"), before=before)
    assert [x for x in kept.findings[["key", "indicator"]].values.tolist() if x == ["a", "women"]] == [
        ["a", "women"]
    ], "it is told once"


def test_a_contradiction_that_only_a_person_has_seen_is_told_with_its_words() -> None:
    result = corrected(
        given(verdict="contradicted", quote="Әйелдер  саны\n90"),
        before=assessment(found("note-number-unknown", "women", "b")),
    )
    mine = result.findings[result.findings["key"].eq("a") & result.findings["rule"].eq("note-number-unknown")]
    assert mine[["indicator", "period", "quote"]].values.tolist() == [["women", "current", "Әйелдер  саны\n90"]]
    assert mine["parameters"].iloc[0] == {"row": FORM.indicators["women"].row, "num": "Әйелдер саны 90", "diff": -10.0}


@pytest.mark.parametrize(
    ("quote", "shown"),
    [("", "90 болды"), ("а" * QUOTED, "а" * QUOTED), ("аб " * 26 + "абв", "аб " * 25 + "аб …"), ("аб " * 26 + "аб", "аб " * 26 + "аб"), ("а" * 90, "а" * QUOTED + " …")],
)  # fmt: skip
def test_long_words_are_cut_between_words(quote: str, shown: str) -> None:
    result = corrected(given(verdict="contradicted", quote=quote))
    assert result.findings["parameters"].iloc[-1]["num"] == shown


def test_a_contradiction_without_words_is_told_without() -> None:
    result = corrected(given("members", "contradicted"))
    assert result.findings["parameters"].iloc[-1]["num"] == "…"


def test_the_machines_own_contradictions_are_not_told_twice() -> None:
    result = corrected(given("members"), before=assessment(women="contradicted"))
    assert "note-number-unknown" not in rules(result.findings)


def test_what_a_message_about_a_change_may_name() -> None:
    assert change_parameters(NOTE, FORM)["women"] == {
        "row": FORM.indicators["women"].row,
        "prior": 100.0,
        "cur": 90.0,
        "diff": -10.0,
        "pct": 10.0,
    }
    assert list(change_parameters(NOTE, FORM)) == ["women", "members"]
