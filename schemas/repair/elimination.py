"""Exact feasibility of small systems of linear bounds in integers: substitution and Fourier-Motzkin elimination.

Eliminating a whole variable from two bounds is exact where one of the two coefficients is ±1 (Pugh 1991, The Omega
test); sums and differences, of which forms are made, have no others. Where it is not, HiGHS decides. Each derived
bound remembers the edits that it comes from, so that a contradiction names the edits that contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

ROUNDING = 1e-9
Key = tuple[tuple[int, float], ...]


class Infeasible(Exception):
    """The bounds cannot all hold; `sources` are the edits, as bits, of which that is true."""

    def __init__(self, sources: int) -> None:
        super().__init__(sources)
        self.sources = sources


@dataclass(slots=True)
class Bound:
    """low <= Σ coefficient · variable <= high, and the edits that each side comes from, as bits."""

    low: float = -math.inf
    high: float = math.inf
    low_sources: int = 0
    high_sources: int = 0


@dataclass(slots=True)
class BoundSystem:
    """Bounds over variables (integers named by number). `whole` are the variables that must be integers."""

    whole: frozenset[int]
    bounds: dict[Key, Bound] = field(default_factory=dict)
    exact: bool = True

    def add(self, coefficients: Mapping[int, float], bound: Bound) -> None:
        """Adds a bound, tightened to integers where it can be. Raises Infeasible."""
        items = sorted((v, c) for v, c in coefficients.items() if c != 0)
        low, high, low_sources, high_sources = bound.low, bound.high, bound.low_sources, bound.high_sources
        if not items:
            slack = ROUNDING * max(1.0, _magnitude(low, high))
            if low > slack or high < -slack:
                raise Infeasible(low_sources | high_sources)
            return
        scale, integral = self._scale(items)
        if scale < 0:
            low, high, low_sources, high_sources = high, low, high_sources, low_sources
        low, high = low / scale, high / scale
        if integral:
            low = math.ceil(low - ROUNDING) if low > -math.inf else low
            high = math.floor(high + ROUNDING) if high < math.inf else high
        key = tuple((v, c / scale) for v, c in items)
        known = self.bounds.setdefault(key, Bound())
        if low > known.low:
            known.low, known.low_sources = low, low_sources
        if high < known.high:
            known.high, known.high_sources = high, high_sources
        if known.low > known.high + (0 if integral else ROUNDING * max(1.0, _magnitude(known.low, known.high))):
            raise Infeasible(known.low_sources | known.high_sources)

    def _scale(self, items: list[tuple[int, float]]) -> tuple[float, bool]:
        first = items[0][1]
        if all(v in self.whole and c == int(c) for v, c in items):
            return math.copysign(math.gcd(*(int(c) for _, c in items)), first), True
        return first, len(items) == 1 and items[0][0] in self.whole

    def without(self, variable: int) -> BoundSystem:
        """The bounds that remain on the others when the variable may take any value. Raises Infeasible."""
        involved = [(dict(k), b) for k, b in self.bounds.items() if any(v == variable for v, _ in k)]
        rest = BoundSystem(self.whole, exact=self.exact)
        for key, bound in self.bounds.items():
            if all(v != variable for v, _ in key):
                rest.bounds[key] = bound
        equality = self._equality(involved, variable)
        if equality is not None:
            _substitute(rest, involved, equality, variable)
        else:
            _combine(rest, involved, variable)
        return rest

    def _equality(self, involved: list[tuple[dict[int, float], Bound]], variable: int) -> int | None:
        for place, (coefficients, bound) in enumerate(involved):
            if bound.low == bound.high and (
                variable not in self.whole
                or (abs(coefficients[variable]) == 1 and all(c == int(c) for c in coefficients.values()))
            ):
                return place
        return None

    def next_variable(self, candidates: Iterable[int]) -> int:
        """The variable that is cheapest to eliminate: one with an equality, else the one in the fewest bounds."""

        def cost(variable: int) -> tuple[int, int]:
            involved = [(dict(k), b) for k, b in self.bounds.items() if any(v == variable for v, _ in k)]
            return (0 if self._equality(involved, variable) is not None else 1, len(involved))

        return min(candidates, key=cost)

    def project(self, keep: int | None, variables: Iterable[int]) -> BoundSystem:
        """The bounds on `keep` alone when the other variables may take any values. Raises Infeasible."""
        system, left = self, set(variables) - {keep}
        while left:
            variable = system.next_variable(left) if len(left) > 1 else next(iter(left))
            left.discard(variable)
            system = system.without(variable)
        return system

    def range_of(self, variable: int, variables: Iterable[int]) -> tuple[float, float]:
        """The least and the greatest value that the variable can take. Raises Infeasible."""
        bound = self.project(variable, variables).bounds.get(((variable, 1.0),), Bound())
        return bound.low, bound.high

    def check(self, variables: Iterable[int]) -> None:
        """Raises Infeasible where no values satisfy all bounds; decided by HiGHS where elimination is not exact."""
        names = list(variables)
        if not self.project(None, names).exact and not self._has_whole_point(names):
            sources = 0
            for bound in self.bounds.values():
                sources |= bound.low_sources | bound.high_sources
            raise Infeasible(sources)

    def _has_whole_point(self, names: list[int]) -> bool:
        matrix = np.zeros((len(self.bounds), len(names)))
        for row, key in enumerate(self.bounds):
            for variable, coefficient in key:
                matrix[row, names.index(variable)] = coefficient
        limits = [(b.low, b.high) for b in self.bounds.values()]
        constraint = LinearConstraint(matrix, [x for x, _ in limits], [x for _, x in limits])
        free = Bounds(np.full(len(names), -np.inf), np.full(len(names), np.inf))
        integrality = np.array([v in self.whole for v in names], dtype=int)
        found = milp(np.zeros(len(names)), constraints=constraint, bounds=free, integrality=integrality)
        return bool(found.status == 0)


def _magnitude(low: float, high: float) -> float:
    return max(abs(x) if math.isfinite(x) else 0.0 for x in (low, high))


def _substitute(
    rest: BoundSystem, involved: list[tuple[dict[int, float], Bound]], equality: int, variable: int
) -> None:
    definition, value = involved[equality]
    sources = value.low_sources | value.high_sources
    for place, (coefficients, bound) in enumerate(involved):
        if place == equality:
            continue
        factor = coefficients[variable] / definition[variable]
        merged = _merged(coefficients, definition, -factor, variable)
        shift = factor * value.low
        low_sources, high_sources = bound.low_sources | sources, bound.high_sources | sources
        rest.add(merged, Bound(bound.low - shift, bound.high - shift, low_sources, high_sources))


def _combine(rest: BoundSystem, involved: list[tuple[dict[int, float], Bound]], variable: int) -> None:
    """Every lower bound of the variable with every upper bound, so that it drops out."""
    lower: list[tuple[dict[int, float], float, int]] = []
    upper: list[tuple[dict[int, float], float, int]] = []
    for coefficients, bound in involved:
        turned = {v: -c for v, c in coefficients.items()}
        if bound.high < math.inf:
            side = upper if coefficients[variable] > 0 else lower
            side.append((coefficients, bound.high, bound.high_sources))
        if bound.low > -math.inf:
            side = lower if coefficients[variable] > 0 else upper
            side.append((turned, -bound.low, bound.low_sources))
    for low, low_limit, low_sources in lower:
        for high, high_limit, high_sources in upper:
            a, b = -low[variable], high[variable]
            if variable in rest.whole and 1 not in (a, b) and not (len(low) == 1 and len(high) == 1):
                rest.exact = False
            scaled = {v: b * c for v, c in low.items()}
            derived = Bound(-math.inf, b * low_limit + a * high_limit, 0, low_sources | high_sources)
            rest.add(_merged(scaled, high, a, variable), derived)


def _merged(left: dict[int, float], right: dict[int, float], factor: float, variable: int) -> dict[int, float]:
    result = dict(left)
    for v, c in right.items():
        result[v] = result.get(v, 0.0) + factor * c
    result.pop(variable, None)
    return {v: c for v, c in result.items() if abs(c) > 1e-12}
