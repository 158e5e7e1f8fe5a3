"""The rule language as Excel formulas: what is written, and what is refused because Excel cannot say it."""

from __future__ import annotations

import pytest

from schemas.form.expression import Figure, Node, parse
from workbooks.template.excel_formula import (
    LONGEST_FORMULA,
    NotInExcelError,
    excel_formula,
    excel_number,
    excel_text,
    excel_verdict,
    fold,
)

NAMES = frozenset({"a", "b", "c"})
FACTS = frozenset({"relative", "kind", "period", "has_accepted", "peers"})
COLUMNS = {"": "E", "prior": "D", "accepted": "X", "change": "F"}
ROWS = {"a": 1, "b": 2, "c": 3}


def tree(text: str) -> Node:
    return parse(text, NAMES, FACTS)


def locate(figure: Figure) -> str:
    return f"{COLUMNS[figure.column]}{ROWS[figure.indicator]}"


@pytest.mark.parametrize(
    ("rule", "formula"),
    [
        ("a + 2 * b", "(E1+(2*E2))"),
        ("a - b@prior", "(E1-D2)"),
        ("-a", "((-1)*E1)"),
        ("a <= b", "(E1-E2<=1E-06)"),
        ("a == b + c", "(ABS(E1-(E2+E3))<=1E-06)"),
        ("a != b@accepted", "(ABS(E1-X2)>1E-06)"),
        ("a < b and b > 1.5", "AND((E1-E2<-1E-06),(E2-1.5>1E-06))"),
        ("not a >= b or a == 0", "OR(NOT((E1-E2>=-1E-06)),(ABS(E1-0)<=1E-06))"),
        ("if a > 0 then b > 0", "OR(NOT((E1-0>1E-06)),(E2-0>1E-06))"),
        ("abs(a - b) <= max(relative * b, 10)", "(ABS((E1-E2))-MAX((0.05*E2),10)<=1E-06)"),
        ("whole(a)", "(ABS(E1-ROUND(E1,0))<=1E-06)"),
        ("filled(a)", "(LEN(TRIM(E1))>0)"),
        ("kind == 'primary'", "TRUE"),
        ("kind != 'primary'", "FALSE"),
    ],
)
def test_a_tree_becomes_a_formula(rule: str, formula: str) -> None:
    assert excel_formula(tree(rule), locate, {"relative": 0.05, "kind": "primary"}) == formula


def test_a_set_is_written_out_member_by_member() -> None:
    formula = excel_formula(tree("count(x == x@prior) < 2"), locate, {}, ("a", "b"))
    assert formula == (
        "((IF(COUNT(E1,D1)=2,IF((ABS(E1-D1)<=1E-06),1,0),0)+IF(COUNT(E2,D2)=2,IF((ABS(E2-D2)<=1E-06),1,0),0))-2<-1E-06)"
    )
    assert excel_formula(tree("any(x > 0)"), locate, {}, ("a",)) == "((IF(COUNT(E1)=1,IF((E1-0>1E-06),1,0),0))>0)"


@pytest.mark.parametrize(
    "rule", ["a == sum(children.a)", "hb_within(a, b)", "not transposed(a, b)", "peers >= 10", "a <= relative * b"]
)
def test_what_excel_cannot_say_is_refused(rule: str) -> None:
    with pytest.raises(NotInExcelError):
        excel_formula(tree(rule), locate)


def test_a_formula_beyond_excels_length_is_refused() -> None:
    long = " + ".join(["a"] * LONGEST_FORMULA)
    with pytest.raises((NotInExcelError, RecursionError)):
        excel_formula(tree(long), locate)
    with pytest.raises(NotInExcelError, match="beyond Excel"):
        excel_formula(tree("any(x > 0)"), locate, {}, ("a",) * 500)


def test_a_verdict_keeps_the_three_outcomes() -> None:
    assert excel_verdict(tree("a <= b"), None, locate, {}) == 'IF(COUNT(E1,E2)=2,IF((E1-E2<=1E-06),0,1),"")'


def test_a_zero_divisor_is_not_evaluated() -> None:
    verdict = excel_verdict(tree("a / b <= 1"), None, locate, {}, failure=4)
    assert verdict == 'IFERROR(IF(COUNT(E1,E2)=2,IF(((E1/E2)-1<=1E-06),0,4),""),"")'


def test_a_missing_figure_is_judged_by_presence_alone() -> None:
    assert excel_verdict(tree("filled(a)"), None, locate, {}) == "IF((LEN(TRIM(E1))>0),0,1)"


def test_a_condition_of_facts_is_folded() -> None:
    rule = tree("a == 1")
    plain = excel_verdict(rule, None, locate, {})
    condition = tree("kind == 'primary' and period == 'current'")
    assert excel_verdict(rule, condition, locate, {"kind": "primary", "period": "current"}) == plain
    assert excel_verdict(rule, condition, locate, {"kind": "regional", "period": "current"}) is None
    with pytest.raises(NotInExcelError):
        excel_verdict(rule, tree("peers >= 10"), locate, {})


def test_a_condition_of_figures_stays_in_the_formula() -> None:
    verdict = excel_verdict(tree("a <= b"), tree("b@prior >= 20"), locate, {})
    assert verdict == ('IF(COUNT(D2)=1,IF((D2-20>=-1E-06),IF(COUNT(E1,E2)=2,IF((E1-E2<=1E-06),0,1),""),""),"")')


@pytest.mark.parametrize(
    ("condition", "facts", "outcome"),
    [
        ("has_accepted", {"has_accepted": True}, True),
        ("not has_accepted", {"has_accepted": True}, False),
        ("has_accepted and a > 0", {"has_accepted": False}, False),
        ("has_accepted and a > 0", {"has_accepted": True}, None),
        ("has_accepted or a > 0", {"has_accepted": True}, True),
        ("a > 0", {}, None),
    ],
)
def test_conditions_fold_by_what_is_known(condition: str, facts: dict[str, bool], outcome: bool | None) -> None:
    assert fold(tree(condition), facts) is outcome


def test_literals_keep_to_excels_limits() -> None:
    assert excel_text('say "no"') == '"say ""no"""'
    assert excel_text("") == '""'
    assert max(len(piece) for piece in excel_text("ә" * 700).split("&")) <= 255
    assert [excel_number(x) for x in (3.0, -2.0, 0.05, 1e-6)] == ["3", "(-2)", "0.05", "1E-06"]
