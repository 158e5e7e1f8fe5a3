"""How sure a repair is among all that would mend the same fault.

The scores of the ranking are log-likelihoods, so that exp(score), over its sum for all repairs of the fault, is the
share of cases in which each is what happened. A margin between the best score and the next would be the same for two
repairs, and would overrate the best of many. Where a parent's figure or a child's may be wrong, nothing is sure: each
answers for its own return.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.repair.whole_repairs import Choice

SURE = 0.99  # of seeded slips 99.3 % of the values told are then right, 99.9 % where they are the only fault


@dataclass(frozen=True)
class Shares:
    """The shares of cases by cell, and by cell and value."""

    cells: dict[int, float]
    values: dict[tuple[int, float], float]

    def of_cell(self, cell: int) -> float:
        """The share of cases in which this cell is wrong."""
        return self.cells.get(cell, 0.0)

    def of_value(self, cell: int, value: float) -> float:
        """The share of cases in which this value belongs there."""
        return self.values.get((cell, value), 0.0)


def shares_of(choices: Sequence[Choice], width: int) -> Shares:
    """The shares among these ways to mend the same faults, in returns of `width` cells."""
    if len({cell // width for _, options in choices for option in options for cell in option.cells}) > 1:
        return Shares({}, {})
    best = max(score for score, _ in choices)
    weights = [math.exp(score - best) for score, _ in choices]
    whole = sum(weights)
    cells: dict[int, float] = {}
    values: dict[tuple[int, float], float] = {}
    for weight, (_, options) in zip(weights, choices, strict=True):
        for cell, value in ((c, v) for option in options for c, v in option.settled.items()):
            cells[cell] = cells.get(cell, 0.0) + weight / whole
            values[cell, value] = values.get((cell, value), 0.0) + weight / whole
    return Shares(cells, values)
