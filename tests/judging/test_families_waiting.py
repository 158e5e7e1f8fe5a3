"""A parent is held against children that stand; for others it waits, and nothing is asked of it."""

from __future__ import annotations

import pytest

from judging.judgement import judge
from schemas.documents import Document
from tests.judging.made_by_hand import arrived, cell, context, history, issue, of, register
from tests.judging.test_whole_judgement import LAST, STOCK, filled

TREE = register(("a", "", "ru"), ("d", "a", "kk"), ("p", "d", "kk"), ("q", "d", "kk"))
SIZES = {"a": 2, "d": 2, "p": 1, "q": 1}


def sums(factor: int, **changes: float):
    """A return of `factor` equal ones; the rate is the same."""
    rates = ("coverage",)
    now = {i: x if i in rates else factor * x for i, x in STOCK.items()} | changes
    before = {i: x if i in rates else factor * x for i, x in LAST.items()}
    return (*(cell(i, float(v)) for i, v in now.items()), *(cell(i, v, "prior") for i, v in before.items()))


def judged(*documents: Document):
    last = {o: {i: x if i == "coverage" else n * x for i, x in LAST.items()} for o, n in SIZES.items()}
    return judge(arrived(*documents), context(register=TREE, history=history(**last)))


def outcome(judgement, organisation: str) -> str:
    return judgement.returns.set_index("organisation")["outcome"][organisation]


def state_of(judgement, organisation: str) -> list[str]:
    own = judgement.findings[judgement.findings["rule"].eq("children-awaited")]
    return own.loc[own["organisation"].eq(organisation), "state"].tolist()


A, D = of("a", "", *sums(2)), of("d", "", *sums(2))
P, Q = of("p", "", *filled()), of("q", "", *filled())


def test_a_family_that_agrees_waits_for_nobody() -> None:
    found = judged(A, D, P, Q)
    assert not found.findings["rule"].isin(["children-awaited", "parent-equals-children"]).any()


def test_a_parent_that_differs_from_children_that_stand_is_returned_and_its_own_parent_waits() -> None:
    found = judged(A, of("d", "", *sums(2, activists=401.0)), P, Q)
    assert outcome(found, "d") == "returned"
    assert outcome(found, "a") != "returned"
    assert state_of(found, "a") == ["waiting"]
    assert state_of(found, "d") == []


REFUSED = of("q", "", *filled(activists=230.0), issues=(issue("table-ambiguous", observed="x"),))


@pytest.mark.parametrize("children", [(P,), (P, REFUSED)], ids=["missing", "refused by reading"])
def test_a_parent_waits_for_a_child_of_which_no_figure_is_known_and_is_told_no_value(
    children: tuple[Document, ...],
) -> None:
    found = judged(A, of("d", "", *sums(2, activists=401.0)), *children)
    assert state_of(found, "d") == ["waiting"]
    assert outcome(found, "d") == "accepted"
    assert not found.suspects["organisation"].eq("d").any()
    told = found.findings[found.findings["organisation"].eq("d") & found.findings["state"].eq("waiting")]
    assert "q ұйымы" in told["message"].iloc[0]
    assert told["parameters"].iloc[0]["count"] == 1


def test_a_child_whose_repair_makes_the_sum_right_answers_alone() -> None:
    found = judged(A, D, P, of("q", "", *filled(members=2009.0)))
    assert outcome(found, "q") == "returned"
    assert state_of(found, "d") == ["waiting"]
    assert outcome(found, "d") == "accepted"
    assert "parent-equals-children" not in set(found.findings["rule"])


def test_a_parent_wrong_whatever_its_child_sends_is_asked_at_once() -> None:
    found = judged(A, of("d", "", *sums(2, activists=401.0)), P, of("q", "", *filled(members=2009.0)))
    own = found.findings[found.findings["rule"].eq("parent-equals-children")]
    assert own[["organisation", "indicator"]].to_numpy().tolist() == [["d", "activists"]]
    assert state_of(found, "d") == []
    assert state_of(found, "a") == ["waiting"]
    assert outcome(found, "a") == "accepted"


def test_waiting_does_not_climb_by_itself() -> None:
    """The district waits for a primary that is missing; the region is held against what the district states."""
    found = judged(A, D, P)
    assert state_of(found, "d") == ["waiting"]
    assert state_of(found, "a") == []
    found = judged(of("a", "", *sums(2, activists=401.0)), D, P)
    assert outcome(found, "a") == "returned"


def test_a_right_region_waits_where_its_district_differs_from_a_primary_that_is_refused() -> None:
    found = judged(A, of("d", "", *sums(2, activists=401.0)), P, REFUSED)
    assert state_of(found, "a") == ["waiting"]
    assert outcome(found, "a") == "accepted"


def test_a_district_that_took_its_primarys_slip_over_waits_for_it() -> None:
    """Which of the two figures changes is not known: the balance of both may be mended otherwise."""
    found = judged(A, of("d", "", *sums(2, members=4009.0)), P, of("q", "", *filled(members=2009.0)))
    own = found.findings[found.findings["rule"].eq("parent-equals-children")]
    assert "d" not in set(own["organisation"])


def test_a_parent_waits_for_a_child_whose_file_is_disputed() -> None:
    disputed = issue("organisation-disputed", observed="x")
    found = judged(A, D, P, of("q", "", *filled(), issues=(disputed,)))
    assert state_of(found, "d") == ["waiting"]
    assert outcome(found, "d") == "accepted"


def test_what_a_parent_gets_wrong_by_itself_is_told_while_it_waits() -> None:
    found = judged(A, of("d", "", *sums(2, members=4009.0)), P)
    assert outcome(found, "d") == "returned"
    assert state_of(found, "d") == ["waiting"]
    assert "parent-equals-children" not in set(found.findings["rule"])
