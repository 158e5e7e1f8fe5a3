"""The figures of many returns side by side: one array a column of the form, one place a return.

This is what rules are evaluated over. Long frames go in (see schemas/frames.py), numpy arrays come out, so that
every rule costs a few vector operations whatever the number of returns.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.documents import CellState

Array = npt.NDArray[np.float64]
ACCEPTED = "accepted"


@dataclass(frozen=True)
class FigureTable:
    """Figures by (indicator, column): column is current, prior, change or accepted; NaN where there is no value.

    `filled` tells cells that were read or wait for the sender's word. `facts` are arrays by name (kind, has_accepted,
    has_children, newcomer; perhaps compared: with whom others are compared). `children` are the sums over the
    children's figures, NaN where one is missing.
    """

    organisations: pd.Index
    values: dict[tuple[str, str], Array]
    filled: dict[tuple[str, str], npt.NDArray[np.bool_]]
    facts: dict[str, npt.NDArray[np.generic]]
    children: dict[tuple[str, str], Array] = field(default_factory=dict)

    def value(self, indicator: str, column: str) -> Array:
        """The figure of every return; NaN throughout for a column that nobody has."""
        found = self.values.get((indicator, column))
        return np.full(len(self.organisations), np.nan) if found is None else found

    def is_filled(self, indicator: str, column: str) -> npt.NDArray[np.bool_]:
        """Whether the cell of every return holds something that was read or is asked about."""
        found = self.filled.get((indicator, column))
        return np.zeros(len(self.organisations), dtype=bool) if found is None else found

    def children_sum(self, indicator: str, column: str) -> Array:
        """The sum over the children's figures; NaN where there are no children or one of them lacks the figure."""
        found = self.children.get((indicator, column))
        return np.full(len(self.organisations), np.nan) if found is None else found


def figure_table(
    figures: pd.DataFrame,
    history: pd.DataFrame,
    register: pd.DataFrame,
    as_of: dt.date,
    compared: Set[str] | None = None,
) -> FigureTable:
    """The table of all returns in `figures` (frames.Figures), each organisation once.

    `history` (frames.History) gives last year's accepted figures, `register` (frames.Register) kind, parent and the
    dates of admission; an organisation that is not in the register has kind "" and no parent. With `compared` those
    alone are peers that others are compared with.
    """
    organisations = pd.Index(pd.unique(figures["organisation"]), name="organisation")
    values = _wide(figures, organisations)
    accepted = history.pivot(index="organisation", columns="indicator", values="value").reindex(organisations)
    values |= {(str(name), ACCEPTED): accepted[name].to_numpy(np.float64) for name in accepted}
    filled_cells = figures[figures["state"].isin([CellState.READ, CellState.PROPOSED])]
    counts = (
        filled_cells.groupby(["organisation", "indicator", "period"], observed=True)
        .size()
        .unstack(["indicator", "period"])
    )
    counts = counts.reindex(organisations)
    filled = {(str(column[0]), str(column[1])): counts[column].notna().to_numpy(bool) for column in counts.columns}
    facts = _facts(organisations, history, register, as_of)
    if compared is not None:
        facts["compared"] = organisations.isin(compared)
    return FigureTable(organisations, values, filled, facts, _children(values, organisations, register))


def _wide(figures: pd.DataFrame, organisations: pd.Index) -> dict[tuple[str, str], Array]:
    read = figures[figures["value"].notna()]
    wide = read.pivot(index="organisation", columns=["indicator", "period"], values="value").reindex(organisations)
    return {(str(column[0]), str(column[1])): wide[column].to_numpy(np.float64) for column in wide.columns}


def _facts(
    organisations: pd.Index, history: pd.DataFrame, register: pd.DataFrame, as_of: dt.date
) -> dict[str, npt.NDArray[np.generic]]:
    known = register.set_index("id").reindex(organisations)
    kind = known["kind"].fillna("").to_numpy(object)
    admitted = pd.to_datetime(known["admitted"])
    year_before = pd.Timestamp(as_of) - pd.DateOffset(years=1)
    newcomer = (admitted > year_before) & (admitted <= pd.Timestamp(as_of)) & known["former_parent"].fillna("").eq("")
    return {
        "kind": kind,
        "has_accepted": organisations.isin(history["organisation"]),
        "has_children": organisations.isin(register.loc[register["parent"].ne(""), "parent"]),
        "newcomer": newcomer.to_numpy(bool),
    }


def _children(
    values: dict[tuple[str, str], Array], organisations: pd.Index, register: pd.DataFrame
) -> dict[tuple[str, str], Array]:
    parents = register.loc[register["parent"].ne(""), ["id", "parent"]]
    if parents.empty or organisations.empty:
        return {}
    of_child = organisations.get_indexer(pd.Index(parents["id"]))
    code, names = pd.factorize(parents["parent"])
    place = pd.Index(names).get_indexer(organisations)
    sums: dict[tuple[str, str], Array] = {}
    for (indicator, column), figure in values.items():
        given = np.where(of_child >= 0, figure[of_child], np.nan)
        total = np.bincount(code, weights=given, minlength=len(names))
        sums[indicator, column] = np.where(place >= 0, total[place], np.nan)
    return sums


def with_children_of(table: FigureTable, mended: FigureTable, kin: pd.DataFrame, parents: pd.Index) -> FigureTable:
    """The table in which these parents' sums are those of their children's figures in `mended`, a table of the same
    returns; `kin` has the columns id and parent."""
    rows = table.organisations.get_indexer(parents)
    sums = _children(mended.values, table.organisations, kin[kin["parent"].isin(parents)])
    children = dict(table.children)
    for key, total in sums.items():
        children[key] = children[key].copy()
        children[key][rows] = total[rows]
    return dataclasses.replace(table, children=children)
