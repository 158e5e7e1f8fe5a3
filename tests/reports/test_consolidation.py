from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reports.national.consolidation import consolidate


def run(a_round, **changed):
    given = {x: changed.get(x, getattr(a_round, x)) for x in ("figures", "returns", "register", "history", "form")}
    return consolidate(*given.values())


def test_sums_standing_members_and_leaves_branches_out(a_round):
    result = run(a_round)
    assert result.included == ("north", "south", "centre")
    assert result.national.loc["members", ["current", "prior", "change"]].tolist() == [3018, 3040, -22]
    assert result.national.loc["members", "percent"] == pytest.approx(-100 * 22 / 3040)
    assert list(result.national.index) == list(a_round.form.indicators)


def test_a_member_without_return_is_missing_with_its_share(a_round):
    result = run(a_round)
    assert result.missing[["organisation", "reason", "accepted_total"]].values.tolist() == [["west", "no return", 500]]
    assert result.coverage == pytest.approx(3040 / 3540)
    assert not result.complete


@pytest.mark.parametrize("outcome", ["returned", "unreadable"])
def test_a_return_that_does_not_stand_is_missing_with_its_outcome(a_round, outcome):
    returns = a_round.returns.replace({"outcome": {"queried": outcome}})
    result = run(a_round, returns=returns)
    assert "south" not in result.included
    assert result.missing.set_index("organisation")["reason"].to_dict() == {"south": outcome, "west": "no return"}


def test_the_outcome_is_that_of_the_file_the_figures_come_from(a_round):
    earlier = a_round.returns[a_round.returns["organisation"].eq("south")].assign(
        file="old.xlsx", outcome="superseded", counts=""
    )
    returned = a_round.returns.replace({"outcome": {"queried": "returned"}})
    result = run(a_round, returns=pd.concat([earlier, returned], ignore_index=True))
    assert "south" not in result.included


def test_an_empty_or_proposed_cell_is_not_zero(a_round):
    figures = a_round.figures.copy()
    hit = figures["organisation"].eq("south") & figures["indicator"].eq("women") & figures["period"].eq("current")
    figures.loc[hit, ["value", "state"]] = [np.nan, "proposed"]
    women = run(a_round, figures=figures).national.loc["women"]
    assert women[["current", "organisations", "missing"]].tolist() == [509, 2, 1]
    assert women["change"] == 509 - 450, "the change is over those that state both years"


def test_coverage_is_computed_anew_and_member_organisations_are_counted(a_round):
    national = run(a_round).national
    assert national.loc["coverage", ["current", "prior", "change"]].tolist() == [80.0, 80.0, 0.0]
    assert national.loc["member_organisations", "current"] == 3
    assert np.isnan(national.loc["joined", "prior"])


def test_every_sum_is_the_sum_of_its_trace(a_round):
    result = run(a_round)
    sums = result.trace.groupby(["indicator", "period"])["value"].sum()
    for name, indicator in a_round.form.indicators.items():
        if indicator.sum:
            assert sums[name, "current"] == result.national.loc[name, "current"]
    assert result.trace.iloc[0].tolist() == ["members", "current", "north", 1000, "north.xlsx", "Есеп", "E7"]


def test_nothing_stands(a_round):
    result = run(a_round, returns=a_round.returns.assign(outcome="returned"))
    assert result.included == ()
    assert result.trace.empty
    assert result.national["current"].drop("member_organisations").isna().all()


def test_without_history_coverage_is_unknown(a_round):
    assert np.isnan(run(a_round, history=a_round.history.iloc[:0]).coverage)
