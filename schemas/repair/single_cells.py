"""Faults that one cell explains, for all returns at once: which cell, and between which values it must lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.repair.edit_table import Array, EditTable, Mask


@dataclass(frozen=True)
class SingleCells:
    """Returns × cells. A cell that `explains` mends every broken edit of its component when it takes a value between
    `low` and `high`; `solved` (returns × components) tells where there is such a cell."""

    explains: Mask
    low: Array
    high: Array
    solved: Mask


def single_cells(edits: EditTable, broken: Mask, components: list[list[int]]) -> SingleCells:
    """The single-cell explanations. A component with a cell that must be filled is left to the search."""
    low, high, touched = _intervals(edits, broken)
    # cells of no edit have a place of their own behind the components
    component_of = np.full(len(edits.cells), len(components), dtype=np.intp)
    for place, numbers in enumerate(components):
        component_of[[c for n in numbers for c in edits.places[n]]] = place
    shape = (len(edits.rows), len(components) + 1)
    count = np.array([broken[:, numbers].sum(axis=1) for numbers in [*components, []]], dtype=int).T.reshape(shape)
    forced = edits.missing | _unwhole(edits)
    held = _of_components(forced, component_of, shape)
    explains = (
        (touched > 0) & (touched == count[:, component_of]) & (low <= high) & ~edits.pinned & ~held[:, component_of]
    )
    return SingleCells(explains, low, high, _of_components(explains, component_of, shape))


def _of_components(cells: Mask, component_of: npt.NDArray[np.intp], shape: tuple[int, int]) -> Mask:
    """Returns × components: whether any cell of the component is among these."""
    found = [cells[:, component_of == place].any(axis=1) for place in range(shape[1])]
    return np.array(found, dtype=bool).T.reshape(shape)


def _unwhole(edits: EditTable) -> Mask:
    whole: Mask = edits.whole & ~np.isnan(edits.values) & (edits.values != np.round(edits.values))
    return whole


def forced_cells(edits: EditTable) -> Mask:
    """Returns × cells: cells that must be filled or cannot stand because they are no integers."""
    return (edits.missing | _unwhole(edits)) & ~edits.pinned


def _intervals(edits: EditTable, broken: Mask) -> tuple[Array, Array, npt.NDArray[np.int_]]:
    """For each cell the values with which all its edits hold, the others as stated; how many broken ones it touches."""
    low = np.full(edits.values.shape, -np.inf)
    high = np.full(edits.values.shape, np.inf)
    touched = np.zeros(edits.values.shape, dtype=int)
    for edit, rule in enumerate(edits.rules):
        rows = np.flatnonzero(edits.active[:, edit])
        if not len(rows):
            continue
        least, most = rule.bounds
        total = edits.total(edit, edits.values)[rows]
        for cell in edits.places[edit]:
            slope = edits.slope(edit, cell)[rows]
            with np.errstate(divide="ignore", invalid="ignore"):
                a, b = (least - total) / slope, (most - total) / slope
            bottom, top = np.where(slope > 0, a, b), np.where(slope > 0, b, a)
            flat = slope == 0
            bottom[flat], top[flat] = -np.inf, np.inf
            held = flat & ((total < least) | (total > most))
            bottom[held], top[held] = np.inf, -np.inf
            value = edits.values[rows, cell]
            low[rows, cell] = np.fmax(low[rows, cell], value + bottom)
            high[rows, cell] = np.fmin(high[rows, cell], value + top)
            touched[rows, cell] += broken[rows, edit]
        if rule.divisor is not None:
            place = edits.number[rule.divisor]
            low[rows, place] = np.fmax(low[rows, place], 1.0 if edits.whole[place] else 1e-6)
    low[:, edits.whole] = np.ceil(low[:, edits.whole] - 1e-9)
    high[:, edits.whole] = np.floor(high[:, edits.whole] + 1e-9)
    return low, high, touched
