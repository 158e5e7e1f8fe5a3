"""How complete the tree of each member is."""

from __future__ import annotations

import pandas as pd

from judging.tree_completeness import trees
from tests.judging.made_by_hand import register

TREE = register(
    ("a", "", "ru"), ("d", "a", "kk"), ("p", "d", "kk"), ("q", "d", "kk"), ("r", "d", "kk"), ("b", "", "kk")
)


def returns(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["organisation", "outcome", "counts"])
    return frame.assign(file=frame["organisation"] + ".xlsx", received="")


def test_each_organisation_below_a_member_has_its_outcome() -> None:
    found = trees(TREE, returns(("p", "queried", "yes"), ("q", "returned", "yes"), ("a", "accepted", "yes")))
    assert found[["member", "organisation", "below", "outcome"]].to_numpy().tolist() == [
        ["a", "d", True, "no return"],
        ["a", "p", False, "queried"],
        ["a", "q", False, "returned"],
        ["a", "r", False, "no return"],
    ]


def test_what_cannot_be_read_is_told_and_a_copy_is_no_return() -> None:
    found = trees(TREE, returns(("p", "unreadable", ""), ("q", "duplicate", "")))
    assert dict(zip(found["organisation"], found["outcome"], strict=True)) == {
        "d": "no return", "p": "unreadable", "q": "no return", "r": "no return",
    }  # fmt: skip


def test_members_alone_have_no_tree_and_a_ring_does_no_harm() -> None:
    assert trees(TREE[TREE["parent"].eq("")], returns()).empty
    assert trees(register(("x", "y", "kk"), ("y", "x", "kk")), returns()).empty
