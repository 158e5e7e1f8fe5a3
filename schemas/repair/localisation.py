"""All minimal sets of cells whose change lets every edit hold: an exact search (Fellegi and Holt 1976).

A set that does not suffice is refuted by edits that contradict each other although its cells are free; every set that
does suffice holds another cell of those edits, so the search branches on these alone (Reiter 1987, hitting sets of
conflicts). Going from small to large finds every set of the least size. Parts of the system that share no edit are
searched apart, and their sets combine freely.
"""

from __future__ import annotations

import itertools
import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.repair.elimination import Bound, BoundSystem, Infeasible

CellSet = frozenset[int]


class TimeLimit(Exception):
    """The search was given up: nothing is proven."""


class NoRepair(Exception):
    """No change of cells lets these edits (by number) hold at once."""

    def __init__(self, edits: tuple[int, ...]) -> None:
        super().__init__(edits)
        self.edits = edits


@dataclass(frozen=True)
class Edit:
    """low <= Σ coefficient · cell + Σ coefficient · cell · cell <= high. A free `divisor` must be positive.

    `source` is whatever the edit was made from, for the caller.
    """

    coefficients: Mapping[int, float]
    low: float = -math.inf
    high: float = math.inf
    products: Mapping[tuple[int, int], float] = field(default_factory=dict)
    divisor: int | None = None
    source: int = -1

    @property
    def cells(self) -> CellSet:
        """The cells that the edit speaks of."""
        return frozenset(self.coefficients) | {c for product in self.products for c in product}


@dataclass
class EditSystem:
    """Edits over numbered cells with their stated `values`; NaN for a cell that must be filled and so is free.

    `whole` tells the cells that hold integers; `fixed` cells can never be changed.
    """

    edits: Sequence[Edit]
    values: Mapping[int, float]
    whole: frozenset[int]
    fixed: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.cells_of: Sequence[CellSet] = [edit.cells for edit in self.edits]
        edits_of: dict[int, list[int]] = {}
        for number, cells in enumerate(self.cells_of):
            for cell in cells:
                edits_of.setdefault(cell, []).append(number)
        self.edits_of: Mapping[int, Sequence[int]] = edits_of
        self.missing = frozenset(c for c in self.edits_of if math.isnan(self.values[c]))
        unwhole = frozenset(
            c for c in self.edits_of if c in self.whole and not math.isnan(v := self.values[c]) and v != round(v)
        )
        self.forced = self.missing | (unwhole - self.fixed)
        self.broken = frozenset(
            n for n, e in enumerate(self.edits) if not self.cells_of[n] & self.forced and not self._holds(e)
        )
        self.open_cells_of: Sequence[CellSet] = [cells - self.fixed for cells in self.cells_of]
        self._order_broken()

    def _order_broken(self) -> None:
        self.broken_by_size = sorted(self.broken, key=lambda n: (len(self.open_cells_of[n]), n))
        holders = Counter(c for n in self.broken for c in self.open_cells_of[n])
        # those that share cells with few others first: greedily this packs the most edits without a common cell
        self.broken_by_rivals = sorted(
            self.broken_by_size, key=lambda n: sum(holders[c] - 1 for c in self.open_cells_of[n])
        )

    def _holds(self, edit: Edit) -> bool:
        total = sum(c * self.values[v] for v, c in edit.coefficients.items())
        total += sum(c * self.values[a] * self.values[b] for (a, b), c in edit.products.items())
        return edit.low <= total <= edit.high

    def bounds(self, free: CellSet) -> BoundSystem:
        """The bounds on the free cells, the others as stated. An edit that multiplies two free cells is left out.

        Raises Infeasible.
        """
        system = BoundSystem(self.whole & free)
        for number in {n for cell in free for n in self.edits_of.get(cell, ())}:
            edit = self.edits[number]
            if any(a in free and b in free for a, b in edit.products):
                continue
            coefficients: dict[int, float] = {}
            constant = 0.0
            for cell, x in edit.coefficients.items():
                if cell in free:
                    coefficients[cell] = coefficients.get(cell, 0.0) + x
                else:
                    constant += x * self.values[cell]
            for (a, b), x in edit.products.items():
                if a in free or b in free:
                    cell, other = (a, b) if a in free else (b, a)
                    coefficients[cell] = coefficients.get(cell, 0.0) + x * self.values[other]
                else:
                    constant += x * self.values[a] * self.values[b]
            source = 1 << number
            system.add(coefficients, Bound(edit.low - constant, edit.high - constant, source, source))
            if edit.divisor in free:
                least = 1.0 if edit.divisor in self.whole else 1e-6
                system.add({edit.divisor: 1.0}, Bound(least, math.inf, source, source))
        return system

    def conflict(self, free: CellSet) -> tuple[int, ...] | None:
        """Edits that cannot hold together although the free cells may change; None where all edits can hold."""
        for number in self.broken_by_size:
            if not self.cells_of[number] & free:
                return (number,)
        try:
            self.bounds(free).check(free)
        except Infeasible as contradiction:
            return _bits(contradiction.sources)
        return None

    def ranges(self, free: CellSet) -> dict[int, tuple[float, float]]:
        """The least and greatest value of each free cell with which every edit can hold."""
        system = self.bounds(free)
        return {cell: system.range_of(cell, free) for cell in sorted(free)}

    def parts(self) -> list[EditSystem]:
        """The parts that share no edit (fixed cells join nothing), those alone that hold something to repair."""
        group: dict[int, int] = {}

        def root(cell: int) -> int:
            while group.setdefault(cell, cell) != cell:
                group[cell] = group[group[cell]]
                cell = group[cell]
            return cell

        for cells in self.cells_of:
            open_cells = sorted(cells - self.fixed)
            for cell in open_cells[1:]:
                group[root(cell)] = root(open_cells[0])
        members: dict[int, list[int]] = {}
        for number, cells in enumerate(self.cells_of):
            open_cells = sorted(cells - self.fixed)
            members.setdefault(root(open_cells[0]) if open_cells else -1, []).append(number)
        ailing = [
            numbers for numbers in members.values()
            if any(n in self.broken or self.cells_of[n] & self.forced for n in numbers)
        ]  # fmt: skip
        return [EditSystem([self.edits[n] for n in x], self.values, self.whole, self.fixed) for x in ailing]


def _bits(sources: int) -> tuple[int, ...]:
    return tuple(n for n in range(sources.bit_length()) if sources >> n & 1)


def minimal_sets(system: EditSystem, deadline: float = math.inf) -> list[CellSet]:
    """All sets of the fewest cells that can be changed so that every edit holds, forced cells included.

    Raises NoRepair where there is none, TimeLimit when time.monotonic() passes the deadline.
    """
    parts = [minimal_sets_of_part(part, deadline) for part in system.parts()]
    return [frozenset().union(*choice) for choice in itertools.product(*parts)]


def minimal_sets_of_part(part: EditSystem, deadline: float = math.inf) -> list[CellSet]:
    """The same for a system that is not taken apart."""
    conflicts: dict[CellSet, tuple[int, ...] | None] = {}
    for size in itertools.count(_least(part)):
        found = _of_size(part, size, conflicts, deadline)
        if found:
            return sorted(found, key=sorted)
    raise AssertionError


def _least(part: EditSystem) -> int:
    conflict = part.conflict(part.forced)
    return 0 if conflict is None else _needed(part, part.forced, _branches(part, part.forced, conflict))


def _of_size(
    part: EditSystem, size: int, conflicts: dict[CellSet, tuple[int, ...] | None], deadline: float
) -> set[CellSet]:
    found: set[CellSet] = set()
    seen: set[CellSet] = set()
    stack = [(part.forced, size)]
    while stack:
        free, left = stack.pop()
        if free in seen:
            continue
        seen.add(free)
        if free not in conflicts:
            if time.monotonic() > deadline:
                raise TimeLimit
            conflicts[free] = part.conflict(free)
        conflict = conflicts[free]
        if conflict is None:
            found.add(free)
            continue
        branches = _branches(part, free, conflict)
        if not branches:
            raise NoRepair(conflict)
        if _needed(part, free, branches) <= left:
            stack.extend((free | {cell}, left - 1) for cell in branches)
    return found


def _branches(part: EditSystem, free: CellSet, conflict: Iterable[int]) -> list[int]:
    cells: frozenset[int] = frozenset().union(*(part.cells_of[n] for n in conflict))
    return sorted(cells - free - part.fixed)


def _needed(part: EditSystem, free: CellSet, branches: Iterable[int]) -> int:
    """A number of further cells that is certainly needed: one of the branches, and one for each broken edit that holds
    none of the free cells and shares none with the branches or another such edit."""
    used = set(branches)
    count = 1
    for number in part.broken_by_rivals:
        cells = part.open_cells_of[number]
        if not cells & used and not part.cells_of[number] & free:
            used |= cells
            count += 1
    return count
