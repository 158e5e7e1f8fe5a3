"""The findings of reading, lateness, silence and notes, brought together in order."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from commentary.verdicts import Assessment
from judging.documents_in_order import in_order
from judging.return_findings import all_findings, missing_returns, note_findings, reading_findings
from judging.second_witness import hear_second_witness
from schemas.frames import Findings, empty
from tests.judging.made_by_hand import FORM, arrived, cell, cells, context, document, issue, of, register, rules, said

TEN = cells(members=1, working=2, students=3, pensioners=4, employees=5, enrolled=6, joined=7, left=8, teachers=10)


def read(*documents, **more):
    round_ = context("a", "b", **more)
    return reading_findings(in_order(arrived(*documents), round_), round_)


def test_the_findings_of_the_return_that_counts_are_told_at_their_cells() -> None:
    at = issue(
        "cell-unreadable",
        sheet="S",
        cell="E9",
        indicator="women",
        period="current",
        observed="бес",
        expected="5",
        parameters=(("val", "x"), ("raw", "y")),
    )
    found = read(of("a", "", *TEN, issues=(at,)))
    assert found.iloc[0].to_dict() == {
        "organisation": "a", "file": "a.xlsx", "sheet": "S", "cell": "E9", "indicator": "women", "period": "current",
        "rule": "cell-unreadable", "observed": "бес", "expected": "5",
        "parameters": {"raw": "y", "cell": "E9", "lhs": "бес", "rhs": "5", "val": "x"},
    }  # fmt: skip
    assert len(found) == 1


@pytest.mark.parametrize(("signed", "days"), [(30, None), (31, None), (32, "1"), (41, "10")])
def test_lateness_is_counted_from_the_deadline_by_the_signature(signed: int, days: str | None) -> None:
    date = dt.date(2025, 12, 31) + dt.timedelta(signed)
    found = read(of("a", "", *TEN, signed=date))
    if days is None:
        assert found.empty
        return
    assert found["parameters"].iloc[0] == {
        "raw": date.isoformat(),
        "cell": "",
        "lhs": date.isoformat(),
        "rhs": "2026-01-31",
        "days": days,
    }
    assert found[["rule", "observed", "expected"]].values.tolist() == [["late", date.isoformat(), "2026-01-31"]]


def test_the_messages_date_goes_before_the_signature_and_a_files_time_says_nothing() -> None:
    late = dt.datetime(2026, 2, 3, 1, tzinfo=dt.UTC)
    assert rules(read(of("a", "", *TEN, received=late))) == ["late"]
    assert rules(read(of("a", "", *TEN, signed=dt.date(2026, 3, 1), received=late.replace(month=1)))) == []
    later = in_order(arrived(of("a", "", *TEN, signed=None), times={"a.xlsx": "2026-05-05"}), context("a"))
    assert reading_findings(later, context("a")).empty


def test_earlier_returns_and_copies_raise_nothing_but_what_nobody_owns_does() -> None:
    hidden = (issue("rows-hidden"),)
    early = of("a", "early.xlsx", *TEN, cell("women", 9), signed=dt.date(2026, 1, 2), issues=hidden)
    late = of("a", "late.xlsx", *TEN, cell("women", 8), issues=hidden)
    copy = of("a", "copy.xlsx", *TEN, cell("women", 8), issues=hidden, signed=dt.date(2026, 1, 21))
    found = read(early, late, copy, document("who.xlsx", *TEN, cell("women", 7), issues=hidden))
    assert found[["file", "rule", "organisation"]].values.tolist() == [
        ["late.xlsx", "rows-hidden", "a"], ["who.xlsx", "rows-hidden", ""], ["who.xlsx", "organisation-unidentified", ""],
    ]  # fmt: skip


def test_an_unreadable_file_is_asked_about_until_a_readable_one_has_come() -> None:
    bad = of("a", "bad.xlsx", signed=None, issues=(issue("workbook-unreadable"),))
    assert rules(read(bad)) == ["workbook-unreadable"]
    assert rules(read(bad, of("a", "good.xlsx", *TEN))) == []


def test_figures_under_two_names_are_told_to_the_second() -> None:
    same = {"issues": (issue("rows-hidden"),)}
    twins = read(
        of("a", "", *TEN, cell("women", 9), **same),
        of("b", "", *TEN, cell("women", 9), signed=dt.date(2026, 1, 22), **same),
    )
    assert twins[["organisation", "file", "rule"]].values.tolist() == [
        ["a", "a.xlsx", "rows-hidden"],
        ["b", "b.xlsx", "return-duplicated"],
    ]
    assert twins["parameters"].iloc[1]["org"] == "a"
    round_ = context(register=register(("a", "", "kk"), ("b", "", "ru")))
    told = all_findings([twins], round_).set_index("organisation")["message"]
    assert "(организация a)" in told["b"], "by its name, in the language of who reads it"


def test_a_finding_for_each_organisation_from_which_nothing_came() -> None:
    round_ = context(register=register(("a", "", "kk"), ("b", "", "ru"), ("c", "", "kk")))
    found = missing_returns({"c"}, round_)
    assert found[["organisation", "file", "rule"]].values.tolist() == [
        ["a", "", "return-missing"],
        ["b", "", "return-missing"],
    ]
    assert [x["missing"] for x in found["parameters"]] == ["a ұйымы", "организация b"]
    assert missing_returns({"a", "b", "c"}, round_).empty


NOTE = ["key", "rule", "indicator", "period", "observed", "expected", "quote", "parameters"]


def assessment(*rows: tuple[object, ...]) -> Assessment:
    return Assessment(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(rows, columns=NOTE).assign(confidence=0.8))


def test_a_notes_findings_stand_at_the_figures_they_speak_of() -> None:
    latest = in_order(arrived(of("a", "", *TEN, cell("women", 9, raw="9,0"), cell("women", 4, "prior"))), context("a"))
    found = note_findings(
        assessment(
            ("a", "change-not-mentioned", "women", "", "", "", "", {"diff": 5, "pct": None}),
            ("a", "note-number-unknown", "women", "prior", "12", "9", "12 әйел", {"num": "12", "raw": "R"}),
            ("a", "note-number-unknown", "staff", "current", "3", "4", "q", {}),
            ("a", "note-copied", "", "", "b", "c", "сөз", {}),
        ),
        latest,
    )  # fmt: skip
    assert list(found.columns) == [
        "organisation",
        "file",
        "sheet",
        "cell",
        "indicator",
        "period",
        "rule",
        "observed",
        "expected",
        "parameters",
        "confidence",
    ]
    number = FORM.indicators["women"].row
    assert len(found) == 4
    assert found.iloc[0].tolist() == [
        "a",
        "a.xlsx",
        "S",
        f"E{number}",
        "women",
        "current",
        "change-not-mentioned",
        "9,0",
        "",
        {"quote": "", "raw": "", "diff": 5},
        0.8,
    ]
    assert found.iloc[1].tolist() == [
        "a",
        "a.xlsx",
        "S",
        f"D{number}",
        "women",
        "prior",
        "note-number-unknown",
        "4",
        "",
        {"quote": "12 әйел", "raw": "R", "num": "12"},
        0.8,
    ]
    assert found.iloc[2].tolist()[2:9] == ["", "", "staff", "current", "note-number-unknown", "", ""]
    assert found.iloc[3].tolist() == [
        "a",
        "a.xlsx",
        "",
        "",
        "",
        "",
        "note-copied",
        "b",
        "c",
        {"quote": "сөз", "raw": "b"},
        0.8,
    ]


def test_notes_that_differ_are_asked_about_at_the_return_that_counts() -> None:
    words = (
        "бір екі үш төрт бес алты жеті сегіз тоғыз он жиырма отыз қырық елу алпыс жетпіс",
        "ол бұл сол анау мынау осы әлгі кейбір барлық ешкім біреу әркім өзі бәрі қайсы неше",
    )
    two = (said(f"{words[0]} {words[0]}", "sheet"), said(f"{words[1]} {words[1]}", "docx"))
    late, early = (
        of("a", "late.xlsx", *TEN, notes=two),
        of("a", "early.xlsx", *TEN, cell("women", 1), notes=two, signed=dt.date(2026, 1, 1)),
    )
    found = note_findings(assessment(), in_order(arrived(early, late), context("a")))
    assert found[["organisation", "file", "rule"]].values.tolist() == [["a", "late.xlsx", "note-ambiguous"]]


def part(*rows: dict[str, object]) -> pd.DataFrame:
    blank = dict.fromkeys(("organisation", "file", "sheet", "cell", "indicator", "period", "observed", "expected"), "")
    return pd.DataFrame(
        [
            {**blank, "organisation": "a", "parameters": {"raw": "", "days": "1", "missing": "x", "org": "y"}, **x}
            for x in rows
        ]
    )


def test_all_findings_go_by_organisation_weight_and_row() -> None:
    found = all_findings(
        [
            part({"rule": "late", "organisation": "b", "cell": "B1"}, {"rule": "late"}, {"rule": "cell-repaired", "cell": "E12", "indicator": "women"}),
            pd.DataFrame(),
            part({"rule": "cell-repaired", "cell": "E9", "indicator": "members"}, {"rule": "cell-unreadable", "cell": "E30", "indicator": "left"},
                 {"rule": "change-not-mentioned", "cell": "E1", "indicator": "left", "period": "current"}),
        ],
        context(register=register(("a", "", "kk"), ("b", "", "ru"))),
    )  # fmt: skip
    assert found[["organisation", "rule", "cell"]].values.tolist() == [
        ["a", "cell-unreadable", "E30"], ["a", "late", ""], ["a", "cell-repaired", "E9"], ["a", "cell-repaired", "E12"],
        ["a", "change-not-mentioned", "E1"], ["b", "late", "B1"],
    ]  # fmt: skip
    assert found["organisation"].tolist() == ["a"] * 5 + ["b"]
    assert found["severity"].tolist() == [FORM.finding_kind(x).severity for x in found["rule"]]
    assert list(found.columns) == list(Findings.to_schema().columns)
    late = found[found["rule"].eq("late")]
    assert late["message"].iloc[0] != late["message"].iloc[1] != ""
    assert found.index.tolist() == list(range(6))


def test_nothing_found_is_an_empty_frame() -> None:
    assert all_findings([pd.DataFrame(), part().iloc[:0]], context("a")).equals(empty(Findings))


# --- the second witness


def suspects(*rows: tuple[str, str, float, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [("a", i, p, x, r) for i, p, x, r in rows], columns=["organisation", "indicator", "period", "proposed", "rank"]
    )


FIGURES = pd.DataFrame(
    [("a", "women", "current", 90.0), ("a", "women", "prior", 100.0), ("a", "staff", "current", 5.0), ("a", "staff", "prior", 5.0),
     ("b", "women", "current", 90.0), ("b", "women", "prior", 100.0)],
    columns=["organisation", "indicator", "period", "value"],
)  # fmt: skip


def note(rule: str, indicator: str = "women", observed: str = "", key: str = "a") -> tuple[object, ...]:
    return (key, rule, indicator, "current", observed, "", "", {})


def test_a_change_that_the_likeliest_repair_undoes_is_not_asked_about() -> None:
    given = assessment(note("change-not-mentioned"), note("change-only-restated"), note("note-direction-wrong"), note("change-not-mentioned", "staff"),
                       note("change-not-mentioned", key="b"), note("note-missing"))  # fmt: skip
    ranked, left = hear_second_witness(
        suspects(("women", "current", 95.0, 1), ("staff", "current", 9.0, 2)), given, FIGURES
    )
    assert left.findings[["key", "rule", "indicator"]].values.tolist() == [
        ["a", "note-direction-wrong", "women"], ["a", "change-not-mentioned", "staff"], ["b", "change-not-mentioned", "women"], ["a", "note-missing", "women"],
    ]  # fmt: skip
    assert left.findings.index.tolist() == [0, 1, 2, 3]
    assert ranked["rank"].tolist() == [1, 2]


def test_a_direction_that_the_repair_turns_is_right() -> None:
    given = assessment(
        note("note-direction-wrong"), note("note-direction-wrong", "staff"), note("note-number-unknown", observed="7")
    )
    _, left = hear_second_witness(suspects(("women", "current", 110.0, 1)), given, FIGURES)
    assert rules(left.findings) == ["note-direction-wrong", "note-number-unknown"]
    _, kept = hear_second_witness(suspects(("women", "current", 99.0, 1)), given, FIGURES)
    assert len(kept.findings) == 3


def test_a_number_of_the_note_that_a_repair_proposes_settles_both() -> None:
    given = assessment(
        note("note-number-unknown", observed="110"),
        note("note-number-unknown", observed="not a number"),
        note("note-copied", observed="110"),
    )
    ranked, left = hear_second_witness(
        suspects(("staff", "current", 9.0, 1), ("women", "current", 110.0, 2)), given, FIGURES
    )
    assert ranked[["indicator", "rank"]].values.tolist() == [["women", 1], ["staff", 2]]
    assert left.findings[["rule", "observed"]].values.tolist() == [
        ["note-number-unknown", "not a number"],
        ["note-copied", "110"],
    ]
