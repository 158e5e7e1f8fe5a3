"""The rule language evaluated: each construct at exact values, and the three outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from schemas.judge.predicates import hidiroglou_berthelot, transposed, whole
from schemas.judge.residual_table import failures, residuals
from schemas.judge.validation import failed_checks
from tests.schemas.judge.tables import NAN, THRESHOLDS, check, table, value

T = table(
    {
        "a": [6, 0, NAN],
        "b": [4, 0, 1],
        "a@prior": [2, 5, 3],
        "b@accepted": [7, NAN, 1],
        "c": [1.5, -2, 0],
        "children.a": [9, NAN, 1],
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 2 * b == 0", [0, 1, NAN]), ("a - b >= 2", [1, 0, NAN]), ("a / b > 1", [1, NAN, NAN]), ("b / a < 1", [1, NAN, NAN]),
        ("a == 6", [1, 0, NAN]), ("a != 6", [0, 1, NAN]), ("a < 6", [0, 1, NAN]), ("a <= 6", [1, 1, NAN]), ("a > 0", [1, 0, NAN]), ("a >= 0", [1, 1, NAN]),
        ("not a > 0", [0, 1, NAN]), ("a > 0 and b > 0", [1, 0, NAN]), ("a > 0 or b > 0", [1, 0, NAN]), ("a > 9 or b > 3", [1, 0, NAN]), ("a > 0 and b > 5", [0, 0, NAN]),
        ("if a > 0 then b > 9", [0, 1, NAN]), ("if a > 0 then b > 3", [1, 1, NAN]), ("a@prior > 2", [0, 1, 1]), ("b@accepted == 7", [1, NAN, 0]),
        ("filled(a)", [1, 1, 0]), ("filled(a@prior)", [1, 1, 1]), ("filled(c@prior)", [0, 0, 0]), ("c@prior > 0", [NAN, NAN, NAN]), ("whole(c)", [0, 1, 1]),
        ("abs(c) == 2", [0, 1, 0]), ("max(a, b, c) == 6", [1, 0, NAN]), ("min(a, b, c) == 1.5", [1, 0, NAN]), ("max(a@prior, c) == 3", [0, 0, 1]),
        ("kind == 'regional'", [1, 1, 1]), ("kind != 'regional'", [0, 0, 0]), ("kind == 'primary'", [0, 0, 0]), ("period == 'current'", [1, 1, 1]),
        ("has_accepted", [1, 1, 1]), ("newcomer", [0, 0, 0]), ("peers >= 3", [1, 1, 1]), ("a * relative == 0.3", [1, 0, NAN]), ("b * twofold == 8", [1, 0, 0]),
        ("a == sum(children.a) - 3", [1, NAN, NAN]), ("transposed(a, b)", [0, 0, NAN]),
    ],
)  # fmt: skip
def test_an_expression_comes_to(text: str, expected: list[float]) -> None:
    np.testing.assert_equal(value(text, T), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(x > 0) == 2", [1, 0, 0]), ("count(x > 0) == 0", [0, 1, 0]), ("any(x > 5)", [1, 0, 0]), ("any(x > 0)", [1, 0, 1]), ("sum(x) == 10", [1, 0, 0]),
        ("sum(x) == 1", [0, 0, 1]), ("count(x == x@prior) == 0", [1, 1, NAN]), ("count(x@accepted > 0) == 1", [1, NAN, 1]),
    ],
)  # fmt: skip
def test_over_a_set_what_is_not_evaluated_is_left_out_unless_it_is_all(text: str, expected: list[float]) -> None:
    np.testing.assert_equal(value(text, T, members=("a", "b")), expected)


def test_a_figure_without_a_column_is_of_the_year_that_is_judged() -> None:
    assert value("a == 2", T, period="prior") == [1, 0, 0]
    assert value("period == 'prior'", T, period="prior") == [1, 1, 1]
    np.testing.assert_equal(value("a@accepted == 2", T, period="prior"), [NAN] * 3)
    assert value("filled(a)", T, period="prior") == [1, 1, 1]


@pytest.mark.parametrize(
    ("difference", "holds"),
    [
        (-2.0, "!= <= <"),
        (-1.0, "== <= >="),
        (0.0, "== <= >="),
        (1.0, "== <= >="),
        (2.0, "!= >= >"),
        (1.25, "!= >= >"),
        (-1.25, "!= <= <"),
    ],
)
def test_a_comparison_is_kind_by_its_tolerance(difference: float, holds: str) -> None:
    one = table({"a": [5 + difference], "b": [5]})
    held = [x for x in ("==", "!=", "<=", "<", ">=", ">") if value(f"a {x} b", one, tolerance=1.0) == [1]]
    assert held == [x for x in ("==", "!=", "<=", "<", ">=", ">") if x in holds.split()]


def test_a_text_by_itself_is_no_value() -> None:
    from schemas.form.expression import String
    from schemas.judge.residual_table import Evaluator

    with pytest.raises(TypeError, match="a text stands alone"):
        Evaluator(T, THRESHOLDS)(String("regional"))


CHECKS = (
    check("sum", "a == b + 1"), check("least", "a >= b"), check("most", "a <= b"), check("less", "a < b"), check("more", "a > b"),
    check("said", "filled(a)"), check("apart", "a != b"), check("if", "a <= b", when="c > 0"), check("old", "a == 2", period="prior"),
)  # fmt: skip


def test_a_residual_is_left_minus_right_else_nought_or_one() -> None:
    found = residuals(CHECKS, T, THRESHOLDS)
    assert found.index.tolist() == ["o0", "o1", "o2"]
    expected = {
        "sum": [1, -1, NAN], "least": [2, 0, NAN], "most": [2, 0, NAN], "less": [2, 0, NAN], "more": [2, 0, NAN], "said": [0, 0, 1],
        "apart": [0, 1, NAN], "if": [2, NAN, NAN], "old": [0, 3, 1],
    }  # fmt: skip
    for name, column in expected.items():
        np.testing.assert_equal(found[name].tolist(), column, err_msg=name)


def test_what_lies_beyond_its_bounds_has_failed_and_what_is_not_evaluated_has_not() -> None:
    found = residuals(CHECKS, T, THRESHOLDS)
    failed = failures(CHECKS, found)
    assert {c: failed.index[failed[c]].tolist() for c in failed if failed[c].any()} == {
        "sum": ["o0", "o1"], "most": ["o0"], "less": ["o0", "o1"], "more": ["o1"], "said": ["o2"], "apart": ["o1"], "if": ["o0"], "old": ["o1", "o2"],
    }  # fmt: skip
    by_pandera = failed_checks(CHECKS, found)
    assert {(c, o) for o, c in by_pandera[["organisation", "check"]].itertuples(index=False)} == {
        (c, o) for c in failed for o in failed.index[failed[c]]
    }
    first = by_pandera[by_pandera["check"].eq("sum")]
    assert sorted(first[["organisation", "residual"]].values.tolist()) == [["o0", 1], ["o1", -1]]


def test_bounds_are_inclusive() -> None:
    edge = table({"a": [1 + 1e-6, 1 - 1e-6, 1 + 2e-6, 1 - 2e-6], "b": [1] * 4})
    checks = tuple(check(x, f"a {x} b") for x in ("==", "<=", ">=", "<", ">"))
    exact = residuals(checks, edge, THRESHOLDS).round(9)
    failed = failures(checks, exact)
    assert {c: failed[c].tolist() for c in failed} == {
        "==": [False, False, True, True], "<=": [False, False, True, False], ">=": [False, False, False, True],
        "<": [True, False, True, False], ">": [False, True, False, True],
    }  # fmt: skip
    assert {(x.check, x.organisation) for x in failed_checks(checks, exact).itertuples()} == {
        (c, o) for c in failed for o in failed.index[failed[c]]
    }


def test_nothing_failed_is_an_empty_frame() -> None:
    found = failed_checks(CHECKS, pd.DataFrame(NAN, index=["x"], columns=[c.name for c in CHECKS]))
    assert found.columns.tolist() == ["organisation", "check", "residual"]
    assert found.empty


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (8716, 8761, 1), (8761, 8716, 1), (12, 21, 1), (21, 12, 1), (123, 132, 1), (123, 213, 1), (1234, 4231, 0), (1324, 1234, 1), (12, 12, 0), (10, 1, 0),
        (100, 10, 0), (19, 28, 0), (20, 11, 0), (123, 321, 0), (5, 5, 0), (0, 0, 0), (NAN, 12, NAN), (12, NAN, NAN), (90, 9, 0), (1020, 1002, 1), (201, 210, 1),
        (45, 36, 0), (123456789012345, 123456789012354, 1), (2134, 1243, 0), (101, 110, 1),
    ],
)  # fmt: skip
def test_two_neighbouring_digits_exchanged(left: float, right: float, expected: float) -> None:
    np.testing.assert_equal(transposed(np.array([left]), np.array([right])).tolist(), [expected])


def test_transposition_agrees_with_exchanging_digits() -> None:
    numbers = np.arange(0, 2200)
    for other in (1, 12, 21, 90, 109, 120, 432, 998, 1029, 1200):
        texts = {
            str(other)[:i] + str(other)[i + 1] + str(other)[i] + str(other)[i + 2 :] for i in range(len(str(other)) - 1)
        }
        swaps = {int(x) for x in texts if x[0] != "0"} - {other}
        found = transposed(numbers.astype(float), np.full(len(numbers), float(other)))
        assert set(numbers[found == 1].tolist()) == swaps, other


def test_whole_numbers() -> None:
    np.testing.assert_equal(
        whole(np.array([3, 3.5, -2, 2.0000001, 2.00001, 0, NAN, 2.9999995])).tolist(), [1, 0, 1, 1, 0, 1, NAN, 1]
    )


def hb(current: list[float], prior: list[float], groups: str = "", **more: float) -> list[float]:
    kinds = np.array(list(groups) or ["x"] * len(current), dtype=object)
    given = {"exponent": 0.5, "spread": 0.05, "factor": 4.0} | more
    return hidiroglou_berthelot(np.array(current, float), np.array(prior, float), kinds, **given).tolist()


def test_a_ratio_far_from_its_groups_is_an_outlier() -> None:
    prior = [100.0] * 9
    current = [98, 99, 100, 100, 100, 101, 102, 150, 60]
    assert hb(current, prior) == [1] * 7 + [0, 0]
    assert hb(current, prior, factor=1000) == [1] * 9
    np.testing.assert_equal(hb([NAN, 0, 5, -1, 5], [5, 5, 0, 5, 5]), [NAN, NAN, NAN, NAN, 1])


def test_groups_are_judged_by_themselves() -> None:
    assert hb([100, 101, 99, 200, 202, 198], [100] * 6, "xxxyyy") == [1] * 6
    steady = [98.0, 99, 99, 100, 100, 101, 101, 102]
    assert hb([*steady, 200], [100] * 9, "xxxxxxxxy") == [1] * 9
    assert hb([*steady, 200], [100] * 9) == [1] * 8 + [0]


def test_the_bounds_are_the_quartiles_distances_times_the_factor() -> None:
    """Ratios 1, 2, 3 of one size: centred −1, 0, 0.5; effects −√200, 0, √300 / 2 for prior 100."""
    current, prior = [100.0, 200.0, 300.0], [100.0, 100.0, 100.0]
    effects = [-1 * 100**0.5, 0.0, 0.5 * 300**0.5]
    low, middle, high = np.quantile(effects, [0.25, 0.5, 0.75])
    for factor in (1.9, 1.99, 2.01, 2.1):
        expected = [float(middle - factor * (middle - low) <= x <= middle + factor * (high - middle)) for x in effects]
        assert hb(current, prior, factor=factor) == expected
    assert hb(current, prior, factor=2.01) == [1, 1, 1]
    assert hb(current, prior, factor=1.99) == [0, 1, 0]


def test_size_counts_by_its_exponent_and_a_fall_as_a_rise() -> None:
    many = [1000.0] * 8
    rise, fall = hb([*many, 1300, 1300], [*many, 1000, 1000]), hb([*many, 1000, 1000], [*many, 1300, 1300])
    assert rise == fall == [1] * 8 + [0, 0]
    ratios = [0.96, 0.98, 0.99, 1.0, 1.01, 1.02, 1.04]
    sizes = [100.0] * 7
    grown = [r * s for r, s in zip(ratios, sizes, strict=True)]
    big, small = hb([*grown, 11500], [*sizes, 10000]), hb([*grown, 11.5], [*sizes, 10])
    assert (big[-1], small[-1]) == (0, 1)


def test_the_spread_keeps_bounds_apart_where_the_middle_is_not_nought() -> None:
    wide, narrow = (hb([200, 200, 200, 200, 210], [100] * 5, spread=x) for x in (10.0, 0.0))
    assert narrow == [1, 1, 1, 1, 0]
    assert wide == narrow, "the middle effect is nought, whatever the spread"
    skewed = [100, 100, 100, 121, 121, 121, 130]
    assert [hb(skewed, [100] * 7, spread=x, factor=1.0)[-1] for x in (0.0, 100.0)] == [0, 0]
