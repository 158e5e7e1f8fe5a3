"""Coefficients drawn from rules, and what is not linear."""

from __future__ import annotations

import math

import numpy as np
import pytest
from repair_returns import CHECKS, HARD, THRESHOLDS, clean_returns, table_of

from schemas.form.checks import checks_of
from schemas.form.linear import linear_rules
from schemas.form.loading import read_form
from schemas.judge.residual_table import residuals

RULE = (
    '  probe: {{severity: hard, holds: "{holds}", kk: k, ru: r, en: e, '
    "example: {{passes: {{members: 1}}, fails: {{members: 2}}}}}}\n"
)


def rules_of(holds: str, form_text: str):
    form = read_form(form_text.replace("\nrules:\n", "\nrules:\n" + RULE.format(holds=holds), 1))
    checks = [c for c in checks_of(form) if c.rule.name == "probe" and c.period != "prior"]
    return linear_rules(checks, THRESHOLDS)


@pytest.fixture(scope="module")
def form_text() -> str:
    from schemas.form.loading import FORMS

    return (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("holds", "coefficients", "bounds"),
    [
        ("members == 2 * working + 3", [{"members": 1, "working": -2}], [(3, 3)]),
        ("(members + working) / 4 <= 10", [{"members": 0.25, "working": 0.25}], [(-math.inf, 10)]),
        ("abs(members - working) <= 5", [{"members": 1, "working": -1}, {"members": -1, "working": 1}],
         [(-math.inf, 5)] * 2),
        ("max(members, working) <= 9", [{"members": 1}, {"working": 1}], [(-math.inf, 9)] * 2),
        ("members >= 1 and working >= 2", [{"members": -1}, {"working": -1}], [(-math.inf, -1), (-math.inf, -2)]),
        ("members <= twofold * working", [{"members": 1, "working": -2}], [(-math.inf, 0)]),
    ],
)  # fmt: skip
def test_coefficients(holds, coefficients, bounds, form_text) -> None:
    system = rules_of(holds, form_text)
    assert not system.unused
    assert [{c[0]: x for c, x in r.coefficients.items()} for r in system.rules] == coefficients
    assert [tuple(round(b, 3) for b in r.bounds) for r in system.rules] == bounds


@pytest.mark.parametrize(
    "holds", ["members != working", "members * members == 4", "members == 1 or working == 1", "max(members, 2) == 3",
              "working / members == 2", "min(members, 1) <= 3"],
)  # fmt: skip
def test_what_is_not_linear_is_told(holds, form_text) -> None:
    assert rules_of(holds, form_text).unused == ("probe@current",)


def test_a_strict_bound_excludes_its_end(form_text) -> None:
    (rule,) = rules_of("members < 5", form_text).rules
    assert rule.bounds[1] < 5


def test_a_ratio_is_multiplied_by_its_divisor() -> None:
    coverage = [r for r in linear_rules(HARD, THRESHOLDS).rules if r.check == "coverage-rate@current"]
    assert len(coverage) == 2
    assert all(rule.divisor == ("employees", "current") and rule.products for rule in coverage)


def test_linear_rules_say_what_the_residuals_say() -> None:
    figures, history = clean_returns(30)
    rng = np.random.default_rng(3)
    noisy = figures.assign(value=figures["value"] + rng.integers(0, 3, len(figures)) * (rng.random(len(figures)) < 0.1))
    table = table_of(noisy, history)
    judged = residuals(CHECKS, table, THRESHOLDS)
    for rule in linear_rules(HARD, THRESHOLDS).rules:
        if rule.products or rule.check.startswith("whole") or judged[rule.check].isna().all():
            continue
        left = sum(x * table.value(*cell) for cell, x in rule.coefficients.items())
        left = left + sum(x * table.value(*cell) for cell, x in rule.given.items()) - rule.constant
        known = judged[rule.check].notna().to_numpy()
        assert np.allclose(np.abs(left[known]), np.abs(judged[rule.check].to_numpy()[known])), rule.check
