"""Cells that a reader met one by one, laid out as the rows of a sheet, within the limits."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.files import LIMITS, Refused
from workbooks.grids.grid import Place
from workbooks.text import Value

# What is kept by address takes some 200 bytes a cell; a return has a few hundred cells.
_MOST_CELLS = 1_000_000


def counted(so_far: int, more: int) -> int:
    """The number of cells met so far in a file. Raises Refused (too-large) where they are more than a reader keeps."""
    if so_far + more > _MOST_CELLS:
        raise Refused("too-large", "cells")
    return so_far + more


def dense(values: Mapping[Place, Value]) -> list[list[Value]]:
    """The rows from A1 on, each as long as its last cell; what lies beyond the limits of rows and columns is left out.

    Raises Refused (too-large) where the rows would take more cells than a reader may lay out.
    """
    lengths: dict[int, int] = {}
    for row, column in values:
        if 0 <= row < LIMITS.rows and 0 <= column < LIMITS.columns:
            lengths[row] = max(lengths.get(row, 0), column + 1)
    if sum(lengths.values()) > LIMITS.box_cells:
        raise Refused("too-large", "cells")
    rows: list[list[Value]] = [[""] * lengths.get(row, 0) for row in range(max(lengths, default=-1) + 1)]
    for (row, column), value in values.items():
        if row in lengths and 0 <= column < LIMITS.columns:
            rows[row][column] = value
    return rows
