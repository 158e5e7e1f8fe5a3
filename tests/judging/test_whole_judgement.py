"""From documents to one judgement: rules held, notes assessed, suspects placed, findings joined."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from judging.documents_in_order import in_order
from judging.held_to_rules import figures_frame, hold_to_rules, suspect_cells
from judging.judgement import judge
from judging.note_assessment import assess_notes, commentary_frame
from judging.registered_names import register_entries
from schemas.frames import Figures, Suspects, empty
from schemas.judge import material_changes
from tests.judging.made_by_hand import FORM, arrived, cell, context, history, issue, of, register, rules, said

N = 20
STOCK = {
    "members": 100 * N, "working": 90 * N, "students": 9 * N, "pensioners": N, "employees": 96 * N, "enrolled": 200 * N,
    "coverage": 93.8, "joined": 5 * N, "left": 5 * N, "left_by_choice": N, "left_retired": N,
    "left_graduated": N, "left_moved": N, "left_redundant": N, "left_closure": 0, "left_other": 0, "women": 70 * N,
    "under_35": 30 * N, "working_under_35": 25 * N, "teachers": 60 * N, "other_staff": 30 * N, "workplaces": N,
    "primaries": N, "primaries_preschool": 0, "primaries_school": N - 1, "primaries_college": 1,
    "primaries_university": 0, "primaries_other": 0, "primaries_created": 0, "primaries_dissolved": 0, "branches": 0,
    "chairs": N, "chairs_women": N, "chairs_under_35": 0, "committee_members": 5 * N, "audit_members": 3 * N,
    "conciliation_commissions": N, "conciliation_members": 4 * N, "activists": 10 * N, "staff": N, "staff_chairs": 0,
    "staff_women": N, "staff_under_35": 0, "trained": 15 * N, "trained_chairs": N, "trained_activists": 4 * N,
    "trained_audit": 2 * N, "trained_conciliation": 3 * N, "trained_members": 5 * N,
}  # fmt: skip
PRIOR = {name: float(x) for name, x in STOCK.items() if FORM.indicators[name].prior}
LAST = PRIOR | {"trained": PRIOR["trained"] - 1, "trained_members": PRIOR["trained_members"] - 1}


def filled(**changes: float):
    now = [cell(i, v) for i, v in ({i: float(x) for i, x in STOCK.items()} | changes).items()]
    return (*now, *(cell(i, v, "prior") for i, v in LAST.items()))


def round_of(*organisations: str, **more):
    return context(*organisations, history=history(**dict.fromkeys(organisations, LAST)), **more)


@pytest.fixture(scope="module")
def judgement():
    """a is clean, b falls in women without a word, c has a digit wrong, d is of another year's form."""
    explained = (said("Әйелдер саны 1 200-ге кеміді, себебі мектептер жабылды."),)
    return judge(
        arrived(
            of("a", "", *filled()), of("b", "", *filled(women=1200.0), notes=explained), of("c", "", *filled(women=2400.0)),
            of("d", "", *filled(women=2500.0), issues=(issue("template-outdated"),)),
        ),
        round_of("a", "b", "c", "d", "e"),
    )  # fmt: skip


def test_each_return_has_its_outcome(judgement) -> None:
    assert judgement.returns.set_index("file")["outcome"].to_dict() == {
        "a.xlsx": "accepted", "b.xlsx": "accepted", "c.xlsx": "returned", "d.xlsx": "returned",
    }  # fmt: skip


def test_the_findings_of_all_parts_are_joined(judgement) -> None:
    found = judgement.findings.groupby("organisation")["rule"].agg(set).to_dict()
    assert "women-within-members" in found["c"]
    assert "return-missing" in found["e"]
    assert found["d"] == {"template-outdated"}
    assert "a" not in found
    assert len(judgement.effect) == len(judgement.findings)
    women = judgement.findings["rule"].eq("women-within-members")
    assert judgement.effect.loc[women, "effect"].iloc[0] > 0


def test_an_outdated_return_is_judged_by_nothing_but_its_figures_stay(judgement) -> None:
    assert set(judgement.table.organisations) == {"a", "b", "c"}
    assert set(judgement.figures["organisation"]) == {"a", "b", "c", "d"}
    assert set(judgement.residuals.index) == {"a", "b", "c"}


def test_the_wrong_cell_is_suspected_where_it_stands(judgement) -> None:
    first = judgement.suspects[judgement.suspects["rank"].eq(1)]
    assert first["organisation"].unique().tolist() == ["c"]
    assert first[["file", "sheet", "cell", "indicator", "period"]].values.tolist() == [
        ["c.xlsx", "S", f"E{FORM.indicators['women'].row}", "women", "current"]
    ]
    assert list(judgement.suspects.columns) == list(Suspects.to_schema().columns)


def test_the_notes_are_assessed_of_what_changed(judgement) -> None:
    told = judgement.commentary.set_index(["organisation", "indicator"])
    assert told.loc[("b", "women"), "verdict"] == "explained"
    assert told.loc[("b", "women"), "reasons"] == "closure"
    assert set(judgement.commentary["organisation"]) == {"a", "b", "c"}
    assert judgement.notes["b"].startswith("Әйелдер")
    assert set(judgement.latest) == {"a", "b", "c", "d"}
    assert judgement.earlier_figures.empty
    assert judgement.mended_since == frozenset()


def test_a_return_that_falls_or_is_missing_costs_its_whole_figure() -> None:
    result = judge(arrived(of("a", "", *filled(women=2400.0))), round_of("a", "b"))
    cost = result.findings.assign(**result.effect).set_index(["organisation", "rule"])[["effect", "counted"]]
    assert tuple(cost.loc[("a", "women-within-members")]) == (2000.0, "members")
    assert tuple(cost.loc[("b", "return-missing")]) == (2000.0, "members"), "last year's"


def test_a_superseded_return_keeps_its_figures() -> None:
    early = of("a", "early.xlsx", *filled(women=1399.0), signed=dt.date(2026, 1, 2))
    result = judge(arrived(early, of("a", "", *filled())), round_of("a"))
    assert result.earlier_figures["file"].unique().tolist() == ["early.xlsx"]
    assert result.figures["file"].unique().tolist() == ["a.xlsx"]


def test_the_figures_are_every_cell_in_the_order_of_the_table() -> None:
    given = of("a", "", cell("women", 5.0), cell("members", None, state="empty"))
    frame = figures_frame([("a", given)])
    assert frame[["organisation", "indicator", "period", "state", "file", "sheet"]].values.tolist() == [
        ["a", "women", "current", "read", "a.xlsx", "S"], ["a", "members", "current", "empty", "a.xlsx", "S"],
    ]  # fmt: skip
    assert frame["value"].iloc[0] == 5
    assert frame["raw"].tolist() == ["5", ""]
    assert figures_frame([]).equals(empty(Figures))
    assert figures_frame([("a", of("a"))]).empty


def assessed(*documents, before=None, **more):
    round_ = before or round_of("a", "b", **more)
    found = in_order(arrived(*documents), round_)
    ruled = hold_to_rules(found.latest, figures_frame(found.latest.items()), round_)
    return assess_notes(found, ruled, material_changes(ruled.checks, ruled.failed), round_), ruled, round_


def unchanged(organisation: str, **more):
    return of(organisation, "", *filled(**LAST), **more)


def test_figures_meant_to_be_the_same_want_a_word() -> None:
    other = of(
        "b",
        "",
        *(replace(x, value=1399.0) if x.indicator == "women" else x for x in unchanged("b").figures),
        notes=(said("Өзгеріс жоқ."),),
    )
    last = history(a=LAST, b=LAST | {"women": 1399.0})
    silent, ruled, _ = assessed(unchanged("a"), other, before=context("a", "b", history=last))
    assert ruled.findings.loc[ruled.findings["rule"].eq("unchanged-return"), "organisation"].tolist() == ["a", "b"]
    missing = silent.findings[silent.findings["rule"].eq("note-missing")]
    assert missing["key"].tolist() == ["a"]
    assert missing.iloc[0][["indicator", "period", "observed", "expected", "quote"]].tolist() == [""] * 5
    assert missing.iloc[0]["parameters"] == {}


def test_a_note_that_is_missing_anyway_is_told_once() -> None:
    found, _, _ = assessed(of("a", "", *filled(women=1000.0)))
    assert rules(found.findings).count("note-missing") == 1


def swapped(organisation: str):
    now, then = dict(STOCK), dict(LAST)
    grown = {i: float(round(v * 1.2)) for i, v in then.items() if i != "coverage"}
    cells = [cell(i, float(then.get(i, now[i]))) for i in now]
    return of(organisation, "", *cells, *(cell(i, grown.get(i, v), "prior") for i, v in then.items()))


def test_a_note_beside_swapped_columns_is_not_assessed() -> None:
    found, ruled, _ = assessed(swapped("a"), of("b", "", *filled(women=1000.0)))
    assert ruled.findings.loc[ruled.findings["rule"].eq("columns-swapped"), "organisation"].tolist() == ["a"]
    assert found.grades.index.tolist() == ["b"]


def test_a_reason_beside_a_figure_and_last_years_words_are_known_to_the_note() -> None:
    reason = (said("Мектептер жабылды, сондықтан кеміді.", "reason", "women"),)
    found, _, _ = assessed(of("a", "", *filled(women=1000.0), notes=reason))
    told = found.verdicts.set_index("indicator").loc["women"]
    assert told["verdict"] == "explained"
    text = "Әйелдер саны 1 000-ға кеміді, себебі ауданда үш мектеп жабылып, қызметкерлер қысқарды."
    fresh, _, _ = assessed(of("a", "", *filled(women=1000.0), notes=(said(text),)))
    old, _, _ = assessed(
        of("a", "", *filled(women=1000.0), notes=(said(text),)), before=round_of("a", history_notes={"a": text})
    )
    women = [x.verdicts.set_index("indicator").loc["women", "verdict"] for x in (fresh, old)]
    assert women == ["explained", "restated"]


def test_the_commentary_has_a_row_a_change_and_one_for_a_note_without_any() -> None:
    found, _, _ = assessed(
        of("a", "", *filled(women=1000.0), notes=(said("Әйелдер кеміді, себебі мектеп жабылды."),)),
        of("b", "", *filled()),
    )
    asked = round_of("a", "b")
    told = dataclasses.replace(asked, terms=asked.terms.model_copy(update={"notes_told_from": 1.0}))
    frame = commentary_frame(found, {}, told)
    columns = ["organisation", "grade", "indicator", "verdict", "reasons", "quote", "note_since"]
    assert list(frame.columns) == [*columns, "by", "confidence", "to_be_read"]
    assert frame.loc[frame["organisation"].eq("b"), columns].values.tolist()[0][2:] == [""] * 5
    assert frame.loc[frame["organisation"].eq("b"), "to_be_read"].tolist() == [""]
    assert frame.loc[frame["indicator"].eq("women"), "to_be_read"].tolist() == ["yes"]
    assert "women" in frame[frame["organisation"].eq("a")]["indicator"].tolist()
    assert isinstance(frame, pd.DataFrame)


def test_clean_returns_have_no_suspects() -> None:
    _, ruled, round_ = assessed(of("a", "", *filled()))
    assert suspect_cells(ruled, round_).equals(empty(Suspects))


def test_a_branch_that_is_wrong_is_suspected_in_its_own_return() -> None:
    table = register(("a", "", "kk"), ("a-town", "a", "kk"))
    _, ruled, round_ = assessed(
        of("a", "", *filled()), of("a-town", "", *filled(women=1500.0)), before=round_of("a", "a-town", register=table)
    )
    told = suspect_cells(ruled, round_)
    assert set(told.loc[told["rank"].eq(1), "organisation"]) == {"a-town"}


def test_an_organisation_is_known_by_all_its_names() -> None:
    first, second = register_entries(register(("a", "", "kk"), ("a-town", "a", "kk")))
    assert dataclasses.astuple(first)[:3] == ("a", "regional", "")
    assert first.names == ("a ұйымы", "организация a", "a обл.")
    assert (second.id, second.parent) == ("a-town", "a")
    assert "a-town@example.org" in dataclasses.astuple(second)
