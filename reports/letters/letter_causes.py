"""Which cells a letter asks to mend, and which values it tells for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

# repairs in which several cells were made wrong by one act of the clerk
OF_ONE_ACT = ("swapped-columns", "shifted-row")
UNKNOWN = "unknown"
_PLACE = ["indicator", "period"]


@dataclass(frozen=True)
class Act:
    """What went wrong at once: its cells (rows of frames.Suspects), and the cells (A1) of which one may be wrong
    instead.
    """

    kind: str
    cells: pd.DataFrame
    otherwise: tuple[str, ...] = ()


def acts_to_mend(suspects: pd.DataFrame) -> tuple[Act, ...]:
    """The likeliest repair of one return (frames.Suspects), each act of the clerk for itself.

    Values of `proposed` that are not to be told are NaN.
    """
    likeliest = suspects[suspects["rank"].eq(1)]
    likeliest = likeliest.assign(proposed=likeliest["proposed"].where(_may_be_told(likeliest)))
    alternatives = [group for _, group in suspects[suspects["rank"].gt(1)].groupby("rank", sort=True)]
    acts = []
    for kind, group in likeliest.groupby("kind", sort=False):
        parts = [group] if kind in OF_ONE_ACT else [group.iloc[[n]] for n in range(len(group))]
        acts += [Act(str(kind), part, _instead(part, likeliest, alternatives)) for part in parts]
    return tuple(acts)


def _may_be_told(repair: pd.DataFrame) -> pd.Series:
    """Whether the value is one that a known slip explains.

    No figure is dictated for an empty cell, nor for last year's column, which the sender did not write.
    """
    explained = repair["kind"].ne(UNKNOWN) | repair["period"].eq("change")
    return explained & repair["value"].notna() & repair["period"].ne("prior")


def _instead(part: pd.DataFrame, likeliest: pd.DataFrame, alternatives: Sequence[pd.DataFrame]) -> tuple[str, ...]:
    """The cells that alone take the place of this part in some other repair, the likelier first."""
    replaced, chosen = _places(part), _places(likeliest)
    found = [
        str(new["cell"].iloc[0])
        for other in alternatives
        if chosen - _places(other) == replaced and len(new := other[~_among(other, chosen)]) == 1
    ]
    return tuple(dict.fromkeys(x for x in found if x))


def _places(repair: pd.DataFrame) -> set[tuple[str, str]]:
    return set(repair[_PLACE].itertuples(index=False, name=None))


def _among(repair: pd.DataFrame, places: set[tuple[str, str]]) -> pd.Series:
    return pd.Series([x in places for x in repair[_PLACE].itertuples(index=False, name=None)], index=repair.index)
