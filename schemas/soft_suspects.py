"""Cells that a broken soft rule points at: one slip in one cell would explain it, and the figure would be likelier.

Kept apart from the suspects of hard rules: a soft rule may be broken by the truth. So a cell is named only where the
slip together with the mended figure is about as likely as the figure as it stands, or likelier.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from schemas.checks import Check
from schemas.documents import Period
from schemas.edit_table import EditTable, edit_table
from schemas.elimination import Contradiction
from schemas.figure_table import FigureTable
from schemas.ranking import RankedCell, Ranking
from schemas.repair_options import Option, edit_system
from schemas.residuals import failures
from schemas.slips import UNKNOWN
from schemas.suspect_frame import suspect_frame

TOLD_FROM = -2.0  # log odds against the figure as it stands: a chance of one in eight is worth a look


def soft_suspects(
    checks: Sequence[Check], table: FigureTable, thresholds: Mapping[str, float], residuals: pd.DataFrame
) -> pd.DataFrame:
    """The likeliest slips behind broken soft rules; columns as repair.Repairs.suspects, rank 1 the likeliest.

    Cells of which a broken hard rule speaks are left to the repairs.
    """
    soft = [check for check in checks if check.rule.severity == "soft" and not check.rule.shadow]
    hard = [check for check in checks if check.rule.severity == "hard" and not check.rule.shadow]
    rows = np.flatnonzero(failures(tuple(soft), residuals).any(axis=1).to_numpy())
    edits = edit_table(hard, table, thresholds, rows)
    rules = edit_table(soft, table, thresholds, rows)
    ranking = Ranking(edits, table, thresholds, soft)
    hard_broken, soft_broken = edits.broken(), rules.broken()
    cells: list[RankedCell] = []
    for row in range(len(rows)):
        ailing = {c for n in np.flatnonzero(hard_broken[row]) for c in edits.places[n]}
        cells += _of_return(row, np.flatnonzero(soft_broken[row]).tolist(), ailing, edits, rules, ranking)
    return suspect_frame(edits, table, cells).drop(columns="fault")


def _of_return(
    row: int, broken: list[int], ailing: set[int], edits: EditTable, rules: EditTable, ranking: Ranking
) -> list[RankedCell]:
    found: dict[int, tuple[float, float]] = {}
    for edit in broken:
        for cell in rules.rules[edit].cells:
            place = edits.number.get(cell)
            if place is None or place in ailing or edits.pinned[row, place] or cell[1] == Period.CHANGE:
                continue
            option = _mended(row, place, edit, edits, rules, ranking)
            if option is not None and (score := ranking.score(option)) > TOLD_FROM:
                found[place] = max(found.get(place, (-math.inf, 0.0)), (score, option.values[0]))
    ordered = sorted(found.items(), key=lambda x: -x[1][0])
    kinds = [ranking.kind(row * edits.width + place, value) for place, (_, value) in ordered]
    named = [(place, value, kind) for (place, (_, value)), kind in zip(ordered, kinds, strict=True) if kind != UNKNOWN]
    return [RankedCell(row, place, value, kind, rank, 1) for rank, (place, value, kind) in enumerate(named, 1)]


def _mended(row: int, place: int, edit: int, edits: EditTable, rules: EditTable, ranking: Ranking) -> Option | None:
    """The cell with the likeliest value for which the soft rule and every hard one hold; None where there is none."""
    cell = row * edits.width + place
    numbers = [n for n, places in enumerate(edits.places) if place in places]
    free = frozenset({cell})
    system = edit_system(edits, [row], numbers)
    try:
        low, high = system.ranges(free)[cell]
    except Contradiction:
        return None
    total = float(rules.total(edit, rules.values)[row])
    slope = float(rules.slope(edit, rules.number[edits.cells[place]])[row])
    if not slope:
        return None
    stated = float(edits.values[row, place])
    sides = sorted(stated + (bound - total) / slope for bound in rules.rules[edit].bounds)
    low, high = max(low, float(np.ceil(sides[0] - 1e-9))), min(high, float(np.floor(sides[1] + 1e-9)))
    if not low <= high:
        return None
    return ranking.settled(Option((cell,), (low,), (high,)))
