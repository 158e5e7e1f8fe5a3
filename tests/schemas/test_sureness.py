"""What may be told of a repair: a value that equations fix and a known slip explains, likelier than all else."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from repair_returns import KEY, clean_returns, repaired, seeded, table_of, visible

from schemas.repair.repair_options import Option
from schemas.repair.sureness import shares_of

FIGURES, HISTORY = clean_returns(80, seed=12)
VALUES = FIGURES.set_index(KEY)["value"]


def suspects_with(cells: dict[tuple[str, str], float]) -> pd.DataFrame:
    value = VALUES.copy()
    for (indicator, period), stated in cells.items():
        value["o0", indicator, period] = stated
        if ("o0", indicator, "change") in value.index:
            value["o0", indicator, "change"] = value["o0", indicator, "current"] - value["o0", indicator, "prior"]
    return repaired(table_of(value.reset_index(), HISTORY)).suspects


def figure(indicator: str, period: str = "current") -> float:
    return float(VALUES["o0", indicator, period])


def option(cell: int, value: float) -> Option:
    return Option((cell,), (value,), (value,), values=(value,))


def test_a_share_is_that_among_all_repairs_of_the_fault() -> None:
    shares = shares_of([(math.log(3), (option(1, 5.0),)), (0.0, (option(2, 7.0),))], 10)
    assert shares.of_cell(1) == pytest.approx(0.75)
    assert shares.of_value(2, 7.0) == pytest.approx(0.25)
    assert shares.of_value(2, 8.0) == 0


def test_where_two_returns_can_be_wrong_nothing_is_sure() -> None:
    assert shares_of([(9.0, (option(1, 5.0),)), (0.0, (option(12, 7.0),))], 10).of_cell(1) == 0


def test_digits_exchanged_under_two_equations_are_sure() -> None:
    true = figure("working")
    digits = str(int(true))
    place = next(i for i in range(len(digits) - 1) if digits[i] != digits[i + 1])
    stated = float(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    (row,) = suspects_with({("working", "current"): stated}).query("rank == 1").to_dict("records")
    assert row["sure"]
    assert (row["proposed"], row["least"], row["most"]) == (true, true, true)


def test_a_broken_bound_gives_the_cell_and_the_bound_and_no_sure_value() -> None:
    (row,) = suspects_with({("women", "current"): 99999.0}).query("rank == 1").to_dict("records")
    assert (row["indicator"], row["likely"], row["sure"]) == ("women", True, False)
    assert row["most"] == figure("members")


def test_last_years_figure_is_not_proposed_for_an_empty_cell() -> None:
    (row,) = suspects_with({("staff", "current"): np.nan}).query("rank == 1").to_dict("records")
    assert row["indicator"] == "staff"
    assert np.isnan(row["proposed"])
    assert not row["sure"]


def test_a_difference_that_no_slip_explains_is_in_several_cells_and_sure_in_none() -> None:
    found = suspects_with({("trained", "current"): figure("trained") + 1.0 + 10 * (figure("trained") // 7 % 2) + 33})
    assert found["indicator"].nunique() > 1
    assert not found["sure"].any()


@pytest.mark.slow
def test_values_told_are_right_in_99_of_100_seeded_slips() -> None:
    figures, history = clean_returns(500, 1)
    corrupted, slips = seeded(figures, 1.0, 1, 1, ("current",))
    told = repaired(table_of(corrupted, history)).suspects.query("sure and rank == 1")
    true = figures.set_index(KEY)["value"]
    right = np.isclose(told["proposed"], true.reindex(pd.MultiIndex.from_frame(told[KEY])))
    assert right.mean() >= 0.99
    assert told["organisation"].nunique() >= 0.5 * len(visible(figures, history, slips))
