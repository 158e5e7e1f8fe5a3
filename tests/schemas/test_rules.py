"""Every rule of the form on its own examples, through residuals and through pandera: one passes, one fails."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from schemas.form.checks import checks_of, periods_of
from schemas.form.loading import load_form
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.residual_table import failures, residuals
from schemas.judge.validation import failed_checks

THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
FORM = load_form()
FACTS = {"kind": "regional", "has_accepted": False, "has_children": False, "newcomer": False}


def example_table(example: dict[str, object]) -> FigureTable:
    """One return that holds the example's figures, with its peers beside it where the example gives any."""
    peers = example.get("peers", {})
    size = 1 + max((len(v) for v in peers.values()), default=0)
    values, filled, children = {}, {}, {}
    for key, given in example.items():
        if key in FACTS or key == "peers":
            continue
        name, _, column = key.removeprefix("children.").partition("@")
        cell = (name, column or "current")
        if key.startswith("children."):
            children[cell] = np.full(size, float(sum(given)))
            continue
        values[cell] = np.array([np.nan if given is None else float(given), *peers.get(key, [np.nan] * (size - 1))])
        filled[cell] = ~np.isnan(values[cell])
    facts = {
        k: np.full(size, example.get(k, v), dtype=object if isinstance(v, str) else bool) for k, v in FACTS.items()
    }
    facts["peers"] = np.full(size, float(size))
    return FigureTable(pd.Index([f"o{i}" for i in range(size)], name="organisation"), values, filled, facts, children)


def judged(rule: str, example: dict[str, object]) -> pd.Series:
    """Whether each check of the rule failed for the example's return; only those that were evaluated."""
    named = {key.partition("@")[0].removeprefix("children.") for key in example}
    checks = tuple(
        c for c in checks_of(FORM)
        if c.rule.name == rule and c.period == periods_of(c.rule)[0]
        and (not c.rule.each or c.indicator in named or c.indicator == "")
    )  # fmt: skip
    table = residuals(checks, example_table(example), THRESHOLDS)
    failed = failures(checks, table).iloc[0]
    by_pandera = failed_checks(checks, table)
    assert set(by_pandera.loc[by_pandera["organisation"] == "o0", "check"]) == set(failed.index[failed])
    return failed[table.iloc[0].notna()]


@pytest.mark.parametrize("rule", list(FORM.rules))
def test_the_example_that_passes_passes(rule):
    outcome = judged(rule, FORM.rules[rule].example.passes)
    assert len(outcome)
    assert not outcome.any()


@pytest.mark.parametrize("rule", list(FORM.rules))
def test_the_example_that_fails_fails(rule):
    assert judged(rule, FORM.rules[rule].example.fails).any()


@pytest.mark.parametrize(
    "rule", [n for n in FORM.rules if n not in ("required", "columns-swapped", "unchanged-return")]
)
def test_an_empty_cell_is_not_evaluated(rule):
    example = FORM.rules[rule].example.fails
    for key, value in example.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            outcome = judged(rule, example | {key: None})
            assert not outcome.any(), f"{rule}: an empty {key} failed"


def test_a_hard_rule_without_last_year_is_judged_in_both_columns():
    names = {c.name for c in checks_of(FORM)}
    assert {"members-balance@current", "members-balance@prior"} <= names
    assert "leavers-by-reason@prior" not in names, "rows 109–116 have no prior year"
    assert "change-explained:members@current" in names
    assert "parent-equals-children:members@prior" not in names
    assert "change-as-stated:members@change" in names


def test_a_rule_is_in_force_between_its_dates():
    rule = FORM.rules["members-balance"].model_copy(update={"since": dt.date(2027, 1, 1)})
    assert not rule.in_force(dt.date(2026, 1, 1))
    assert rule.in_force(dt.date(2027, 1, 1))


@pytest.mark.parametrize(("left", "right", "expected"), [
    (8716, 8761, 1), (8761, 8716, 1), (12, 21, 1), (8716, 8716, 0), (8716, 8671, 0), (102, 1002, 0), (100, 1, 0), (20, 2, 0), (90, 9, 0),
])  # fmt: skip
def test_neighbouring_digits_exchanged(left, right, expected):
    from schemas.judge.predicates import transposed

    assert transposed(np.array([left], float), np.array([right], float))[0] == expected
