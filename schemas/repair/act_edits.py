"""The edits of returns as single acts of the clerk are held to them: whether they hold with some cells changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from schemas.documents import Period
from schemas.form import Cell
from schemas.judge import ACCEPTED, FigureTable
from schemas.repair.edit_table import EditTable, Mask
from schemas.repair.repair_options import Option


class ActEdits:
    """`columns` are the cells of this year and of last year, each in the `order` of the form's rows.

    `last_year` is for each cell what was accepted last year or, without that, what the return states as last year's.
    """

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
        stated = np.array([
            table.value(name, Period.PRIOR)[edits.rows] for name, _ in edits.cells
        ]).T.reshape(edits.values.shape)  # fmt: skip
        self.last_year = np.where(np.isnan(self.accepted), stated, self.accepted)

    def ailing(self, row: int) -> frozenset[int]:
        """The cells of broken edits, and those that must be filled."""
        cells = {c for e in np.flatnonzero(self.broken[row]) for c in self.edits.places[e]}
        return frozenset(cells.union(np.flatnonzero(self.edits.missing[row]).tolist()))

    def touched(self, cells: Iterable[int]) -> set[int]:
        """The edits that speak of one of the cells."""
        return {e for c in cells for e in self.edits_of.get(c, ())}

    def hold(self, row: int, changed: Mapping[int, float], edits: Iterable[int] | None = None) -> bool:
        """Whether every edit holds that speaks of a changed cell, or these edits; one with an empty cell can."""
        edits = self.touched(changed) if edits is None else edits
        return all(self.holds(row, e, changed) for e in edits if self.edits.active[row, e])

    def holds(self, row: int, edit: int, changed: Mapping[int, float]) -> bool:
        """Whether the edit holds with these cells changed."""
        low, high = self.bounds[edit]
        values, slopes = self.edits.values[row], self.slopes[edit]
        total = float(self.totals[row, edit])
        if slopes is not None and not math.isnan(total):
            moved = sum(x * (changed[c] - values[c]) for c, x in slopes.items() if c in changed)
            return bool(low <= total + moved <= high)
        rule, number = self.edits.rules[edit], self.edits.number

        def value(name: Cell) -> float:
            cell = number[name]
            return changed[cell] if cell in changed else float(values[cell])

        total = float(self.edits.constants[row, edit]) + sum(x * value(c) for c, x in rule.coefficients.items())
        total += sum(x * value(a) * value(b) for (a, b), x in rule.products.items())
        return math.isnan(total) or low <= total <= high

    def is_fixed(self, row: int, cell: int, unknown: frozenset[int] = frozenset()) -> bool:
        """Whether an equation without an unknown cell leaves the cell one value, the others as they are."""
        for edit in self.edits_of.get(cell, ()):
            slopes, (low, high) = self.slopes[edit], self.bounds[edit]
            known = unknown.isdisjoint(self.edits.places[edit])
            if slopes is not None and known and self.edits.active[row, edit] and high - low < abs(slopes[cell]):
                return True
        return False

    def act(
        self, row: int, changed: Mapping[int, float], kind: str, prior: float, unknown: frozenset[int] = frozenset()
    ) -> Option:
        """The act that changes these cells; a cell that no equation fixes has no bounds."""
        first = row * self.edits.width
        fixed = [self.is_fixed(row, c, unknown) for c in changed]
        return Option(
            tuple(first + c for c in changed),
            tuple(v if x else -math.inf for v, x in zip(changed.values(), fixed, strict=True)),
            tuple(v if x else math.inf for v, x in zip(changed.values(), fixed, strict=True)),
            values=tuple(changed.values()),
            act=kind,
            prior=prior,
        )
