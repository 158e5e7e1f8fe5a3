"""How likely a figure is, from last year's and from what the other returns of the round do.

log(x + 1) lies around last year's accepted figure (without that, the one stated) plus growth, with the spread that the
round shows (median absolute deviation) and that of small counts, as Student's t with 3 degrees of freedom; a share of
the returns repeats last year's figure exactly. Growth is the indicator's median over the returns or, where that
foretells better, the median of the rows of the same return with which the row adds up. A row without last year's is
compared with the row of the same return to which it keeps the steadiest ratio. Returns that are themselves wrong hardly
move medians.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.documents import Period
from schemas.form import Cell
from schemas.judge.figures_side_by_side import ACCEPTED, Array, FigureTable

FEWEST = 8  # returns from which a ratio is learnt
FEWEST_COMPANIONS = 3
ENOUGH = 400
SPREAD, WEIGHT = 0.2, 6.0  # what is thought of a growth's spread before any return is seen, and as how many returns
FLOOR = -18.0  # no figure is less likely than this: whole provinces do change at once


@dataclass(frozen=True)
class Plausibility:
    """Centre and spread of log(x + 1) for returns × cells, NaN where nothing is known; `same` is last year's figure."""

    centre: Array
    spread: Array
    same: Array
    repeats: Array

    def log_density(self, row: int, cell: int, value: float) -> float:
        """log P(figure = value), 0 where nothing is known of it, so that it speaks neither for nor against."""
        centre = self.centre[row, cell]
        if math.isnan(centre) or math.isnan(value):
            return 0.0
        if value < 0:
            return FLOOR
        spread = math.hypot(self.spread[row, cell], 1.0 / math.sqrt(math.exp(centre) + 1.0))
        z = (math.log1p(value) - centre) / spread
        density = 0.3675 / (1 + z * z / 3) ** 2 / (spread * (value + 1))
        repeated = self.repeats[cell]
        if value == self.same[row, cell]:
            return math.log(min(1.0, repeated + (1 - repeated) * density))
        return max(FLOOR, math.log((1 - repeated) * density))

    def likely(self, row: int, cell: int) -> list[float]:
        """The figures that come first to mind: last year's, and last year's grown as others grew."""
        if math.isnan(self.centre[row, cell]):
            return []
        grown = float(np.round(np.expm1(self.centre[row, cell])))
        return [x for x in (float(self.same[row, cell]), grown) if not math.isnan(x)]


def plausibility(
    table: FigureTable, cells: Sequence[Cell], rows: np.ndarray, together: Mapping[Cell, Sequence[Cell]]
) -> Plausibility:
    """The plausibility of these cells of the returns at `rows`, learnt from all returns of the table.

    `together` gives for a cell those of the same column with which it adds up.
    """
    shape = (len(rows), len(cells))
    centre, spread, same = np.full(shape, np.nan), np.full(shape, 1.0), np.full(shape, np.nan)
    repeats = np.full(len(cells), 0.05)
    logs = _logs(table)
    for place, cell in enumerate(cells):
        indicator, column = cell
        if column not in (Period.CURRENT, Period.PRIOR):
            continue
        last = _last_year(table, cell)
        if not np.isnan(last).all():
            growth = _growth(table, (indicator, column))
            known = growth[~np.isnan(growth)]
            repeats[place] = (np.sum(known == 0) + 0.3) / (len(known) + 3)
            shift, spread[:, place] = _foretold(growth, [_growth(table, c) for c in together.get(cell, ())])
            centre[:, place] = _log(last)[rows] + shift[rows]
            same[:, place] = last[rows]
        open_rows = np.isnan(centre[:, place])
        if open_rows.any():
            _from_ratio(logs, (indicator, column), rows, open_rows, centre[:, place], spread[:, place])
    return Plausibility(centre, spread, same, repeats)


def _last_year(table: FigureTable, cell: Cell) -> Array:
    """What was accepted last year; for this year's figures of a return without that, what it states as last year's."""
    accepted, stated = table.value(cell[0], ACCEPTED), table.value(cell[0], Period.PRIOR)
    return np.where(np.isnan(accepted), stated, accepted) if cell[1] == Period.CURRENT else accepted


def _log(values: Array) -> Array:
    return np.log1p(np.where(values >= 0, values, np.nan))


def _growth(table: FigureTable, cell: Cell) -> Array:
    return _log(table.value(*cell)) - _log(_last_year(table, cell))


def _foretold(growth: Array, companions: list[Array]) -> tuple[Array, float]:
    """The growth that is expected of each return, and its spread: that of all returns or that of its own companions."""
    moved = growth[~np.isnan(growth) & (growth != 0)]
    common = float(np.median(moved)) if len(moved) >= FEWEST else 0.0
    shift, spread = np.full(len(growth), common), _shrunk(moved - common)
    if len(companions) < FEWEST_COMPANIONS or len(moved) < FEWEST:
        return shift, spread
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a return without any of them
        own = np.nanmedian(np.array(companions), axis=0)
    off = growth - own
    own_spread = _shrunk(off[~np.isnan(off) & (growth != 0)])
    return (np.where(np.isnan(own), shift, own), own_spread) if own_spread < spread else (shift, spread)


def _shrunk(deviations: Array) -> float:
    size = len(deviations)
    if not size:
        return SPREAD
    seen = max(0.02, 1.4826 * float(np.median(np.abs(deviations))))
    return math.sqrt((size * seen**2 + WEIGHT * SPREAD**2) / (size + WEIGHT))


def _logs(table: FigureTable) -> dict[Cell, Array]:
    found = {}
    for (indicator, column), values in table.values.items():
        if column in (Period.CURRENT, Period.PRIOR):
            found[indicator, str(column)] = _log(values)
    return found


def _sample(values: Array) -> Array:
    """Some returns are enough to learn a ratio from."""
    return values[:: max(1, len(values) // ENOUGH)]


def _from_ratio(
    logs: dict[Cell, Array], cell: Cell, rows: np.ndarray, open_rows: np.ndarray, centre: Array, spread: Array
) -> None:
    """Fills centre and spread from the row of the same column with the steadiest ratio to this one."""
    own = logs.get((cell[0], str(cell[1])))
    if own is None:
        return
    best: tuple[float, float, Array] | None = None
    for other, values in logs.items():
        if other[1] != cell[1] or other[0] == cell[0]:
            continue
        ratio = _sample(own) - _sample(values)
        known = ratio[~np.isnan(ratio)]
        if len(known) < FEWEST:
            continue
        middle = float(np.median(known))
        deviation = 1.4826 * float(np.median(np.abs(known - middle)))
        if best is None or deviation < best[0]:
            best = (deviation, middle, values)
    if best is not None:
        centre[open_rows] = (best[2][rows] + best[1])[open_rows]
        spread[open_rows] = math.sqrt((best[0] + 0.05) ** 2 + 0.1**2)
