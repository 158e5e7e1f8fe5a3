"""Figures that slid by one row: a block typed one row too low or too high, in one column or in both.

Where the figures slid from, a neighbour's figure, nought or nothing is left; the figure of the last row is overwritten,
and known only where the edits leave one. A slide is told from other faults by the edits, by last year's figures (see
plausibility) and, where last year's column slid too, by what was accepted.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from schemas.repair.act_edits import ActEdits
from schemas.repair.elimination import Infeasible
from schemas.repair.repair_options import Option, edit_system
from schemas.repair.slips import SHIFTED_ROW

SHIFT = math.log(5e-4)  # at one place of a return
BELOW_AN_EMPTY_ROW = math.log(3e-3)  # a line skipped is not rare among rows left empty
WITH_LAST_YEAR = math.log(0.1)  # where last year's column has certainly slid there
LENGTHS = {1: 0.2, 2: 0.15, 3: 0.2, 4: 0.2, 5: 0.15}  # who skips a line seldom notices at the next
LONGER = 0.036
LONGEST = 12  # rows that a shift runs over


class RowShifts:
    """Finds the shifts of a return that leave every edit satisfied."""

    def __init__(self, given: ActEdits) -> None:
        self.given, self.edits = given, given.edits
        self.prior_of = {
            cell: self.edits.number[self.edits.cells[cell][0], "prior"]
            for cell in given.columns[0]
            if (self.edits.cells[cell][0], "prior") in self.edits.number
        }

    def of(self, row: int, column: list[int], ailing: frozenset[int]) -> Iterator[Option]:
        """The shifts of a column of the return that touch an ailing cell."""
        for step in (1, -1):  # down: each row holds the figure of the row above it
            line = column if step == 1 else column[::-1]
            for start in range(len(line)):
                neighbour = line[start - 1] if start else None
                if self._is_filler(row, line[start], neighbour):
                    yield from self._from(row, line[start : start + LONGEST], ailing)

    def _is_filler(self, row: int, cell: int, neighbour: int | None) -> bool:
        """Whether the cell holds what stays behind where figures slid away."""
        value = self.edits.values[row, cell]
        if math.isnan(value) or value == 0:
            return bool(self.given.last_year[row, cell] > 0)
        return neighbour is not None and bool(value == self.edits.values[row, neighbour])

    def _from(self, row: int, line: list[int], ailing: frozenset[int]) -> Iterator[Option]:
        values = self.edits.values[row]
        changed: dict[int, float] = {}
        for place, lost in enumerate(line):
            if place:
                here = line[place - 1]
                if math.isnan(values[lost]):
                    return
                changed[here] = float(values[lost])
                later = set(line[place:])
                settled = (e for e in self.given.edits_of[here] if later.isdisjoint(self.edits.places[e]))
                if not self.given.hold(row, changed, settled):
                    return  # and it will not hold however far the shift runs
            elif math.isnan(values[lost]) or values[lost] == 0:
                continue  # an empty cell by itself is no shift
            slid = self._slid(row, list(changed))
            if lost in ailing or slid or any(c in ailing for c in changed):
                yield from self._with_lost(row, changed, lost, slid)

    def _slid(self, row: int, cells: list[int]) -> dict[int, float]:
        """Last year's cells of these rows where all of them hold what was accepted in a neighbouring row."""
        priors = [self.prior_of[c] for c in cells if c in self.prior_of]
        if len(priors) < max(2, len(cells)) or not all(self.edits.mended[row, c] for c in priors[1:]):
            return {}
        stated, accepted = self.edits.stated[row], self.given.accepted[row]
        if any(stated[b] != accepted[a] for a, b in itertools.pairwise(priors)):
            return {}
        return {c: float(accepted[c]) for c in priors if self.edits.mended[row, c]}

    def _with_lost(
        self, row: int, changed: Mapping[int, float], lost: int, slid: Mapping[int, float]
    ) -> Iterator[Option]:
        """The shift with the figure that it has overwritten, where the edits leave one."""
        sure = {c: v for c, v in changed.items() if v != self.edits.values[row, c]}
        others = {e for e in self.given.touched(changed) if lost not in self.edits.places[e]}
        if (changed and not sure) or not self.given.hold(row, changed, others):
            return
        bounds = self._bounds_of_lost(row, changed, lost)
        if bounds is None:
            return
        low, high = bounds
        if not sure and not low == high != self.edits.values[row, lost]:
            return  # a figure typed twice is a fault only where an equation says so
        unknown = frozenset() if low == high else frozenset({lost})
        length = math.log(LENGTHS.get(len(changed) + 1, LONGER))
        act = self.given.act(row, {**sure, **slid}, SHIFTED_ROW, self._prior(row, sure, slid) + length, unknown)
        if low == high == self.edits.values[row, lost]:
            yield act
            return
        cell = row * self.edits.width + lost
        value = low if low == high else math.nan
        yield replace(
            act, cells=(*act.cells, cell), low=(*act.low, low), high=(*act.high, high), values=(*act.values, value)
        )

    def _prior(self, row: int, changed: Mapping[int, float], slid: Mapping[int, float]) -> float:
        """The log-probability that figures slid here."""
        if slid:
            return WITH_LAST_YEAR
        return BELOW_AN_EMPTY_ROW if any(math.isnan(self.edits.values[row, c]) for c in changed) else SHIFT

    def _bounds_of_lost(self, row: int, changed: Mapping[int, float], lost: int) -> tuple[float, float] | None:
        """Between which values the lost figure lies; None where it can have none."""
        first = row * self.edits.width
        numbers = sorted(self.given.edits_of.get(lost, ()))
        system = edit_system(self.edits, [row], numbers, {first + c: v for c, v in changed.items()})
        free = frozenset({first + lost}) | frozenset(c for c in system.missing if c - first not in changed)
        try:
            return None if system.conflict(free) is not None else system.ranges(free)[first + lost]
        except Infeasible:
            return None
