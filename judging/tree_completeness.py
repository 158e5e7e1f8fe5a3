"""How complete the tree below each member organisation is: what has become of each return in it."""

from __future__ import annotations

import pandas as pd

from schemas.frames import NO_RETURN, NOT_DUE, STANDING, Tree, empty
from schemas.judge import return_of_each

_TOLD = (*STANDING, "returned", "unreadable")


def trees(register: pd.DataFrame, returns: pd.DataFrame, excused: frozenset[str] = frozenset()) -> pd.DataFrame:
    """frames.Tree of all members with organisations below them, in the order of frames.Register; those of a ring are
    in none. `returns` is frames.Returns, `excused` are those whose return is not due."""
    parents = dict(zip(register["id"], register["parent"], strict=True))
    known = return_of_each(returns)["outcome"]
    outcomes = dict.fromkeys(excused, NOT_DUE) | known[known.isin(_TOLD)].to_dict()
    has_below = set(register["parent"])
    rows = [
        (member, name, parents[name], name in has_below, outcomes.get(name, NO_RETURN))
        for name in register.loc[register["parent"].ne(""), "id"]
        if (member := _member(name, parents))
    ]
    if not rows:
        return empty(Tree)
    return Tree.validate(pd.DataFrame(rows, columns=["member", "organisation", "parent", "below", "outcome"]))


def _member(name: str, parents: dict[str, str]) -> str:
    """The member organisation at the top; "" where there is none."""
    seen = set[str]()
    while (above := parents.get(name, "")) and name not in seen:
        seen.add(name)
        name = above
    return "" if name in seen else name
