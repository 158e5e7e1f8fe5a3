"""What a search offers: the faults of a return, and for each the sets of cells that explain it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.repair.edit_table import EditTable
from schemas.repair.localisation import Edit, EditSystem


@dataclass(frozen=True)
class Option:
    """One set of cells to change and the range of each; `values` once they are settled.

    Cells are numbered over all returns of the edit table. `part` is the system that the ranges come from, where the
    cells confine each other. `act` names one slip of the clerk that explains all cells at once, `prior` the
    log-probability of it.
    """

    cells: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    part: EditSystem | None = None
    values: tuple[float, ...] = ()
    act: str = ""
    prior: float = 0.0

    @property
    def settled(self) -> dict[int, float]:
        """The value of each cell."""
        return dict(zip(self.cells, self.values, strict=True))


Scored = tuple[float, Option]  # with its log-likelihood


@dataclass(frozen=True)
class Fault:
    """A fault of a return, or of the family of the return at `row`: what explains it, and the edits that it breaks.

    The edits are numbered over all returns; those over a family's children are negative. `missing` are cells that
    must be filled.
    """

    row: int
    options: tuple[Option, ...]
    broken: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()


def independent(options: list[Option]) -> list[list[Option]]:
    """The options taken apart where they are all combinations of smaller ones with values that depend on no other."""
    ranges: dict[int, tuple[float, float]] = {}
    for option in options:
        for cell, low, high in zip(option.cells, option.low, option.high, strict=True):
            if low != high or ranges.setdefault(cell, (low, high)) != (low, high):
                return [options]
    groups = sorted(_exclusive(options), key=min)
    parts = [list(dict.fromkeys(tuple(c for c in x.cells if c in group) for x in options)) for group in groups]
    if math.prod(map(len, parts)) != len(options):
        return [options]
    return [
        [Option(cells, tuple(ranges[c][0] for c in cells), tuple(ranges[c][1] for c in cells)) for cells in part]
        for part in parts
    ]


def _exclusive(options: list[Option]) -> list[set[int]]:
    """The cells in groups: cells that never occur together are alternatives of one fault."""
    holding: dict[int, set[int]] = {}
    for place, option in enumerate(options):
        for cell in option.cells:
            holding.setdefault(cell, set()).add(place)
    groups: list[set[int]] = []
    for cell, places in holding.items():
        linked = [group for group in groups if any(places.isdisjoint(holding[other]) for other in group)]
        groups = [group for group in groups if group not in linked] + [{cell}.union(*linked)]
    return groups


def edit_of(edits: EditTable, row: int, number: int) -> Edit:
    """One edit of a return, its constants taken into the bounds."""
    rule, first = edits.rules[number], row * edits.width
    low, high = rule.bounds
    constant = float(edits.constants[row, number])
    return Edit(
        {first + edits.number[c]: x for c, x in rule.coefficients.items()},
        low - constant,
        high - constant,
        {(first + edits.number[a], first + edits.number[b]): x for (a, b), x in rule.products.items()},
        None if rule.divisor is None else first + edits.number[rule.divisor],
        row * len(edits.rules) + number,
    )


def edit_system(
    edits: EditTable,
    rows: Sequence[int],
    numbers: Sequence[int],
    changed: Mapping[int, float] | None = None,
    further: Sequence[Edit] = (),
) -> EditSystem:
    """These edits of these returns, as far as they apply, and further ones; with some values changed."""
    active = [edit_of(edits, row, n) for row in rows for n in numbers if edits.active[row, n]]
    values: dict[int, float] = {}
    whole: list[int] = []
    fixed: list[int] = []
    for row in rows:
        first = row * edits.width
        values.update(enumerate(edits.values[row].tolist(), first))
        whole += (first + np.flatnonzero(edits.whole)).tolist()
        fixed += (first + np.flatnonzero(edits.pinned[row])).tolist()
    return EditSystem([*active, *further], values | dict(changed or {}), frozenset(whole), frozenset(fixed))
