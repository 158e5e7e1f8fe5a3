"""Which cells a letter asks to mend, and which values it tells for them.

`suspects` (frames.Suspects) say which: `told` values are fixed by equations and a known slip, and likelier than all
else by a margin; elsewhere the cells are named, to be compared with the source document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from schemas.documents import Period

# repairs in which several cells were made wrong by one act of the clerk
OF_ONE_ACT = ("swapped-columns", "shifted-row")
UNKNOWN, ONE_OF = "unknown", "one-of"
_CELL = ["indicator", "period", "cell"]


@dataclass(frozen=True)
class WrongCells:
    """What went wrong at once: its kind, and its cells (rows of frames.Suspects).

    Of the kind ONE_OF it is not known which of the cells is wrong. `proposed` is NaN where no value may be told.
    """

    kind: str
    cells: pd.DataFrame


def mistakes(suspects: pd.DataFrame) -> tuple[WrongCells, ...]:
    """The mistakes of one return, each act of the clerk for itself, in the order of the faults; no cell is in two."""
    told = suspects.assign(proposed=_told_values(suspects))
    return _each_cell_once([x for _, fault in told.groupby("fault", sort=True) for x in _of_fault(fault)])


def all_holds(suspects: pd.DataFrame) -> bool:
    """Whether every hard rule of the return holds once the sender follows what is told."""
    withheld = suspects["told"] & _told_values(suspects).isna()
    return bool(len(suspects) and suspects["settles"].all() and not withheld.any())


def _told_values(suspects: pd.DataFrame) -> pd.Series:
    """The proposals that are told; where two faults propose different values for a cell, neither is."""
    values = suspects["proposed"].where(suspects["told"])
    return values.where(values.groupby([suspects[x] for x in _CELL]).transform("nunique") <= 1)


def _each_cell_once(found: Sequence[WrongCells]) -> tuple[WrongCells, ...]:
    """The mistakes without the cells that another names; one of which it is not known which is wrong gives way."""
    taken: set[tuple[str, str, str]] = set()
    kept = {}
    for place, act in sorted(enumerate(found), key=lambda x: x[1].kind == ONE_OF):
        cells = list(act.cells[_CELL].itertuples(index=False, name=None))
        new = [x not in taken for x in cells]
        taken |= set(cells)
        if any(new):
            kept[place] = replace(act, cells=act.cells[new])
    return tuple(kept[x] for x in sorted(kept))


def _of_fault(fault: pd.DataFrame) -> list[WrongCells]:
    """The mistakes that made one fault; where its likeliest cell is another organisation's, one of the rest."""
    first = fault[fault["rank"].eq(1)].drop_duplicates(_CELL)
    if not (first["likely"] | first["told"]).any():
        return [WrongCells(ONE_OF, _in_question(fault))]
    found = []
    for kind, group in first[first["likely"] | first["told"]].groupby("kind", sort=False):
        parts = [group] if kind in OF_ONE_ACT else [group.iloc[[n]] for n in range(len(group))]
        found += [WrongCells(str(kind), part) for part in parts]
    return found


def _in_question(fault: pd.DataFrame) -> pd.DataFrame:
    """The cells of which none is likelier than the others by the margin, in the order of the sheet.

    Last year's figures and the change are not the sender's to mend, where a figure of this year may be wrong.
    """
    cells = fault.drop_duplicates(_CELL)
    if cells["period"].eq(Period.CURRENT).any():
        cells = cells[cells["period"].eq(Period.CURRENT)]
    place = cells["cell"].str.extract(r"^([A-Z]*)(\d*)$").fillna("")
    order = pd.DataFrame({"row": pd.to_numeric(place[1]), "column": place[0]}).sort_values(["row", "column"])
    return cells.loc[order.index]
