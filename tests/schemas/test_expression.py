"""The rule language: what it reads, and where it says that a text is wrong."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.form.expression import (
    Call,
    ExpressionError,
    Fact,
    Figure,
    Number,
    Operation,
    figures_of,
    has_aggregate,
    is_comparison,
    parse,
    substitute,
)

INDICATORS = frozenset({"members", "working", "students", "under_35"})
FACTS = frozenset({"relative", "absolute", "kind"})


def tree(text: str):
    return parse(text, INDICATORS, FACTS)


def test_a_sum_is_read_from_left_to_right():
    expected = Operation(
        "==", Figure("members"), Operation("+", Figure("working"), Operation("*", Number(2), Figure("students")))
    )
    assert tree("members == working + 2 * students") == expected


def test_a_column_binds_closer_than_a_product():
    assert tree("0.05 * x@prior") == Operation("*", Number(0.05), Figure("x", "prior"))


def test_if_then_is_an_implication():
    implication = tree("if members > 3 then working >= 1")
    assert isinstance(implication, Operation)
    assert implication.operator == "then"


def test_children_are_figures_of_their_own():
    assert tree("x == sum(children.x@prior)").right == Call("sum", (Figure("x", "prior", children=True),))


def test_thresholds_are_facts():
    assert tree("x <= relative").right == Fact("relative")


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("members == workng", 11, "workng"),
        ("members == working +", 20, "not of the rule language"),
        ("members @ 3 == 2", 0, "only + - * /"),
        ("members.count == 3", 0, "children"),
        ("1 < members < 3", 0, "one comparison"),
        ("members / 0 == 1", 0, "zero"),
        ("open('x') == 1", 0, "open"),
        ("x@future == 1", 0, "@future"),
        ("abs(x, x) == 1", 0, "1 argument"),
        ("[m for m in members]", 0, "ListComp"),
        ("members.__class__ == 1", 0, "children"),
        ("if members > 3 then wrking > 2", 20, "wrking"),
        ("True == members", 0, "neither"),
    ],
)
def test_what_is_no_rule_is_refused_at_its_column(text, column, word):
    with pytest.raises(ExpressionError, match=re.escape(word)) as caught:
        tree(text)
    assert caught.value.column == column


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_run(text):
    try:
        node = tree(text)
    except ExpressionError:
        return
    assert all(f.indicator == "x" or f.indicator in INDICATORS for f in figures_of(node))


@given(st.recursive(st.sampled_from(["members", "working@prior", "x", "3", "2.5"]), lambda inner: st.tuples(
    inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"), max_leaves=8))  # fmt: skip
def test_names_come_out_in_reading_order(text):
    names = [
        n.id for n in ast.walk(ast.parse(text.replace("@prior", "_AT_prior"), mode="eval")) if isinstance(n, ast.Name)
    ]
    assert {f"{f.indicator}_AT_{f.column}" if f.column else f.indicator for f in figures_of(tree(text))} == set(names)


def test_x_stands_for_one_indicator():
    assert substitute(tree("x@change == x - x@prior"), "working") == tree("working@change == working - working@prior")


def test_a_comparison_of_comparisons_has_no_difference():
    assert is_comparison(tree("members == working"))
    assert not is_comparison(tree("(x@prior == 0) == (x == 0)"))
    assert not is_comparison(tree("members > 1 and working > 1"))


def test_aggregates_run_over_the_set_but_sums_of_children_do_not():
    assert has_aggregate(tree("count(x == x@accepted) < 3"))
    assert not has_aggregate(tree("x == sum(children.x)"))
