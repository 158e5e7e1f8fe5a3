"""The demo's figures: published sums and changes, every hard rule, the same in every build."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.demo.apportion import apportion, split
from flows.demo.figures import demo_figures, demo_register, published
from flows.demo.truth import changes_to_explain, demo_history, true_failures
from schemas.form.model import Form

THRESHOLDS = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}
EXCEPTIONS = {"appears-or-vanishes", "twofold-change", "trained-chairs-plausible"}


@pytest.fixture(scope="module")
def figures(form: Form) -> pd.DataFrame:
    return demo_figures(form)


@pytest.fixture(scope="module")
def members(figures: pd.DataFrame) -> pd.DataFrame:
    register = demo_register()
    return figures.loc[register.loc[register["parent"].eq(""), "id"]]


def test_there_are_38_members_and_branches_of_two(members: pd.DataFrame) -> None:
    register = demo_register()
    assert len(members) == 38
    assert set(register["parent"]) == {"", "zhambyl", "pavlodar"}


def test_totals_are_the_published_ones(members: pd.DataFrame) -> None:
    stated = {
        (name, period): value
        for name, years in published()["totals"].items()
        for period, value in years.items()
        if name != "member_organisations"
    }
    assert {key: members[key].sum() for key in stated} == stated


def test_member_organisations_are_counted_as_published() -> None:
    register = demo_register()
    assert (
        register["kind"].isin(["regional", "local"]).sum() == published()["totals"]["member_organisations"]["current"]
    )


@pytest.mark.parametrize("name", ["working", "members"])
def test_listed_changes_are_the_published_ones(name: str, members: pd.DataFrame) -> None:
    change = members[name, "current"] - members[name, "prior"]
    listed = published()[f"{name}_change"]
    assert change[list(listed)].astype(int).to_dict() == listed


def test_nobody_but_the_listed_falls_or_grows(members: pd.DataFrame) -> None:
    total = members["members", "current"] - members["members", "prior"]
    working = members["working", "current"] - members["working", "prior"]
    grown = {name for name, change in published()["working_change"].items() if change > 0} | set(
        published()["admitted"]
    )
    assert set(total.index[total < 0]) == set(published()["members_change"])
    assert set(working.index[working > 0]) == grown


def test_figures_are_whole_and_not_negative(figures: pd.DataFrame) -> None:
    counts = figures.drop(columns="coverage", level=0)
    assert (counts >= 0).all(axis=None)
    assert (counts == counts.round()).all(axis=None)


def test_branches_add_up(figures: pd.DataFrame, form: Form) -> None:
    register = demo_register()
    for parent, branches in register[register["parent"].ne("")].groupby("parent")["id"]:
        summed = [x for x in figures.columns if form.indicators[x[0]].sum]
        pd.testing.assert_series_equal(
            figures.loc[branches, summed].sum(), figures.loc[parent, summed], check_names=False
        )


def test_every_hard_rule_holds_and_soft_ones_with_few_exceptions(figures: pd.DataFrame, form: Form) -> None:
    failed = true_failures(figures, form, THRESHOLDS)
    rules = failed["check"].str.extract(r"^([^:@]+)")[0]
    severities = rules.map(lambda name: form.rules[name].severity)
    assert not severities.eq("hard").any()
    assert set(rules[severities.eq("soft")]) == EXCEPTIONS


def test_a_wrong_figure_would_break_a_hard_rule(figures: pd.DataFrame, form: Form) -> None:
    wrong = figures.copy()
    wrong.loc["astana", ("women", "current")] = wrong.loc["astana", ("members", "current")] + 1
    assert true_failures(wrong, form, THRESHOLDS)["check"].eq("women-within-members@current").any()


def test_figures_are_the_same_in_every_build(figures: pd.DataFrame, form: Form) -> None:
    pd.testing.assert_frame_equal(figures, demo_figures(form))


def test_the_newcomer_has_no_history(figures: pd.DataFrame, form: Form) -> None:
    reported = set(demo_history(figures, form)["organisation"])
    assert set(demo_register()["id"]) - reported == {"supplementary-centre"}


def test_changes_to_explain_are_those_of_the_figures(figures: pd.DataFrame, form: Form) -> None:
    material = changes_to_explain(figures, form, THRESHOLDS)
    assert "members" in material["shymkent"]
    assert "linguistics" not in material


shares = st.lists(st.tuples(st.floats(0.01, 1000), st.integers(0, 50), st.integers(0, 200)), min_size=1, max_size=30)


@given(shares, st.floats(0, 1))
def test_shares_add_up_within_their_bounds(places: list[tuple[float, int, int]], where: float) -> None:
    weights = np.array([x[0] for x in places])
    least = np.array([x[1] for x in places], dtype=np.int64)
    most = least + np.array([x[2] for x in places], dtype=np.int64)
    total = int(least.sum() + round(where * float((most - least).sum())))
    found = apportion(total, weights, most=most, least=least)
    assert found.sum() == total
    assert (found >= least).all()
    assert (found <= most).all()


def test_shares_without_room_are_refused() -> None:
    with pytest.raises(ValueError, match="7 cannot be shared out between 0 and 6"):
        apportion(7, np.ones(2), most=np.array([3, 3]))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20), st.integers(0, 100))
def test_parts_make_up_their_wholes(sizes: list[int], percent: int) -> None:
    wholes = np.array(sizes, dtype=np.int64)
    first = int(wholes.sum()) * percent // 100
    parts = split(wholes, [first, int(wholes.sum()) - first], [np.full(len(sizes), 0.3), np.full(len(sizes), 0.7)])
    assert parts[0].sum() == first
    assert (sum(parts) == wholes).all()
    assert all((part >= 0).all() for part in parts)
