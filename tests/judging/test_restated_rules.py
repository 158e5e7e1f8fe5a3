"""The rules over restated figures: what held of the figures as stated, and no longer does, is told."""

from __future__ import annotations

import pandas as pd

from judging.decisions_in_force import Decision
from judging.restated_rules import broken_by, broken_by_restating
from judging.restatements import RESTATED
from tests.judging.made_by_hand import FORM, context, history, of
from tests.judging.test_families_waiting import SIZES, TREE, sums
from tests.judging.test_whole_judgement import LAST, filled

LATEST = {
    "a": of("a", "", *sums(2)),
    "d": of("d", "", *sums(2)),
    "p": of("p", "", *filled()),
    "q": of("q", "", *filled()),
}
STATED = {x.indicator: float(x.value or 0) for x in filled() if x.period == "current"}


def round_of(*made: Decision):
    last = {o: {i: x if i == "coverage" else n * x for i, x in LAST.items()} for o, n in SIZES.items()}
    rows = [(x.organisation, x.kind, dict(x.subject), x.author, x.at, x.note) for x in made]
    columns = ["organisation", "kind", "subject", "author", "at", "note"]
    return context(register=TREE, history=history(**last), decisions=pd.DataFrame(rows, columns=columns))


def restated(indicator: str, value: float, although: str = "") -> Decision:
    was = STATED[indicator]
    subject = {"indicator": indicator, "period": "current", "replaces": was, "old": was, "value": value}
    subject |= {"although": although} if although else {}
    return Decision("q", RESTATED, subject, "Bolat", "2026-02-01", "counted twice")


def broken(decision: Decision) -> set[tuple[str, str]]:
    known = round_of()
    found = broken_by(decision, LATEST, known, known.history)
    return set(zip(found["organisation"], found["rule"], strict=True))


def test_a_total_that_no_longer_is_the_sum_of_its_parts_and_a_parent_that_no_longer_agrees_are_told() -> None:
    told = broken(restated("members", STATED["members"] - 9))
    assert ("q", "members-balance") in told
    assert ("d", "parent-equals-children") in told
    assert {x for x, _ in told} <= {"q", "d"}


def test_a_figure_that_breaks_nothing_is_told_of_nobody() -> None:
    assert broken(restated("activists", STATED["activists"])) == set()


def test_what_is_broken_by_a_restatement_that_was_made_says_why_it_stands() -> None:
    made = restated("members", STATED["members"] - 9, although="the parts follow")
    found = broken_by_restating(LATEST, round_of(made))
    own = found[found["organisation"].eq("q") & found["rule"].eq("members-balance")]
    assert own[["by", "because"]].to_numpy().tolist() == [["Bolat", "the parts follow"]]
    assert set(found["rule"]) <= set(FORM.rules)
    assert broken_by_restating(LATEST, round_of()).empty
