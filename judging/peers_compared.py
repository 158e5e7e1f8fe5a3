"""Whose changes the others' are compared with: settled once a round, when half of the organisations of a kind sent.

A question must not come and go with who else has reported. So the bounds rest on a group that stays: the organisations
of a kind whose returns were here by the end of the day on which half of its kind's had come. Before that day nothing is
compared. Thompson and Sigman (1999), Statistical methods for developing ratio edit tolerances for economic data,
Journal of Official Statistics 15(4): tolerances are set from data at hand, not anew with each record. Last year's
changes would do as well, but the history of a round holds the levels of one year.
"""

from __future__ import annotations

import math

import pandas as pd

SHARE = 0.5


def peers_compared(first: pd.Series, kinds: pd.Series) -> frozenset[str]:
    """The organisations whose changes the others' are compared with; none of a kind that too few have sent of yet.

    `first` is the day on which each one's first return was seen, `kinds` the kind of each in the register. When a file
    came is when a collection first saw it; what it says of itself moves nothing.
    """
    found: set[str] = set()
    for _, members in kinds.groupby(kinds):
        days = first.reindex(members.index).dropna().sort_values()
        needed = math.ceil(SHARE * len(members))
        if len(days) >= needed:
            found |= set(days.index[days <= days.iloc[needed - 1]])
    return frozenset(found)
