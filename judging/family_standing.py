"""Which parents wait for children: a sum is held against the children's returns only where all of these stand.

A child that is returned, missing, unreadable or disputed, or that waits for its own, says nothing for certain. The
parent's rule over such children is not evaluated; what it would have asked is asked once they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from schemas.form import Check, Figure, walk
from schemas.judge import failures

AWAITED = "children-awaited"
WAITING = "waiting"
_NAMED = 12  # children that a message names


@dataclass(frozen=True)
class Waiting:
    """`residuals` with the rules over children left out for parents that wait; `children` are those that do not stand,
    by parent, for parents whose return has come."""

    residuals: pd.DataFrame
    children: Mapping[str, tuple[str, ...]]


def waiting_parents(
    checks: tuple[Check, ...], residuals: pd.DataFrame, register: pd.DataFrame, refused: frozenset[str]
) -> Waiting:
    """Judges from the leaves upward which returns stand. `refused` are organisations whose return reading refuses.

    Whoever has no row in `residuals` has no return that could be judged.
    """
    over_children = [x for x in checks if any(isinstance(n, Figure) and n.children for n in walk(x.tree))]
    kin = register.loc[register["parent"].ne(""), ["id", "parent"]]
    if not over_children or kin.empty:
        return Waiting(residuals, {})
    hard = tuple(x for x in checks if x.rule.severity == "hard" and not x.rule.shadow)
    failed = failures(hard, residuals)
    names = [x.name for x in over_children]
    of_children = [x for x in failed.columns if x in names]
    own = failed.drop(columns=of_children).any(axis=1)
    sums = failed[of_children].any(axis=1)
    own |= own.index.isin(list(refused))
    unsure = _unsure(own, sums, kin)
    lacking = kin[kin["id"].isin(unsure) & kin["parent"].isin(residuals.index)]
    children = {str(k): tuple(x) for k, x in lacking.groupby("parent")["id"]}
    left = residuals.copy()
    left.loc[left.index.isin(children), names] = float("nan")
    return Waiting(left, children)


def _unsure(own: pd.Series, sums: pd.Series, kin: pd.DataFrame) -> set[str]:
    """Who does not stand, or waits for one who does not: their figures may change yet. From the leaves upward."""
    fallen = set(own.index[own]) | (set(kin["id"]) - set(own.index))
    ill = set(sums.index[sums])
    while True:
        waits = set(kin.loc[kin["id"].isin(fallen), "parent"])
        further = (waits | (ill & set(kin["parent"]) - waits)) - fallen
        if not further:
            return fallen
        fallen |= further


def awaited_findings(waiting: Waiting, register: pd.DataFrame, files: Mapping[str, str]) -> pd.DataFrame:
    """A finding for each parent that waits: for how many of its children and which; nothing is asked of the parent."""
    known = register.set_index("id")
    of_parent = register["parent"].value_counts()
    rows = []
    for parent, children in waiting.children.items():
        names = known.loc[list(children[:_NAMED]), f"name_{'kk' if known.at[parent, 'language'] == 'kk' else 'ru'}"]
        more = " …" if len(children) > _NAMED else ""
        said = {"count": len(children), "total": int(of_parent[parent]), "waits": "; ".join(names) + more}
        rows.append({
            "organisation": parent, "file": files.get(parent, ""), "sheet": "", "cell": "", "indicator": "",
            "period": "", "rule": AWAITED, "observed": "", "expected": "", "parameters": said,
        })  # fmt: skip
    return pd.DataFrame(rows)


def without_waiting(
    suspects: pd.DataFrame, waiting: Mapping[str, tuple[str, ...]], asked: set[str], register: pd.DataFrame
) -> pd.DataFrame:
    """The suspects without those that only a sum which waits speaks of; `asked` have something wrong of their own."""
    near = set(waiting) | set(register.loc[register["parent"].isin(waiting), "id"])
    return suspects[~suspects["organisation"].isin(near - asked)].reset_index(drop=True)
