"""Rules over figures that nobody can change, and cells of which no rule speaks: nothing to repair, and no fault."""

from __future__ import annotations

from schemas.judge.residual_table import residuals
from schemas.repair.repair_search import Repairs, repairs
from tests.schemas.judge.tables import NAN, THRESHOLDS, check, table

RETURNS = table({"a": [1, 2, NAN], "b": [1, 1, 1], "a@accepted": [1, 2, 3]})


def repaired(*texts: str) -> Repairs:
    checks = tuple(check(f"rule-{n}", text, indicator="a") for n, text in enumerate(texts))
    return repairs(checks, RETURNS, THRESHOLDS, residuals(checks, RETURNS, THRESHOLDS), seconds=20)


def test_a_broken_rule_over_accepted_figures_alone_contradicts() -> None:
    found = repaired("a@accepted == 1")
    assert found.suspects.empty
    assert found.unused_rules.values.tolist() == [["o1", "rule-0", "contradicts"], ["o2", "rule-0", "contradicts"]]


def test_it_keeps_no_other_rule_from_being_repaired() -> None:
    found = repaired("a@accepted == 1", "a == b")
    assert found.suspects["organisation"].unique().tolist() == ["o1"]
    assert set(found.suspects["indicator"]) == {"a", "b"}
    assert found.unused_rules["organisation"].tolist() == ["o1", "o2"]


def test_a_cell_that_must_be_filled_and_of_which_no_other_rule_speaks_is_no_fault_of_the_search() -> None:
    assert repaired("filled(a)").suspects.empty
    alone = repaired("a == 1")
    beside = repaired("filled(b)", "a == 1")
    assert alone.suspects.equals(beside.suspects)
