"""Parents and children searched together: the wrong cell is told at the return that holds it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from repair_returns import KEY, clean_returns, repaired, table_of

from schemas.form.loading import load_form
from schemas.repair import families as family_search
from schemas.repair.families import families, searched_together

PARENTS = {"o1": "o0", "o2": "o0", "o3": "o0"}
SUMMED = [x.name for x in load_form().indicators.values() if x.sum]


def family(seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Thirty returns, the first of which is the sum of the next three."""
    figures, _ = clean_returns(30, seed)
    value = figures.set_index(KEY)["value"]
    children = value[value.index.get_level_values(0).isin(PARENTS)]
    sums = children[children.index.get_level_values(1).isin(SUMMED)].groupby(level=[1, 2]).sum()
    for (indicator, period), total in sums.items():
        value["o0", indicator, period] = total
    for period in ("current", "prior"):
        value["o0", "coverage", period] = round(
            100 * value["o0", "working", period] / value["o0", "employees", period], 1
        )
    value["o0", "coverage", "change"] = round(value["o0", "coverage", "current"] - value["o0", "coverage", "prior"], 6)
    accepted = value.xs("prior", level="period").rename("value").reset_index()
    return value.reset_index(), accepted


FIGURES, HISTORY = family()


def suspects_with(organisation: str, indicator: str, by: float, period: str = "current") -> pd.DataFrame:
    value = FIGURES.set_index(KEY)["value"].copy()
    value[organisation, indicator, period] += by
    if (organisation, indicator, "change") in value.index:
        value[organisation, indicator, "change"] += by if period == "current" else -by
    return repaired(table_of(value.reset_index(), HISTORY, PARENTS), PARENTS).suspects


def test_a_clean_family_has_no_suspects() -> None:
    assert repaired(table_of(FIGURES, HISTORY, PARENTS), PARENTS).suspects.empty


@pytest.mark.parametrize("organisation", ["o0", "o1", "o3"])
def test_a_balance_shows_whose_figure_is_wrong(organisation: str) -> None:
    told = suspects_with(organisation, "working", 1000)
    assert list(told[["organisation", "indicator"]].itertuples(index=False, name=None)) == [(organisation, "working")]


def test_either_side_can_be_wrong_where_no_other_rule_speaks() -> None:
    told = suspects_with("o0", "women", -1)
    assert set(told["organisation"]) == {"o0", *PARENTS}
    assert set(told.loc[told["rank"] == 1, "organisation"]) == {"o0"}


def test_a_childs_missing_digit_is_likelier_than_a_wrong_total() -> None:
    stated = FIGURES.set_index(KEY)["value"]["o2", "audit_members", "current"]
    told = suspects_with("o2", "audit_members", stated * 9)
    first = told[told["rank"] == 1]
    assert list(first["organisation"]) == ["o2"]
    assert list(first["proposed"]) == [stated]


def test_last_years_column_of_a_child_is_mended_alone() -> None:
    told = suspects_with("o1", "women", 40, "prior")
    assert list(told[["organisation", "period"]].itertuples(index=False, name=None)) == [("o1", "prior")]


def test_without_the_parents_the_sum_is_a_constant() -> None:
    value = FIGURES.set_index(KEY)["value"].copy()
    value["o0", "women", "current"] -= 1
    value["o0", "women", "change"] -= 1
    told = repaired(table_of(value.reset_index(), HISTORY, PARENTS)).suspects
    assert list(told["organisation"]) == ["o0"]


def test_families_are_joined_over_generations_and_rings_do_no_harm() -> None:
    table = table_of(FIGURES, HISTORY)
    assert [sorted(x) for x in families(table, {"o1": "o0", "o2": "o1"})] == [[0, 1, 2]]
    assert families(table, {"o1": "o2", "o2": "o1"}) == []
    assert families(table, {"o1": "elsewhere"}) == []


def test_a_child_with_exchanged_columns_is_one_act_in_the_family_too() -> None:
    value = FIGURES.set_index(KEY)["value"].copy()
    rows = [x for x, period in value["o2"].index if period == "change"]
    for row in rows:
        prior, current = value["o2", row, "prior"], value["o2", row, "current"]
        value["o2", row, "prior"], value["o2", row, "current"] = current, prior
        value["o2", row, "change"] = round(prior - current, 6)
    told = repaired(table_of(value.reset_index(), HISTORY, PARENTS), PARENTS).suspects
    first = told[told["rank"] == 1]
    assert set(first["organisation"]) == {"o2"}
    assert set(first["kind"]) == {"swapped-columns"}


@pytest.mark.parametrize(
    ("organisation", "indicator", "by"), [("o0", "working", 1000), ("o3", "working", 1000), ("o2", "audit_members", 90)]
)
def test_a_family_too_large_for_one_system_is_searched_by_its_failing_sums(
    monkeypatch: pytest.MonkeyPatch, organisation: str, indicator: str, by: float
) -> None:
    whole = suspects_with(organisation, indicator, by)
    monkeypatch.setattr(family_search, "LARGEST", 3)
    assert not whole.empty
    pd.testing.assert_frame_equal(suspects_with(organisation, indicator, by), whole)


def test_a_large_family_falls_apart_at_the_sums_that_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family_search, "LARGEST", 3)
    parents = {"o1": "o0", "o2": "o0", "o3": "o1", "o4": "o1", "o5": "o2"}
    table = table_of(FIGURES, HISTORY, parents)
    place = {str(x): n for n, x in enumerate(table.organisations)}

    def together(*failing: str) -> list[list[int]]:
        mask = np.isin(table.organisations.to_numpy(str), failing)
        return [sorted(x) for x in searched_together(table, parents, mask)]

    assert together() == []
    assert together("o1") == [sorted(place[x] for x in ("o1", "o3", "o4"))]
    assert together("o0", "o2") == [sorted(place[x] for x in ("o0", "o1", "o2", "o5"))]
    assert len(together("o1", "o2")) == 2
