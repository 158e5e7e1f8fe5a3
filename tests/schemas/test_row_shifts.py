"""Blocks typed one row too low or too high are one act, whatever is left where they slid from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from repair_returns import FORM, KEY, clean_returns, repaired, table_of

FIGURES, HISTORY = clean_returns(80, seed=4)
VALUES = FIGURES.set_index(KEY)["value"]
TRAINING = ["trained_chairs", "trained_activists", "trained_audit", "trained_conciliation", "trained_members"]


def slid(names: list[str], left: float | None, step: int, organisation: str, *periods: str) -> pd.Series:
    """The figures with those rows one row lower (step 1) or higher (-1); `left` is what remains, None the figure itself."""
    value = VALUES.copy()
    line = names[::step]
    for period in periods:
        true = [float(VALUES[organisation, name, period]) for name in line]
        for name, stated in zip(line, [true[0] if left is None else left, *true[:-1]], strict=True):
            value[organisation, name, period] = stated
    for name in (x for x in names if (organisation, x, "change") in VALUES.index):
        both = [np.nan_to_num(value[organisation, name, period]) for period in ("current", "prior")]
        value[organisation, name, "change"] = both[0] - both[1]
    return value


def likeliest(value: pd.Series, history: pd.DataFrame = HISTORY) -> pd.DataFrame:
    suspects = repaired(table_of(value.reset_index(), history)).suspects
    return suspects[suspects["rank"].eq(1) & suspects["period"].eq("current")]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("left", [np.nan, None])
def test_a_shifted_block_is_one_repair_with_the_lost_figure_where_an_equation_leaves_one(
    step: int, left: float | None
) -> None:
    found = likeliest(slid(TRAINING, left, step, "o0", "current"))
    assert set(found["kind"]) == {"shifted-row"}
    assert found["sure"].all()
    proposed = dict(zip(found["indicator"], found["proposed"], strict=True))
    wrong = TRAINING[::step][1:] if left is None else TRAINING
    assert proposed == {name: VALUES["o0", name, "current"] for name in wrong}


def test_a_block_in_the_middle_of_a_section() -> None:
    names = TRAINING[1:4]
    found = likeliest(slid(names, None, 1, "o0", "current"))
    assert set(found["indicator"]) == set(names[1:])
    assert set(found["kind"]) == {"shifted-row"}


def test_without_last_years_return_what_this_one_states_of_last_year_will_do() -> None:
    found = likeliest(slid(TRAINING, np.nan, 1, "o0", "current"), HISTORY.iloc[:0])
    assert set(found["indicator"]) == set(TRAINING)
    assert set(found["kind"]) == {"shifted-row"}


def test_a_block_that_slid_in_both_columns_is_told_from_what_was_accepted() -> None:
    names = TRAINING[1:]
    found = likeliest(slid(names, None, 1, "o0", "current", "prior"))
    assert set(found["kind"]) == {"shifted-row"}
    assert dict(zip(found["indicator"], found["proposed"], strict=True)) == {
        name: VALUES["o0", name, "current"] for name in names[1:]
    }


def test_a_lost_figure_that_no_equation_leaves_is_asked_for() -> None:
    names = ["staff", "staff_chairs", "staff_women"]
    value = slid(names, np.nan, 1, "o0", "current")
    found = repaired(table_of(value.reset_index(), HISTORY)).suspects.query("kind == 'shifted-row'")
    assert len(found)
    assert not found["sure"].any()
    assert found.groupby("rank")["proposed"].agg(lambda x: x.isna().sum()).eq(1).all()


def test_right_returns_are_never_thought_shifted() -> None:
    figures, history = clean_returns(300, seed=9)
    assert repaired(table_of(figures, history)).suspects.empty
    assert FORM.indicators[TRAINING[0]].core
