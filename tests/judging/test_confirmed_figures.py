"""Decisions: which stand, what each is bound to, and what they settle."""

from __future__ import annotations

import pandas as pd
import pytest

from judging.confirmations import (
    can_be_confirmed,
    confirmed_ones,
    figures_read,
    finding_bases,
    with_confirmed_cells,
)  # isort: skip
from judging.decisions_in_force import CONFIRMED, VERDICT, WITHDRAWN, Decision, digest, kept_decisions, note_digest
from schemas.documents import CellState
from tests.judging.made_by_hand import FORM, arrived, cell, context, decisions, document, of, said
from workbooks.text import WAITS

RULE, SOFT = "women-within-members", "trained-within-members"


def told(*rows: tuple[str, str, dict[str, object]]) -> list[tuple[str, str, str]]:
    return [(d.organisation, d.kind, d.said("indicator")) for d in kept_decisions(decisions(*rows))]


def test_no_decisions_are_none() -> None:
    assert kept_decisions(decisions()) == ()


def test_the_later_of_two_about_the_same_stands_in_its_own_place() -> None:
    rows = [("a", VERDICT, {"indicator": "women", "verdict": x}) for x in ("explained", "restated")]
    rows.insert(1, ("a", VERDICT, {"indicator": "members"}))
    found = kept_decisions(decisions(*rows))
    assert [(d.said("indicator"), d.said("verdict")) for d in found] == [("members", ""), ("women", "restated")]
    assert found[1].author == "me"
    assert found[1].at == "2026-02-03"


def test_decisions_about_something_else_stand_beside_each_other() -> None:
    women = {"rule": SOFT, "indicator": "women", "basis": "1"}
    rows = [
        ("a", CONFIRMED, women), ("b", CONFIRMED, women), ("a", CONFIRMED, women | {"basis": "2"}),
        ("a", CONFIRMED, women | {"rule": "late"}), ("a", CONFIRMED, women | {"indicator": "men"}), ("a", VERDICT, women),
        ("a", "assigned", women),
    ]  # fmt: skip
    assert told(*rows) == [("a", CONFIRMED, "women"), ("b", CONFIRMED, "women"), ("a", CONFIRMED, "women"), ("a", CONFIRMED, "women"),
                           ("a", CONFIRMED, "men"), ("a", VERDICT, "women")]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ({"of": VERDICT, "indicator": "women"}, ["members"]), ({"of": VERDICT}, []), ({"of": CONFIRMED, "rule": SOFT}, ["women", "members"]),
        ({"of": VERDICT, "indicator": "men"}, ["women", "members"]), ({"indicator": "women"}, ["women", "members"]),
    ],
)  # fmt: skip
def test_what_is_withdrawn_no_longer_stands(subject: dict[str, object], left: list[str]) -> None:
    given = [("a", VERDICT, {"indicator": "women"}), ("a", VERDICT, {"indicator": "members"})]
    assert [x for _, _, x in told(*given, ("a", WITHDRAWN, subject))] == left
    assert len(told(*given, ("b", WITHDRAWN, subject))) == 2


@pytest.mark.parametrize(
    ("subject", "withdrawn"),
    [
        ({"of": CONFIRMED, "rule": SOFT, "indicator": "women"}, True), ({"of": CONFIRMED, "rule": SOFT}, True),
        ({"of": CONFIRMED, "rule": "late", "indicator": "women"}, False), ({"of": CONFIRMED, "indicator": "women"}, False),
        ({"of": CONFIRMED, "rule": SOFT, "indicator": "men"}, False), ({"of": VERDICT, "rule": SOFT}, False),
    ],
)  # fmt: skip
def test_a_confirmation_is_withdrawn_by_its_rule(subject: dict[str, object], withdrawn: bool) -> None:
    given = ("a", CONFIRMED, {"rule": SOFT, "indicator": "women", "basis": "1"})
    assert (told(given, ("a", WITHDRAWN, subject)) == []) is withdrawn
    assert len(told(("a", WITHDRAWN, subject), given)) == 1, "what is decided afterwards stands"


def test_a_digest_is_short_and_of_all_its_parts() -> None:
    assert digest("a", 1, None) == digest("a", 1, None)
    assert len(digest("a")) == 16
    assert len({digest("a", "b"), digest("ab"), digest("a"), digest("b", "a"), digest("a", "b", "")}) == 5
    assert digest("ұйым") == digest("ұйым") != digest("уйым")
    assert digest(1.5, ["x"], {"y": None})


def test_spaces_in_a_note_do_not_count() -> None:
    assert note_digest("", "") == note_digest(" \n", "\t") == ""
    assert note_digest("a  b", "") == note_digest("a\nb", " ")
    assert len({note_digest("a", ""), note_digest("", "a"), note_digest("a", "a"), note_digest("ab", "")}) == 4


def test_what_a_subject_does_not_say_is_nothing() -> None:
    decision = Decision("a", VERDICT, {"prior": 5, "reasons": None}, "me", "", "")
    assert [decision.said(x) for x in ("prior", "reasons", "quote")] == ["5", "", ""]


@pytest.mark.parametrize(
    ("rule", "can"),
    [
        (RULE, False),
        (SOFT, True),
        ("late", True),
        ("note-missing", False),
        ("change-not-mentioned", False),
        ("note-number-unknown", True),
    ],
)
def test_a_hard_finding_and_an_open_change_cannot_be_confirmed(rule: str, can: bool) -> None:
    soft = FORM.finding_kind(rule).severity != "hard"
    assert can_be_confirmed(rule, FORM) is (can and soft)


def findings(*rows: dict[str, object]) -> pd.DataFrame:
    blank = dict.fromkeys(("organisation", "rule", "indicator", "period", "observed", "expected", "cell"), "") | {
        "organisation": "a"
    }
    return pd.DataFrame([blank | x for x in rows])


def figures(**values: object) -> pd.DataFrame:
    """women_current=5 and the like, of organisation a and, with other values, of b."""
    rows = []
    for name, value in values.items():
        indicator, _, period = name.rpartition("_")
        number, raw = (value, str(value)) if isinstance(value, int | float) else (float("nan"), str(value))
        rows += [("a", indicator, period, number, raw), ("b", indicator, period, 777.0, "777")]
    return pd.DataFrame(rows, columns=["organisation", "indicator", "period", "value", "raw"])


def basis(finding: dict[str, object], note: str = "", reason: str = "", **values: object) -> str:
    latest = {
        "a": of(
            "a",
            notes=(said(reason, "reason", "women"), said("other", "reason", "members"), said("x", "sheet", "women")),
        )
    }
    return finding_bases(findings(finding), figures(**values), latest, {"a": note}, FORM)[0]


def test_the_figures_that_a_rule_reads() -> None:
    assert figures_read(RULE, "women", FORM) == {"women", "members"}
    assert figures_read(RULE, "members", FORM) == set()
    assert {"members", "working"} <= figures_read("unchanged-return", "", FORM)


def test_a_rules_finding_is_about_the_figures_that_it_reads() -> None:
    rule = {"rule": RULE, "indicator": "women", "period": "current"}
    told = basis(rule, women_current=5, members_current=9, staff_current=1)
    assert basis(rule, "another note", "and reason", members_current=9, women_current=5, staff_current=2) == told
    assert basis(rule, women_current=5.0, members_current=9) == told
    changed = [
        basis(rule, women_current=6, members_current=9), basis(rule, women_current=5, members_current=8),
        basis(rule, women_current="5 ?", members_current=9), basis(rule, women_prior=5, members_current=9),
        basis(rule | {"period": "prior"}, women_current=5, members_current=9), basis(rule | {"organisation": "b"}, women_current=5, members_current=9),
        basis(rule | {"rule": "members-balance"}, women_current=5, members_current=9),
    ]  # fmt: skip
    assert told not in changed
    assert len(set(changed)) == len(changed)


def test_a_remark_on_the_note_is_about_its_words() -> None:
    remark = {"rule": "note-number-unknown", "indicator": "women", "period": "current", "observed": "12"}
    told = basis(remark, "Әйелдер 12", "себеп", women_current=5)
    assert basis(remark, " Әйелдер  12 ", "себеп", women_current=6) == told
    assert basis(remark | {"expected": "7", "cell": "E9"}, "Әйелдер 12", "себеп") == told
    changed = [basis(remark, "Әйелдер 13", "себеп"), basis(remark, "Әйелдер 12", "басқа"), basis(remark | {"observed": "13"}, "Әйелдер 12", "себеп"),
               basis(remark | {"indicator": "members"}, "Әйелдер 12", "себеп")]  # fmt: skip
    assert told not in changed
    assert len(set(changed)) == len(changed)
    absent = finding_bases(findings(remark), figures(), {}, {}, FORM)[0]
    assert absent != told


def test_what_reading_asked_is_about_the_cell_or_the_whole_return() -> None:
    at_cell = {
        "rule": "cell-unreadable",
        "indicator": "women",
        "period": "current",
        "observed": "бес",
        "expected": "",
        "cell": "E9",
    }
    told = basis(at_cell, women_current=5)
    assert basis(at_cell, "note", women_current=6) == told
    assert told not in [basis(at_cell | {x: "other"}) for x in ("observed", "expected", "cell", "period")]
    whole = {"rule": "late", "observed": "2026-02-02"}
    assert basis(whole, women_current=5) == basis(whole, women_current=5)
    assert basis(whole, women_current=5) != basis(whole, women_current=6)
    assert basis(whole, women_current=5) != basis(whole, women_prior=5)
    assert basis(whole, women_current=5) != basis(whole, women_current="бес")


def confirmed(finding: dict[str, object], basis_: str, organisation: str = "a") -> tuple[str, str, dict[str, object]]:
    return (organisation, CONFIRMED, {"rule": finding["rule"], "indicator": finding["indicator"], "basis": basis_})


def test_what_is_confirmed_about_these_figures_is_not_asked_again() -> None:
    soft = {"rule": SOFT, "indicator": "trained", "period": "current"}
    other, hard = {"rule": "late", "indicator": ""}, {"rule": RULE, "indicator": "women", "period": "current"}
    found = findings(other, soft, hard, soft | {"organisation": "b"})
    table = figures(trained_current=5, members_current=3, women_current=9)
    bases = finding_bases(found, table, {}, {}, FORM)
    assert len(set(bases)) == 4
    given = decisions(confirmed(soft, bases[1]), confirmed(hard, bases[2]), confirmed(other, "of old figures"))
    left = confirmed_ones(found, table, {}, {}, context("a", "b", decisions=given))
    assert left["state"].eq("confirmed").tolist() == [False, True, False, False]
    assert left.loc[1, ["rule", "by"]].tolist() == [SOFT, "me"]
    nothing = confirmed_ones(
        found, table, {}, {}, context("a", decisions=decisions(("a", VERDICT, {"indicator": "women"})))
    )
    assert nothing is found


def proposed(indicator: str, value: float | None, repair: str = "letters", at: str = "") -> object:
    return cell(indicator, None, state="proposed", proposed=value, repair=repair, raw="2O", at=at)


def repaired(
    *figures_: object,
    cells: tuple[str, ...] = (),
    sha256: str = "a.xlsx",
    sheet: str = "S",
    rule: str = "cell-repaired",
    kind: str = CONFIRMED,
):
    given = decisions(
        *(
            ("a", kind, {"rule": rule, "indicator": x, "basis": x, "sha256": sha256, "sheet": sheet, "cell": x})
            for x in cells
        )
    )
    return with_confirmed_cells(arrived(document("a.xlsx", *figures_)), given)[0].document.figures  # type: ignore[arg-type]


def test_a_confirmed_repair_is_made_and_another_waits() -> None:
    first, second = repaired(proposed("women", 20.0, at="E9"), proposed("members", 30.0, at="E8"), cells=("E9",))
    assert (first.state, first.value, first.raw) == (CellState.READ, 20.0, "2O")
    assert (second.state, second.value) == (CellState.PROPOSED, None)


@pytest.mark.parametrize(
    "wrong", [{"sha256": "b.xlsx"}, {"sheet": "T"}, {"rule": "late"}, {"kind": VERDICT}, {"cells": ("E8",)}]
)
def test_a_confirmation_of_something_else_makes_no_repair(wrong: dict[str, object]) -> None:
    given: dict[str, object] = {"cells": ("E9",)} | wrong
    assert repaired(proposed("women", 20.0, at="E9"), **given)[0].state == CellState.PROPOSED  # type: ignore[arg-type]


def test_formulas_that_wait_follow_once_all_they_may_need_is_settled() -> None:
    sheet = (
        proposed("women", 20.0, at="E9"),
        proposed("teachers", 5.0, at="E10"),
        proposed("members", 90.0, WAITS, "E8"),
    )
    assert [x.value for x in repaired(*sheet, cells=("E9",))] == [20.0, None, None]
    assert [x.value for x in repaired(*sheet, cells=("E9", "E10"))] == [20.0, 5.0, 90.0]
    waiting = repaired(sheet[0], proposed("members", 90.0, WAITS, "E8"), cells=("E9", "E8"))
    assert [x.value for x in waiting] == [20.0, 90.0]


def test_a_question_without_a_proposal_cannot_be_confirmed_and_holds_nothing_up() -> None:
    unknown = cell("women", None, state="proposed", raw="?", at="E9")
    read = cell("staff", 4.0, at="E11")
    found = repaired(
        unknown,
        proposed("teachers", 5.0, at="E10"),
        proposed("members", 90.0, WAITS, "E8"),
        read,
        cells=("E9", "E10", "E11"),
    )
    assert [x.value for x in found] == [None, 5.0, 90.0, 4.0]
    assert found[3] == read


def test_only_the_file_that_was_meant_is_changed() -> None:
    given = arrived(
        document("a.xlsx", proposed("women", 20.0, at="E9")), document("b.xlsx", proposed("women", 20.0, at="E9"))
    )  # type: ignore[arg-type]
    subject = {"rule": "cell-repaired", "sha256": "a.xlsx", "sheet": "S", "cell": "E9"}
    found = with_confirmed_cells(given, decisions(("a", CONFIRMED, subject)))
    assert [x.document.figures[0].value for x in found] == [20.0, None]
    assert found[1] is given[1]
    assert (found[0].file_time, found[0].arrived_at) == (given[0].file_time, given[0].arrived_at)
