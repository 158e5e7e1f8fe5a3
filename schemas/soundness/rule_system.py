"""Linear rules as one system over all figures that a return can hold, judged by HiGHS part by part.

Figures may be any integers as far as the rules let them; last year's accepted figures and the children's sums likewise.
Rules that multiply two figures (ratios) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from schemas.form import Cell, LinearRule

BOX = 1e7  # figures beyond this tell that there is no bound
SLACK = 1e-4


class RuleSystem:
    """The rules, and the cells that must be whole."""

    def __init__(self, rules: Sequence[LinearRule], whole: frozenset[Cell]) -> None:
        self.rules = [rule for rule in rules if not rule.products]
        self.whole = whole

    def parts(self) -> list[list[LinearRule]]:
        """The rules by parts that share no figure."""
        parts: list[tuple[set[Cell], list[LinearRule]]] = []
        for rule in self.rules:
            cells = {*rule.coefficients, *rule.given}
            touching = [part for part in parts if part[0] & cells]
            rest = [part for part in parts if not part[0] & cells]
            joined = (cells.union(*(p[0] for p in touching)), [r for p in touching for r in p[1]] + [rule])
            parts = [*rest, joined]
        return [rules for _, rules in parts]

    def contradiction(self, part: Sequence[LinearRule]) -> tuple[str, ...]:
        """The checks of a smallest set of rules that cannot hold together; empty where all can."""
        if self._optimum(part, {}) is not None:
            return ()
        core = list(part)
        for rule in list(part):
            rest = [other for other in core if other is not rule]
            if self._optimum(rest, {}) is None:
                core = rest
        return tuple(dict.fromkeys(rule.check for rule in core))

    def implied_by(self, rule: LinearRule, others: Sequence[LinearRule]) -> tuple[str, ...] | None:
        """The checks from which the rule follows, as few as can be left; None where it does not follow."""
        if not self._follows(rule, others):
            return None
        needed = list(others)
        for other in list(others):
            rest = [x for x in needed if x is not other]
            if self._follows(rule, rest):
                needed = rest
        return tuple(dict.fromkeys(x.check for x in needed))

    def fixed_cells(self, part: Sequence[LinearRule]) -> dict[Cell, float]:
        """The cells to which the rules leave one value."""
        cells = list(dict.fromkeys(cell for rule in part for cell in rule.coefficients))
        open_cells = dict.fromkeys(cells)
        seen: dict[Cell, float] = {}
        for sign in (1.0, -1.0):
            point = self._optimum(part, dict.fromkeys(cells, sign))
            for cell, value in (point or {}).items():
                if cell in open_cells and abs(seen.setdefault(cell, value) - value) > SLACK:
                    open_cells.pop(cell)
        fixed = {}
        for cell in open_cells:
            ends = [self._optimum(part, {cell: sign}) for sign in (1.0, -1.0)]
            if all(end is not None for end in ends):
                low, high = sorted(end[cell] for end in ends if end is not None)
                if high - low < SLACK and abs(high) < BOX / 10:
                    fixed[cell] = float(round(high, 4)) + 0.0
        return fixed

    def _follows(self, rule: LinearRule, others: Sequence[LinearRule]) -> bool:
        low, high = rule.bounds
        terms = {**rule.coefficients, **rule.given}
        for bound, sign in ((high, -1.0), (-low, 1.0)):
            if math.isinf(bound):
                continue
            point = self._optimum(others, {c: sign * x for c, x in terms.items()}, terms)
            if point is None or -sign * sum(x * point[c] for c, x in terms.items()) > bound + SLACK:
                return False
        return True

    def _optimum(
        self, rules: Sequence[LinearRule], objective: dict[Cell, float], also: dict[Cell, float] | None = None
    ) -> dict[Cell, float] | None:
        """The point that satisfies the rules and is least in the objective; None where there is none."""
        names = list(dict.fromkeys([c for r in rules for c in (*r.coefficients, *r.given)] + list(also or {})))
        if not names:
            return {} if all(r.bounds[0] <= 0 <= r.bounds[1] for r in rules) else None
        place = {cell: n for n, cell in enumerate(names)}
        matrix = np.zeros((len(rules), len(names)))
        for row, rule in enumerate(rules):
            for cell, x in (*rule.coefficients.items(), *rule.given.items()):
                matrix[row, place[cell]] = x
        limits = np.array([rule.bounds for rule in rules]).reshape(-1, 2)
        costs = np.array([objective.get(cell, 0.0) for cell in names])
        integrality = np.array([cell in self.whole for cell in names], dtype=int) if not objective else None
        constraints = [LinearConstraint(matrix, limits[:, 0], limits[:, 1])] if len(rules) else []
        found = milp(costs, constraints=constraints, bounds=Bounds(-BOX, BOX), integrality=integrality)
        return None if found.x is None else dict(zip(names, found.x.tolist(), strict=True))
