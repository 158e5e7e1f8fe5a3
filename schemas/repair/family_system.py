"""The edits of a family as the parts of one system, of which no more is made than the search meets.

The sums over children join the cells of all members, but a search looks at the edits of few of them: which edits there
are, which share cells and which are broken is told for all at once, the edits themselves are made when they are asked
for. A part says the same as the EditSystem of all its edits.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from schemas.repair.edit_table import EditTable, Mask
from schemas.repair.localisation import CellSet, Edit, EditSystem
from schemas.repair.repair_options import edit_of

Numbers = npt.NDArray[np.intp]
T = TypeVar("T")


@dataclass(frozen=True)
class FamilyCells:
    """The cells of the returns of a family, numbered over all returns of the edit table."""

    values: Mapping[int, float]
    whole: frozenset[int]
    fixed: frozenset[int]


def family_cells(edits: EditTable, rows: Sequence[int]) -> FamilyCells:
    """The cells of these returns."""
    width, among = edits.width, np.asarray(rows, dtype=np.intp)
    cells = among[:, None] * width + np.arange(width)
    values = dict(zip(cells.ravel().tolist(), edits.values[among].ravel().tolist(), strict=True))
    whole, fixed = cells[:, edits.whole], cells[edits.pinned[among]]
    return FamilyCells(values, frozenset(whole.ravel().tolist()), frozenset(fixed.tolist()))


class _Made(Sequence[T]):
    """A sequence whose items are made when they are asked for, each once."""

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count, self._make, self._kept = count, make, dict[int, T]()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[x] for x in range(*place.indices(self._count))]
        if not 0 <= place < self._count:
            raise IndexError(place)
        if place not in self._kept:
            self._kept[place] = self._make(place)
        return self._kept[place]


class _EditsOfCells(Mapping[int, Sequence[int]]):
    """The edits of a part by each of its cells; `incidence` holds pairs of edit and cell, sorted by cell and edit."""

    def __init__(self, edits: Numbers, cells: Numbers) -> None:
        self._edits, self._cells = edits, cells

    def __getitem__(self, cell: int) -> Sequence[int]:
        begin, end = np.searchsorted(self._cells, [cell, cell + 1])
        if begin == end:
            raise KeyError(cell)
        found: list[int] = self._edits[begin:end].tolist()
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(np.unique(self._cells).tolist())

    def __len__(self) -> int:
        return len(np.unique(self._cells))


class FamilyPart(EditSystem):
    """An EditSystem whose edits are made when they are asked for."""

    def __init__(
        self, edits: Sequence[Edit], cells: FamilyCells, edits_of: _EditsOfCells, forced: CellSet, missing: CellSet,
        broken: CellSet,
    ) -> None:  # fmt: skip
        self.edits, self.values, self.whole, self.fixed = edits, cells.values, cells.whole, cells.fixed
        self.cells_of = _Made(len(edits), lambda n: self.edits[n].cells)
        self.open_cells_of = _Made(len(edits), lambda n: self.cells_of[n] - self.fixed)
        self.edits_of, self.forced, self.missing, self.broken = edits_of, forced, missing, broken
        self._order_broken()


@dataclass(frozen=True)
class _Incidence:
    """Which edit speaks of which cell: pairs, sorted by cell and edit. `own` tells row and number of the edits of
    returns; those over children come after them."""

    edits: Numbers
    cells: Numbers
    own: tuple[Numbers, Numbers]
    further: Sequence[Edit]

    @property
    def count(self) -> int:
        """How many edits there are."""
        return len(self.own[0]) + len(self.further)

    def edit(self, table: EditTable, number: int) -> Edit:
        """The edit of this number."""
        rows, numbers = self.own
        if number >= len(rows):
            return self.further[number - len(rows)]
        return edit_of(table, int(rows[number]), int(numbers[number]))


def _incidence(table: EditTable, rows: Sequence[int], numbers: Sequence[int], further: Sequence[Edit]) -> _Incidence:
    among, width = np.asarray(rows, dtype=np.intp), table.width
    active = table.active[np.ix_(rows, numbers)]
    places = np.nonzero(active)
    keys = np.zeros(active.shape, dtype=np.intp)
    keys[active] = np.arange(len(places[0]))
    pairs: list[tuple[Numbers, Numbers]] = []
    for column, number in enumerate(numbers):
        cells = np.array(_cells_of_rule(table, number), dtype=np.intp)
        here = active[:, column]
        spoken = among[here][:, None] * width + cells
        pairs.append((np.repeat(keys[here, column], len(cells)), spoken.ravel()))
    for place, edit in enumerate(further, start=len(places[0])):
        given = np.array(sorted(edit.cells), dtype=np.intp)
        pairs.append((np.full(len(given), place), given))
    edits, spoken_of = (np.concatenate(side) for side in zip(*pairs, strict=True))
    order = np.lexsort((edits, spoken_of))
    own = among[places[0]], np.asarray(numbers, dtype=np.intp)[places[1]]
    return _Incidence(edits[order], spoken_of[order], own, further)


def _cells_of_rule(table: EditTable, number: int) -> list[int]:
    rule = table.rules[number]
    products = [cell for product in rule.products for cell in product]
    return list(dict.fromkeys(table.number[x] for x in (*rule.coefficients, *products)))


def family_parts(
    table: EditTable,
    rows: Sequence[int],
    numbers: Sequence[int],
    further: Sequence[Edit],
    cells: FamilyCells,
    broken: Mask,
    holds: Callable[[Edit], bool],
) -> list[FamilyPart]:
    """The parts that share no edit and hold something to repair, as EditSystem.parts gives them.

    `broken` is EditTable.broken, `holds` tells whether an edit over children does.
    """
    found = _incidence(table, rows, numbers, further)
    if not found.count:
        return []
    values, width = table.values.ravel()[found.cells], table.width
    missing = np.isnan(values)
    fixed = table.pinned.ravel()[found.cells]
    unwhole = table.whole[found.cells % width] & ~missing & (values != np.round(values))
    forced = missing | (unwhole & ~fixed)
    spoilt = np.zeros(found.count, dtype=bool)
    spoilt[found.edits[forced]] = True
    wrong = np.concatenate([broken[found.own], np.array([not holds(x) for x in further], dtype=bool)]) & ~spoilt
    labels = _labels(found, ~fixed)
    ailing = dict.fromkeys(labels[wrong | spoilt].tolist())
    parts = []
    for label in sorted(ailing, key=lambda x: int(np.argmax(labels == x))):
        keys = np.flatnonzero(labels == label)
        here = labels[found.edits] == label
        parts.append(
            FamilyPart(
                _Made(len(keys), functools.partial(_edit_of_part, found, table, keys)),
                cells,
                _EditsOfCells(np.searchsorted(keys, found.edits[here]), found.cells[here]),
                frozenset(found.cells[here & forced].tolist()),
                frozenset(found.cells[here & missing].tolist()),
                frozenset(np.flatnonzero(wrong[keys]).tolist()),
            )
        )
    return parts


def _edit_of_part(found: _Incidence, table: EditTable, keys: Numbers, place: int) -> Edit:
    return found.edit(table, int(keys[place]))


def _labels(found: _Incidence, is_open: Mask) -> Numbers:
    """The part of each edit: edits that share an open cell are of one, those without an open cell all of another."""
    edits, cells = found.edits[is_open], found.cells[is_open]
    _, numbered = np.unique(cells, return_inverse=True)
    size = found.count + (int(numbered.max()) + 1 if len(numbered) else 0)
    graph = coo_array((np.ones(len(edits), dtype=np.int8), (edits, found.count + numbered)), shape=(size, size))
    _, of_nodes = connected_components(graph.tocsr(), directed=False)
    labels: Numbers = of_nodes[: found.count].astype(np.intp)
    lone = np.ones(found.count, dtype=bool)
    lone[edits] = False
    labels[lone] = -1
    return labels
