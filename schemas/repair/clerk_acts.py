"""Single acts of the clerk that make several cells wrong at once: a row shifted, two rows or the two columns exchanged.

Such an act is one slip though it is several cells, and so competes with the sets of the fewest cells. It is proposed
where it mends every broken edit that it touches and breaks none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from schemas.form import Check
from schemas.judge import FigureTable
from schemas.repair.act_edits import ActEdits
from schemas.repair.edit_table import EditTable, Mask
from schemas.repair.repair_options import Option
from schemas.repair.row_shifts import RowShifts
from schemas.repair.slips import SHIFTED_ROW, SWAPPED_COLUMNS

ROW_SWAP, COLUMN_SWAP = math.log(1e-4), math.log(1e-3)  # at one place of a return
REACH = 3  # rows between which figures are exchanged
FEWEST_SWAPPED = 5  # rows of a block whose columns are exchanged; a few small figures agree by chance


class ClerkActs:
    """Finds the acts that explain the faults of a return. `order` are the form's rows from top to bottom."""

    def __init__(self, edits: EditTable, broken: Mask, table: FigureTable, order: Sequence[str]) -> None:
        self.given = ActEdits(edits, broken, table, order)
        self.edits = edits
        self.shifts = RowShifts(self.given)

    def acts(self, row: int) -> list[Option]:
        """The acts that mend what is broken in the return and break nothing."""
        ailing = self.given.ailing(row)
        found = [*self._swapped_columns(row)]
        current, prior = self.given.columns
        if ailing & set(current) or self.edits.mended[row, prior].any():
            found += self._swapped_rows(row, current, ailing)
            found += self.shifts.of(row, current, ailing)
        if ailing & set(prior):
            found += self._swapped_rows(row, prior, ailing)
            found += self.shifts.of(row, prior, ailing)
        return found

    def mends(self, row: int, option: Option) -> frozenset[int]:
        """The broken edits that the act mends."""
        touched = self.given.touched(c - row * self.edits.width for c in option.cells)
        first = row * len(self.edits.rules)
        return frozenset(first + e for e in np.flatnonzero(self.given.broken[row]).tolist() if e in touched)

    def _swapped_columns(self, row: int) -> Iterator[Option]:
        current, prior = self.given.columns
        stated, accepted = self.edits.stated[row], self.given.accepted[row]
        by_name = {self.edits.cells[c][0]: c for c in current}
        pairs = [(by_name[self.edits.cells[c][0]], c) for c in prior if self.edits.cells[c][0] in by_name]
        differing = [(a, b) for a, b in pairs if stated[a] != stated[b] and not math.isnan(stated[b])]
        swapped = [(a, b) for a, b in differing if stated[a] == accepted[b]]
        if not swapped:
            return
        block = differing[differing.index(swapped[0]) : differing.index(swapped[-1]) + 1]
        whole = 2 * len(swapped) >= len(differing)
        if not whole and (len(swapped) < FEWEST_SWAPPED or 2 * len(swapped) < len(block)):
            return
        changed = {a: float(stated[b]) for a, b in swapped} | {b: float(accepted[b]) for _, b in swapped}
        if self.given.hold(row, changed):
            act = self.given.act(row, changed, SWAPPED_COLUMNS, COLUMN_SWAP)
            yield replace(act, low=act.values, high=act.values)  # what was accepted bears the act out

    def _swapped_rows(self, row: int, column: list[int], ailing: frozenset[int]) -> Iterator[Option]:
        values = self.edits.values[row]
        for place, first in enumerate(column):
            for second in column[place + 1 : place + 1 + REACH]:
                if first not in ailing and second not in ailing:
                    continue
                changed = {first: float(values[second]), second: float(values[first])}
                if changed[first] == changed[second] or any(map(math.isnan, changed.values())):
                    continue
                if self._mends_one(row, changed) and self.given.hold(row, changed):
                    prior = ROW_SWAP - math.log(column.index(second) - place)
                    yield self.given.act(row, changed, SHIFTED_ROW, prior)

    def _mends_one(self, row: int, changed: Mapping[int, float]) -> bool:
        for edit in np.flatnonzero(self.given.broken[row]).tolist():
            if any(c in changed for c in self.edits.places[edit]):
                return self.given.holds(row, edit, changed)
        return False


def row_order(checks: Sequence[Check]) -> list[str]:
    """The form's rows from top to bottom, put together from the sets that its rules run over."""
    sequences: dict[str, list[str]] = {}
    for check in checks:
        if check.rule.each is not None and check.indicator:
            sequences.setdefault(check.rule.each, []).append(check.indicator)
    order: list[str] = []
    for sequence in sorted((list(dict.fromkeys(x)) for x in sequences.values()), key=len, reverse=True):
        place = 0
        for name in sequence:
            if name in order:
                place = order.index(name) + 1
            else:
                order.insert(place, name)
                place += 1
    return order
