"""Single acts of the clerk that make several cells wrong at once: a row shifted, two rows or the two columns exchanged.

Such an act is one slip though it is several cells, and so competes with the sets of the fewest cells. It is proposed
where it mends every broken edit that it touches and breaks none.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from schemas.documents import Period
from schemas.form import Cell, Check
from schemas.judge import ACCEPTED, FigureTable
from schemas.repair.edit_table import EditTable, Mask
from schemas.repair.elimination import Infeasible
from schemas.repair.repair_options import Option, edit_system
from schemas.repair.slips import SHIFTED_ROW, SWAPPED_COLUMNS

SHIFT, ROW_SWAP, COLUMN_SWAP = math.log(5e-4), math.log(1e-4), math.log(1e-3)  # at one place of a return
LENGTHS = {2: 0.15, 3: 0.25, 4: 0.2, 5: 0.15}  # of a shift; who skips a line seldom notices at the next
LONGER = 0.036
LONGEST = 12  # rows that a shift runs over
REACH = 3  # rows between which figures are exchanged


class ClerkActs:
    """Finds the acts that explain the faults of a return. `order` are the form's rows from top to bottom."""

    def __init__(self, edits: EditTable, broken: Mask, table: FigureTable, order: Sequence[str]) -> None:
        self.edits, self.broken = edits, broken
        self.columns = [
            [edits.number[name, column] for name in order if (name, column) in edits.number]
            for column in (Period.CURRENT, Period.PRIOR)
        ]
        self.edits_of: dict[int, list[int]] = {}
        for edit, places in enumerate(edits.places):
            for cell in places:
                self.edits_of.setdefault(cell, []).append(edit)
        self.totals = np.array([edits.total(n, edits.values) for n in range(len(edits.rules))]).T
        self.bounds = [rule.bounds for rule in edits.rules]
        self.slopes = [
            None if rule.products else {edits.number[c]: x for c, x in rule.coefficients.items()}
            for rule in edits.rules
        ]
        self.accepted = np.array([
            table.value(name, ACCEPTED)[edits.rows] for name, _ in edits.cells
        ]).T.reshape(edits.values.shape)  # fmt: skip

    def acts(self, row: int) -> list[Option]:
        """The acts that mend what is broken in the return and break nothing."""
        ailing = frozenset(c for e in np.flatnonzero(self.broken[row]) for c in self.edits.places[e])
        found = [*self._swapped_columns(row)]
        for column in self.columns:
            if ailing & set(column):
                found += self._swapped_rows(row, column, ailing)
                found += self._shifted(row, column, ailing)
        return found

    def mends(self, row: int, option: Option) -> frozenset[int]:
        """The broken edits that the act mends."""
        touched = {e for c in option.cells for e in self.edits_of.get(c - row * self.edits.width, ())}
        first = row * len(self.edits.rules)
        return frozenset(first + e for e in np.flatnonzero(self.broken[row]).tolist() if e in touched)

    def _holds(self, row: int, changed: Mapping[int, float], edits: Iterable[int] | None = None) -> bool:
        """Whether every edit holds that speaks of a changed cell, or these edits."""
        if edits is None:
            edits = {e for c in changed for e in self.edits_of.get(c, ())}
        return all(self._edit_holds(row, e, changed) for e in edits if self.edits.active[row, e])

    def _edit_holds(self, row: int, edit: int, changed: Mapping[int, float]) -> bool:
        low, high = self.bounds[edit]
        values, slopes = self.edits.values[row], self.slopes[edit]
        if slopes is not None:
            moved = sum(x * (changed[c] - values[c]) for c, x in slopes.items() if c in changed)
            return bool(low <= self.totals[row, edit] + moved <= high)
        rule, number = self.edits.rules[edit], self.edits.number

        def value(name: Cell) -> float:
            cell = number[name]
            return changed[cell] if cell in changed else float(values[cell])

        total = float(self.edits.constants[row, edit]) + sum(x * value(c) for c, x in rule.coefficients.items())
        return low <= total + sum(x * value(a) * value(b) for (a, b), x in rule.products.items()) <= high

    def _swapped_columns(self, row: int) -> Iterator[Option]:
        current, prior = self.columns
        stated = self.edits.stated[row]
        accepted = self.accepted[row]
        by_name = {self.edits.cells[c][0]: c for c in current}
        changed: dict[int, float] = {}
        for cell in prior:
            other = by_name.get(self.edits.cells[cell][0])
            if other is None or not stated[other] == accepted[cell] != stated[cell]:
                continue
            if not math.isnan(stated[cell]):
                changed |= {other: float(stated[cell]), cell: float(accepted[cell])}
        if changed and self._holds(row, changed):
            yield self._act(row, changed, SWAPPED_COLUMNS, COLUMN_SWAP)

    def _swapped_rows(self, row: int, column: list[int], ailing: frozenset[int]) -> Iterator[Option]:
        values = self.edits.values[row]
        for place, first in enumerate(column):
            for second in column[place + 1 : place + 1 + REACH]:
                if first not in ailing and second not in ailing:
                    continue
                changed = {first: float(values[second]), second: float(values[first])}
                if changed[first] == changed[second] or any(map(math.isnan, changed.values())):
                    continue
                if self._mends_one(row, changed) and self._holds(row, changed):
                    yield self._act(row, changed, SHIFTED_ROW, ROW_SWAP - math.log(column.index(second) - place))

    def _mends_one(self, row: int, changed: Mapping[int, float]) -> bool:
        for edit in np.flatnonzero(self.broken[row]).tolist():
            if any(c in changed for c in self.edits.places[edit]):
                return self._edit_holds(row, edit, changed)
        return False

    def _shifted(self, row: int, column: list[int], ailing: frozenset[int]) -> Iterator[Option]:
        """Figures that slid by one row. Where they slid from, a neighbour's figure, nought or nothing is left."""
        for step in (1, -1):  # down: each row holds the figure of the row above it
            line = column if step == 1 else column[::-1]
            for start in range(len(line) - 1):
                if self._is_filler(row, line[start], line[start - 1] if start else None):
                    yield from self._shifted_from(row, line[start : start + LONGEST], ailing)

    def _is_filler(self, row: int, cell: int, neighbour: int | None) -> bool:
        """Whether the cell holds what stays behind where figures slid away."""
        value = self.edits.values[row, cell]
        if math.isnan(value) or value == 0:
            return bool(self.accepted[row, cell] > 0)
        return neighbour is not None and bool(value == self.edits.values[row, neighbour])

    def _shifted_from(self, row: int, line: list[int], ailing: frozenset[int]) -> Iterator[Option]:
        values = self.edits.values[row]
        changed: dict[int, float] = {}
        for place, (here, lost) in enumerate(itertools.pairwise(line)):
            if math.isnan(values[lost]):
                return
            changed[here] = float(values[lost])
            later = set(line[place + 1 :])
            if not self._holds(
                row, changed, (e for e in self.edits_of[here] if later.isdisjoint(self.edits.places[e]))
            ):
                return  # and it will not hold however far the shift runs
            if lost in ailing or any(c in ailing for c in changed):
                option = self._with_lost(row, changed, lost)
                if option is not None:
                    yield option

    def _with_lost(self, row: int, changed: Mapping[int, float], lost: int) -> Option | None:
        """The shift with the figure that it has overwritten, where the edits leave one."""
        sure = {c: v for c, v in changed.items() if v != self.edits.values[row, c]}
        touched = {e for c in changed for e in self.edits_of.get(c, ()) if lost not in self.edits.places[e]}
        if not sure or not self._holds(row, changed, touched):
            return None
        numbers = sorted(self.edits_of.get(lost, ()))
        first = row * self.edits.width
        system = edit_system(self.edits, [row], numbers, {first + c: v for c, v in changed.items()})
        free = frozenset({first + lost})
        try:
            if system.conflict(free) is not None:
                return None
            low, high = system.ranges(free)[first + lost]
        except Infeasible:
            return None
        if low <= self.edits.values[row, lost] <= high:
            return None
        act = self._act(row, sure, SHIFTED_ROW, SHIFT + math.log(LENGTHS.get(len(changed) + 1, LONGER)))
        return replace(act, cells=(*act.cells, first + lost), low=(*act.low, low), high=(*act.high, high), values=())

    def _act(self, row: int, changed: Mapping[int, float], kind: str, prior: float) -> Option:
        values = tuple(changed.values())
        first = row * self.edits.width
        return Option(tuple(first + c for c in changed), values, values, values=values, act=kind, prior=prior)


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
