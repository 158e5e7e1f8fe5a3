import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from expectations.rule_table import folded_rules, rule_table
from schemas.form.checks import checks_of
from schemas.form.loading import load_form
from schemas.judge.residual_table import failures

CHECKS = checks_of(load_form())
NAMES = [check.name for check in CHECKS]


def table(values: dict[str, list[float]]) -> pd.DataFrame:
    size = len(next(iter(values.values())))
    blank = pd.DataFrame(np.nan, index=[f"org-{i}" for i in range(size)], columns=NAMES)
    return blank.assign(**values)


def folded(values: dict[str, list[float]], rule: str):
    return next(x for x in folded_rules(table(values), CHECKS) if x.rule.name == rule)


@settings(max_examples=8, deadline=None)
@given(hnp.arrays(np.float64, (3, len(CHECKS)), elements=st.sampled_from([np.nan, -5.0, -1e-7, 0.0, 1.0, 0.4])))
def test_a_return_fails_a_rule_exactly_when_it_fails_one_of_its_checks(values):
    residuals = pd.DataFrame(values, index=["a", "b", "c"], columns=NAMES)
    failed = failures(CHECKS, residuals).to_numpy()
    evaluated = ~np.isnan(values)
    for rule in folded_rules(residuals, CHECKS):
        of_rule = [place for place, check in enumerate(CHECKS) if check.rule.name == rule.rule.name]
        low, high = rule.bounds
        outside = (rule.worst < (-np.inf if low is None else low)) | (rule.worst > (np.inf if high is None else high))
        assert outside.tolist() == failed[:, of_rule].any(axis=1).tolist() == rule.failed.tolist()
        assert rule.worst.isna().tolist() == (~evaluated[:, of_rule].any(axis=1)).tolist()
        assert rule.checks_not_evaluated == (~evaluated[:, of_rule]).sum()


@pytest.mark.parametrize(
    ("current", "prior", "worst"),
    [(3.0, -7.0, -7.0), (0.0, 2.0, 2.0), (np.nan, 4.0, 4.0), (0.0, np.nan, 0.0), (np.nan, np.nan, np.nan)],
)
def test_the_worst_residual_is_kept(current, prior, worst):
    rule = folded({"members-balance@current": [current], "members-balance@prior": [prior]}, "members-balance")
    np.testing.assert_equal(rule.worst.iloc[0], worst)


def test_indicators_that_fail_are_named_with_their_column():
    rule = folded(
        {"whole-non-negative:members@current": [1.0], "whole-non-negative:women@prior": [1.0]}, "whole-non-negative"
    )
    assert rule.failing.iloc[0] == "members, women@prior"


def test_the_table_has_a_column_a_rule():
    residuals = table({"members-balance@current": [1.0, 0.0]})
    frame = rule_table(folded_rules(residuals, CHECKS), pd.Series({"org-0": "a.xlsx"}))
    assert list(frame.columns) == ["organisation", "file", *dict.fromkeys(check.rule.name for check in CHECKS)]
    assert frame["file"].tolist() == ["a.xlsx", ""]
