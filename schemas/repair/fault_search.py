"""The faults of all returns: what one cell explains is found for all at once, the rest return by return."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from schemas.repair.edit_table import EditTable
from schemas.repair.families import ChildrenRules
from schemas.repair.family_system import FamilyCells, family_cells, family_parts
from schemas.repair.localisation import Edit, EditSystem, NoRepair, TimeLimit, minimal_sets_of_part
from schemas.repair.repair_options import Fault, Option, edit_system, independent
from schemas.repair.single_cells import forced_cells, single_cells

SHARE = 0.1  # of the time that is left, what one return or family may take
FAMILY_SECONDS = 1.5  # and a family in one component, before its members are searched apart


class Search:
    """Searches the faults of an edit table's returns; `families` are rows that are searched as one system.

    `contradicting` holds (row, check) for edits that had to be left out because no change lets them hold, `unsolved`
    the rows for which the time did not suffice.
    """

    def __init__(
        self, edits: EditTable, deadline: float, children: ChildrenRules, families: Sequence[Sequence[int]]
    ) -> None:
        self.edits, self.deadline, self.children, self.families = edits, deadline, children, families
        self.broken = edits.broken()
        self.components = edits.components()
        self.contradicting: set[tuple[int, str]] = set()
        self.unsolved: set[int] = set()
        self.children_edits: dict[int, list[Edit]] = {}
        self.cells_of_family: tuple[list[int], FamilyCells] = [], FamilyCells({}, frozenset(), frozenset())

    def faults(self) -> list[Fault]:
        """Every fault, with its minimal sets."""
        edits = self.edits
        self._drop_impossible()
        self.forced = forced_cells(edits)
        self.singles = single_cells(edits, self.broken, self.components)
        top = {row: members[0] for members in self.families for row in members}
        faults = [
            Fault(top.get(int(row), int(row)), (self._single(row, cell, edits.values[row, cell]),))
            for row, cell in zip(*np.nonzero(edits.mended), strict=True)
        ]
        joined = np.zeros(len(edits.rows), dtype=bool)
        for members in self.families:
            joined[list(members)] = True
            faults += self._of_family(list(members))
        for place in range(len(self.components)):
            faults += self._of_returns(~joined, place)
        return faults

    def _of_returns(self, alone: np.ndarray, place: int) -> list[Fault]:
        """The faults of these returns in one component of the form's constraint graph."""
        edits, faults, singles = self.edits, list[Fault](), self.singles
        numbers = self.components[place]
        cells = sorted({c for n in numbers for c in edits.places[n]})
        if cells:
            ailing = alone & (self.broken[:, numbers].any(axis=1) | self.forced[:, cells].any(axis=1))
            for row in np.flatnonzero(ailing).tolist():
                if singles.solved[row, place]:
                    options = tuple(
                        self._single(row, c, singles.low[row, c], singles.high[row, c])
                        for c in cells
                        if singles.explains[row, c]
                    )
                    broken = frozenset(row * len(edits.rules) + n for n in numbers if self.broken[row, n])
                    faults.append(Fault(row, options, broken))
                else:
                    faults += self._searched([row], numbers, [], self._allowance()) or []
        return faults

    def _single(self, row: int, cell: int, low: float, high: float | None = None) -> Option:
        number = int(row) * self.edits.width + int(cell)
        return Option((number,), (float(low),), (float(low if high is None else high),))

    def _of_family(self, rows: list[int]) -> list[Fault]:
        children, width = self.children.of(rows), self.edits.width
        for row in rows:
            self.children_edits[row] = children
        faults: list[Fault] = []
        alone = np.zeros(len(self.edits.rows), dtype=bool)
        alone[rows] = True
        for place, numbers in enumerate(self.components):
            cells = sorted({c for n in numbers for c in self.edits.places[n]})
            further = [edit for edit in children if next(iter(edit.coefficients)) % width in cells]
            if (
                self.broken[np.ix_(rows, numbers)].any()
                or self.forced[np.ix_(rows, cells)].any()
                or any(not self._holds(edit) for edit in further)
            ):
                found = self._searched(rows, numbers, further, min(FAMILY_SECONDS, self._allowance()))
                faults += self._of_returns(alone, place) if found is None else found
        return faults

    def children_mended(self, row: int, settled: Mapping[int, float]) -> frozenset[int] | None:
        """The broken edits over children that these values mend; None where they break one."""
        touched = [edit for edit in self.children_edits.get(row, ()) if edit.coefficients.keys() & settled.keys()]
        if not all(self._holds(edit, settled) for edit in touched):
            return None
        return frozenset(edit.source for edit in touched if not self._holds(edit))

    def _holds(self, edit: Edit, changed: Mapping[int, float] | None = None) -> bool:
        values, changed = self.edits.values.ravel(), changed or {}
        total = sum(x * (changed[c] if c in changed else values[c]) for c, x in edit.coefficients.items())
        return bool(edit.low <= total <= edit.high)

    def _allowance(self) -> float:
        return SHARE * max(0.0, self.deadline - time.monotonic())

    def _drop_impossible(self) -> None:
        """Rules that fixed figures alone break: last year's accepted ones do not agree with each other."""
        for edit, places in enumerate(self.edits.places):
            rows = self.broken[:, edit] & self.edits.pinned[:, places].all(axis=1)
            self.contradicting |= {(int(row), self.edits.rules[edit].check) for row in np.flatnonzero(rows)}
            self.broken[rows, edit] = False
            self.edits.active[rows, edit] = False

    def _searched(self, rows: list[int], numbers: list[int], further: list[Edit], seconds: float) -> list[Fault] | None:
        """The faults of these rows under these edits, None where the time does not suffice.

        Edits that cannot hold whatever is changed are dropped.
        """
        limit = time.monotonic() + seconds
        while True:
            try:
                return [x for part in self._parts(rows, numbers, further) for x in self._faults(rows[0], part, limit)]
            except TimeLimit:
                self.unsolved.update(rows)
                return None
            except _Impossible as impossible:
                further = [edit for edit in further if edit != impossible.edit]
                self._drop(rows[0], impossible.edit.source)

    def _parts(self, rows: list[int], numbers: list[int], further: list[Edit]) -> Sequence[EditSystem]:
        if len(rows) == 1 and not further:
            return edit_system(self.edits, rows, numbers).parts()
        if self.cells_of_family[0] != rows:
            self.cells_of_family = rows, family_cells(self.edits, rows)
        cells = self.cells_of_family[1]
        return family_parts(self.edits, rows, numbers, further, cells, self.broken, self._holds)

    def _drop(self, top: int, source: int) -> None:
        if source < 0:
            self.contradicting.add((top, self.children.rules[-1 - source].check))
            return
        row, number = divmod(source, len(self.edits.rules))
        self.contradicting.add((row, self.edits.rules[number].check))
        self.broken[row, number] = False
        self.edits.active[row, number] = False

    def _faults(self, row: int, part: EditSystem, limit: float) -> list[Fault]:
        try:
            sets = minimal_sets_of_part(part, limit)
        except NoRepair as none:
            widest = max(none.edits, key=lambda n: (part.edits[n].source < 0, len(part.cells_of[n]), n))
            raise _Impossible(part.edits[widest]) from None
        options = []
        for cells in sets:
            ranges = part.ranges(cells)
            low, high = (tuple(side) for side in zip(*ranges.values(), strict=True))
            options.append(Option(tuple(ranges), low, high, part))
        faults = []
        for group in independent(options):
            touched = {n for option in group for c in option.cells for n in part.edits_of[c]}
            missing = part.missing.intersection(*(option.cells for option in group))
            faults.append(
                Fault(row, tuple(group), frozenset(part.edits[n].source for n in part.broken & touched), missing)
            )
        return faults


class _Impossible(Exception):
    def __init__(self, edit: Edit) -> None:
        super().__init__(edit)
        self.edit = edit
