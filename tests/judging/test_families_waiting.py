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


@pytest.mark.parametrize(
    "children",
    [
        (P,),
        (P, of("q", "", *filled(members=2009.0))),
        (P, of("q", "", *filled(), issues=(issue("table-ambiguous", observed="x"),))),
    ],
    ids=["missing", "returned", "refused by reading"],
)
def test_a_parent_waits_for_a_child_that_does_not_stand_and_is_told_no_value(children: tuple[Document, ...]) -> None:
    found = judged(of("a", "", *sums(2, activists=401.0)), D, *children)
    for organisation in ("a", "d"):
        assert state_of(found, organisation) == ["waiting"]
        assert outcome(found, organisation) == "accepted"
        assert not found.suspects["organisation"].eq(organisation).any()
    told = found.findings[found.findings["organisation"].eq("d") & found.findings["state"].eq("waiting")]
    assert "q ұйымы" in told["message"].iloc[0]
    assert told["parameters"].iloc[0]["count"] == 1


def test_what_a_parent_gets_wrong_by_itself_is_told_while_it_waits() -> None:
    found = judged(A, of("d", "", *sums(2, members=4009.0)), P)
    assert outcome(found, "d") == "returned"
    assert state_of(found, "d") == ["waiting"]
    assert "parent-equals-children" not in set(found.findings["rule"])
