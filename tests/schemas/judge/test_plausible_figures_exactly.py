"""How likely a figure is: centres, spreads and densities worked out by hand for a few returns."""

from __future__ import annotations

import math

import numpy as np
import pytest

from schemas.judge.plausible_figures import FLOOR, Plausibility, plausibility
from tests.schemas.judge.tables import NAN, table

ROWS = np.arange(10)
LAST = [99.0] * 10
NOW = [109.0] * 4 + [104.0] * 2 + [99.0] * 2 + [NAN] * 2


def model(**values: list[float]) -> Plausibility:
    return plausibility(table(values), [("a", "current")], ROWS, {})


def one(centre: float = math.log(100), spread: float = 0.1, same: float = 99.0, repeats: float = 0.05) -> Plausibility:
    return Plausibility(np.array([[centre]]), np.array([[spread]]), np.array([[same]]), np.array([repeats]))


def test_growth_is_the_median_of_those_that_moved() -> None:
    grown = [109.0] * 5 + [119.0] * 3 + [99.0, NAN]
    found = model(**{"a": grown, "a@accepted": LAST})
    assert found.centre[0, 0] == pytest.approx(math.log(110))
    moved = np.array([0.0] * 5 + [math.log(1.2 / 1.1)] * 3)
    seen = max(0.02, 1.4826 * float(np.median(moved)))
    assert found.spread[0, 0] == pytest.approx(math.sqrt((8 * seen**2 + 6 * 0.2**2) / 14))
    assert found.repeats[0] == pytest.approx((1 + 0.3) / (9 + 3))
    assert found.same[:, 0].tolist() == LAST


def test_of_too_few_returns_no_growth_is_learnt() -> None:
    found = model(**{"a": NOW, "a@accepted": LAST})
    assert found.centre[0, 0] == pytest.approx(math.log(100))
    assert found.repeats[0] == pytest.approx((2 + 0.3) / (8 + 3))
    still = model(**{"a": LAST, "a@accepted": LAST})
    assert still.spread[0, 0] == pytest.approx(0.2)


def test_the_rows_that_add_up_foretell_better() -> None:
    sizes = [1.02, 1.05, 1.08, 1.11, 1.14, 1.17, 1.2, 1.23, 1.26, 1.29]
    values = {
        "a": [100 * x - 1 for x in sizes],
        "a@accepted": LAST,
        "b": [200 * x - 1 for x in sizes],
        "b@accepted": [199.0] * 10,
    }
    given = table(values)
    cells, b = [("a", "current")], ("b", "current")
    own, common = (plausibility(given, cells, ROWS, {cells[0]: [b] * n}) for n in (3, 2))
    assert own.centre[:, 0] == pytest.approx([math.log(100 * x) for x in sizes])
    assert own.spread[0, 0] == pytest.approx(math.sqrt((10 * 0.02**2 + 6 * 0.2**2) / 16))
    assert common.centre[:, 0] == pytest.approx([math.log(100) + np.median(np.log(sizes))] * 10)
    assert own.spread[0, 0] < common.spread[0, 0]


def test_a_row_without_last_year_keeps_to_its_steadiest_companion() -> None:
    ratio = [2.0 if n % 2 else 2.02 for n in range(10)]
    values = {
        "a": [50 * (n + 1) * ratio[n] - 1 for n in range(10)],
        "b": [50.0 * (n + 1) - 1 for n in range(10)],
        "c": [7.0, 900, 3, 44, 5, 600, 7, 80, 9, 1],
    }
    found = model(**values)
    middle = float(np.median(np.log(ratio)))
    assert found.centre[:, 0] == pytest.approx([math.log(50 * (n + 1)) + middle for n in range(10)])
    deviation = 1.4826 * float(np.median(np.abs(np.log(ratio) - middle)))
    assert found.spread[0, 0] == pytest.approx(math.sqrt((deviation + 0.05) ** 2 + 0.1**2))
    assert np.isnan(found.same).all()
    few = model(**{k: [*v[:7], NAN, NAN, NAN] for k, v in values.items()})
    assert np.isnan(few.centre).all()


def test_other_columns_are_not_foretold() -> None:
    found = plausibility(table({"a": NOW, "a@accepted": LAST}), [("a", "change")], ROWS, {})
    assert np.isnan(found.centre).all()
    assert found.repeats.tolist() == [0.05]


@pytest.mark.parametrize("value", [99.0, 100.0, 120.0, 0.0])
def test_the_density_is_students_with_three_degrees(value: float) -> None:
    spread = math.hypot(0.1, 1 / math.sqrt(101))
    z = (math.log1p(value) - math.log(100)) / spread
    density = 0.3675 / (1 + z * z / 3) ** 2 / (spread * (value + 1))
    expected = 0.05 + 0.95 * density if value == 99 else 0.95 * density
    assert one().log_density(0, 0, value) == pytest.approx(max(FLOOR, math.log(expected)))


def test_what_is_not_known_speaks_neither_for_nor_against() -> None:
    assert one(centre=NAN).log_density(0, 0, 5.0) == 0
    assert one().log_density(0, 0, NAN) == 0
    assert one().log_density(0, 0, -1.0) == FLOOR
    assert one().log_density(0, 0, 1e12) == FLOOR
    assert one(repeats=1.0, spread=0.1).log_density(0, 0, 99.0) == 0


def test_the_figures_that_come_first_to_mind() -> None:
    assert one(centre=math.log(111)).likely(0, 0) == [99.0, 110.0]
    assert one(same=NAN).likely(0, 0) == [99.0]
    assert one(centre=NAN).likely(0, 0) == []
