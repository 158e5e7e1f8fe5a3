"""What the sender is told of values, and when everything adds up."""

from __future__ import annotations

import pandas as pd

from judging.held_to_rules import locked_cells
from judging.told_values import told_findings
from tests.flows.collection import collected
from tests.judging.made_by_hand import FORM, history

KEY = ["organisation", "indicator", "period"]
BOUND, OTHER_BOUND = "working-under-35-within-under-35", "working-under-35-within-working"


def told(findings: list[tuple[str, str, str, str]], *suspects: tuple[str, str, float, int, bool]) -> list[str]:
    """What is expected of findings (rule, indicator, period, expected) with suspects (indicator, period, proposed, rank,
    told)."""
    found = pd.DataFrame(findings, columns=["rule", "indicator", "period", "expected"])
    columns = ["indicator", "period", "proposed", "rank", "told"]
    cells = pd.DataFrame(list(suspects), columns=columns).assign(organisation="a")
    return list(told_findings(found.assign(organisation="a", severity="hard"), cells, FORM)["expected"])


def test_a_told_value_takes_the_place_of_what_the_rule_expects() -> None:
    rows = [("members-balance", "members", "current", "950"), ("working-by-occupation", "working", "current", "9")]
    assert told(rows, ("working", "current", 4500.0, 1, True)) == ["", "4500"]


def test_what_an_equation_expects_of_its_own_cell_is_no_value_to_tell() -> None:
    assert told([("parent-equals-children", "members", "current", "5683")]) == [""]


def test_one_cell_has_one_bound_and_only_where_it_may_be_wrong() -> None:
    rows = [(BOUND, "working_under_35", "current", "≤ 90"), (OTHER_BOUND, "working_under_35", "current", "≤ 70")]
    assert told(rows, ("working_under_35", "current", 7.0, 1, False)) == ["≤ 70", "≤ 70"]
    assert told(rows, ("under_35", "current", 95.0, 1, False)) == ["", ""]


def test_last_years_figures_and_changes_are_never_dictated() -> None:
    rows = [("prior-as-accepted", "women", "prior", "27025"), ("change-as-stated", "women", "change", "541")]
    assert told(rows, ("women", "prior", 27025.0, 1, False)) == ["", ""]


def test_what_was_read_stands_unless_another_value_is_told() -> None:
    row = ("cell-repaired", "women", "current", "1650")
    assert told([row]) == ["1650"]
    assert told([row], ("women", "current", 1650.0, 1, True)) == ["1650"]
    assert told([row], ("women", "current", 1700.0, 1, True)) == [""]


def of_north(judgement) -> pd.DataFrame:
    return judgement.suspects.query("organisation == 'north' and rank == 1")


def test_everything_adds_up_where_the_told_value_mends_every_rule(full_round, fill):
    fill("north", raw={("working", "current"): 450})
    (row,) = of_north(collected(full_round)).to_dict("records")
    assert (row["indicator"], row["proposed"], row["told"], row["settles"]) == ("working", 4500.0, True, True)


def test_it_does_not_where_another_fault_remains(full_round, fill):
    fill("north", raw={("working", "current"): 450, ("staff", "current"): None})
    found = of_north(collected(full_round)).set_index("indicator")
    assert found.at["working", "told"]
    assert not found["settles"].any()


def test_what_the_form_locks_is_what_was_accepted_and_the_change() -> None:
    cells = pd.DataFrame(
        [("a", "women", "prior"), ("a", "staff", "prior"), ("b", "women", "prior"), ("a", "women", "change"),
         ("a", "women", "current")], columns=KEY
    )  # fmt: skip
    assert locked_cells(cells, history(a={"women": 7})).tolist() == [True, False, False, True, False]


def test_last_years_cell_is_a_suspect_and_not_told(full_round, fill):
    fill("north", raw={("women", "prior"): 17})
    found = of_north(collected(full_round))
    assert set(found["period"]) == {"prior"}
    assert not found["told"].any()
