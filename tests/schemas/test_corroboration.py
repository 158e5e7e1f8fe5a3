"""A note's number that a repair proposes is evidence for that repair, and no question any more."""

from __future__ import annotations

import pandas as pd

from schemas.judge.corroboration import corroborated, turned

FIGURES = pd.DataFrame(
    [("a", "women", "current", 90.0), ("a", "women", "prior", 100.0), ("a", "members", "current", 200.0)],
    columns=["organisation", "indicator", "period", "value"],
)
SUSPECTS = pd.DataFrame(
    [("a", "members", "current", 210.0, 1), ("a", "women", "current", 80.0, 2), ("a", "staff", "current", 5.0, 3)],
    columns=["organisation", "indicator", "period", "proposed", "rank"],
)


def stated(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["organisation", "indicator", "number"])


def test_the_repair_that_the_note_names_goes_first():
    ranked, settled = corroborated(SUSPECTS, stated(("a", "women", 80.0)), FIGURES)
    assert ranked["indicator"].tolist() == ["women", "members", "staff"]
    assert ranked["rank"].tolist() == [1, 2, 3]
    assert settled.tolist() == [0]


def test_the_change_that_follows_from_it_is_evidence_too():
    ranked, settled = corroborated(SUSPECTS, stated(("a", "women", -20.0)), FIGURES)
    assert ranked["indicator"].iloc[0] == "women"
    assert settled.tolist() == [0]


def test_cells_of_one_repair_go_together():
    suspects = SUSPECTS.assign(rank=[1, 2, 2])
    ranked, _ = corroborated(suspects, stated(("a", "women", 80.0)), FIGURES)
    assert ranked.groupby("rank")["indicator"].agg(list).tolist() == [["women", "staff"], ["members"]]


def test_another_number_another_indicator_another_organisation_is_none():
    for row in (("a", "women", 81.0), ("a", "staff", 80.0), ("b", "women", 80.0)):
        ranked, settled = corroborated(SUSPECTS, stated(row), FIGURES)
        assert ranked["rank"].tolist() == [1, 2, 3]
        assert settled.empty


def test_ranks_of_an_organisation_that_the_note_does_not_concern_stay():
    others = pd.DataFrame([("b", "women", "current", 7.0, 2)], columns=SUSPECTS.columns)
    ranked, _ = corroborated(pd.concat([SUSPECTS, others], ignore_index=True), stated(("a", "women", 80.0)), FIGURES)
    assert ranked.query("organisation == 'b'")["rank"].tolist() == [2]


def test_a_direction_that_the_likeliest_repair_turns_is_the_figures_fault():
    figures = pd.DataFrame(
        [
            ("a", "women", "current", 0.9),
            ("a", "women", "prior", 100.0),
            ("a", "staff", "current", 5.0),
            ("a", "staff", "prior", 4.0),
        ],
        columns=FIGURES.columns,
    )
    first = pd.DataFrame(
        [("a", "women", "current", 110.0, 1), ("a", "staff", "current", 6.0, 2)], columns=SUSPECTS.columns
    )
    assert turned(first, figures).tolist() == [("a", "women")]
    assert turned(first.assign(proposed=90.0), figures).empty
