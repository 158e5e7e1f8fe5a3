"""Which cells must be wrong: for each return that breaks hard rules all sets of the fewest cells to change, ranked.

Fellegi and Holt (1976), A systematic approach to automatic edit and imputation, JASA 71; de Waal, Pannekoek and
Scholtus (2011), Handbook of statistical data editing and imputation. All cells weigh the same; what is likelier only
ranks (see ranking, plausibility and slips). Faults that share no rule are searched apart and their sets combined.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.form import Check, figures_of
from schemas.judge import FigureTable, failures
from schemas.repair.clerk_acts import ClerkActs, row_order
from schemas.repair.edit_table import Mask, edit_table
from schemas.repair.families import ChildrenRules, searched_together
from schemas.repair.fault_search import Search
from schemas.repair.ranking import RankedCell, Ranking
from schemas.repair.repair_options import Fault, Option
from schemas.repair.suspect_frame import suspect_frame


@dataclass(frozen=True)
class Repairs:
    """What the search found.

    `suspects` has the columns organisation, indicator, period, value, proposed (NaN where nothing can be said), kind,
    rank: the cells of one rank are one repair, 1 is the likeliest. A repair of a family can lie in several returns; one
    whose likeliest repair is another's has no cell of rank 1. Where a return has over whole_repairs.MOST_REPAIRS, those
    of each of its faults are ranked by themselves. `fault` numbers the faults of a return or family; the other columns
    (least, most, likely, sure) are those of RankedCell.
    `unused_rules` (organisation, rule, why: not-linear or contradicts) are broken hard rules that
    the search left out; `unsolved` the organisations for which the time did not suffice, so that nothing is proven.
    """

    suspects: pd.DataFrame
    unused_rules: pd.DataFrame
    unsolved: tuple[str, ...]


def repairs(
    checks: Sequence[Check],
    table: FigureTable,
    thresholds: Mapping[str, float],
    residuals: pd.DataFrame,
    seconds: float = 60,
    parents: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    among: Set[str] | None = None,
    searched: pd.DataFrame | None = None,
) -> Repairs:
    """The repairs of all returns of the table that break hard rules; `residuals` as residuals.residuals gives them.

    `parents` gives the parent of each organisation that has one. With it a sum over children is searched in the
    returns of the whole family; without it the children's figures are constants. `decimals` are those of the
    indicators whose figures need not be whole, 1 where they are not named: they are searched as real numbers, and
    proposed with their decimals. Only returns `among` these are searched, where they are given. `searched` are suspects
    of returns without children that were searched by themselves: those that no family joins are not searched again.
    """
    deadline = time.monotonic() + seconds
    hard = [check for check in checks if check.rule.severity == "hard" and not check.rule.shadow]
    failed = failures(tuple(hard), residuals)
    ailing = failed.any(axis=1).to_numpy() | _unclear(table)
    if among is not None:
        ailing &= table.organisations.isin(among)
    sums = [check.name for check in hard if any(figure.children for figure in figures_of(check.tree))]
    together = searched_together(table, parents or {}, failed[sums].any(axis=1).to_numpy(bool))
    joined = [x for x in together if ailing[x].any()]
    known = _known(searched, table, joined)
    ailing &= ~table.organisations.isin(known["organisation"])
    for members in joined:
        ailing[members] = True
    rows = np.flatnonzero(ailing)
    edits = edit_table(hard, table, thresholds, rows, with_children=not parents)
    children = ChildrenRules(hard, table, thresholds, edits, parents or {})
    search = Search(edits, deadline, children, [np.searchsorted(rows, x).tolist() for x in joined])
    faults = search.faults()
    ranking = Ranking(edits, table, thresholds, [c for c in checks if c.rule.severity == "soft"], decimals)
    acts = ClerkActs(edits, search.broken, table, row_order(checks))
    ranked: list[RankedCell] = []
    for _, group in itertools.groupby(sorted(faults, key=lambda x: x.row), key=lambda x: x.row):
        found = list(group)
        ranked += ranking.ranked(found, _acts(found, acts, search, ranking))
    suspects = _in_order(suspect_frame(edits, table, ranked), known, table)
    organisations = table.organisations[rows]
    unused = [(str(organisations[row]), rule, "contradicts") for row, rule in search.contradicting]
    unused += _not_used(failed.iloc[rows], edits.unused, "not-linear")
    return Repairs(
        suspects,
        pd.DataFrame(sorted(set(unused)), columns=["organisation", "rule", "why"]),
        tuple(str(organisations[row]) for row in sorted(search.unsolved)),
    )


def _acts(
    faults: list[Fault], acts: ClerkActs, search: Search, ranking: Ranking
) -> list[tuple[Option, frozenset[int]]]:
    """The single acts of the clerk in the returns of these faults, each with the broken edits that it mends."""
    cells = {cell for fault in faults for option in fault.options for cell in option.cells}
    found = []
    for row in sorted({cell // acts.edits.width for cell in cells}):
        for act in acts.acts(row):
            settled = ranking.settled(act)
            over_children = search.children_mended(row, settled.settled)
            if over_children is not None:
                found.append((settled, acts.mends(row, act) | over_children))
    return found


def _known(searched: pd.DataFrame | None, table: FigureTable, joined: Sequence[Sequence[int]]) -> pd.DataFrame:
    """The suspects of the returns that were searched by themselves and that no family joins."""
    if searched is None or searched.empty:
        return pd.DataFrame(columns=["organisation"])
    together = table.organisations[[place for members in joined for place in members]]
    return searched[~searched["organisation"].isin(together)]


def _in_order(found: pd.DataFrame, known: pd.DataFrame, table: FigureTable) -> pd.DataFrame:
    if known.empty:
        return found
    both = pd.concat([found, known], ignore_index=True) if not found.empty else known
    place = table.organisations.get_indexer(pd.Index(both["organisation"]))
    return both.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def _not_used(failed: pd.DataFrame, checks: Sequence[str], why: str) -> list[tuple[str, str, str]]:
    return [(str(organisation), check, why) for check in checks for organisation in failed.index[failed[check]]]


def _unclear(table: FigureTable) -> Mask:
    """Returns with a figure that waits for the sender's word."""
    found = np.zeros(len(table.organisations), dtype=bool)
    for cell, filled in table.filled.items():
        found |= filled & np.isnan(table.value(*cell))
    return found
