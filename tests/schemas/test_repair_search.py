"""The exact search against brute force: the same least number of cells, and every set of that number."""

from __future__ import annotations

import itertools
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.repair.elimination import Bound, BoundSystem, Infeasible
from schemas.repair.localisation import Edit, EditSystem, NoRepair, TimeLimit, minimal_sets

TOP = 6


def brute_force(system: EditSystem, count: int) -> set[frozenset[int]] | None:
    """Every set of the fewest cells for which some integers from 0 to TOP satisfy all edits."""

    def mends(cells: frozenset[int]) -> bool:
        order = sorted(cells)
        for chosen in itertools.product(range(TOP + 1), repeat=len(order)):
            values = {**system.values, **dict(zip(order, chosen, strict=True))}
            if all(e.low <= sum(x * values[c] for c, x in e.coefficients.items()) <= e.high for e in system.edits):
                return True
        return False

    empty = frozenset(c for c in range(count) if math.isnan(system.values[c]))
    others = [c for c in range(count) if c not in empty and c not in system.fixed]
    for size in range(len(others) + 1):
        sets = {empty | set(x) for x in itertools.combinations(others, size) if mends(empty | set(x))}
        if sets:
            return {frozenset(x) for x in sets}
    return None


@st.composite
def systems(draw: st.DrawFn, coefficients: tuple[int, ...] = (1, -1)) -> EditSystem:
    count = draw(st.integers(2, 5))
    edits = [Edit({cell: 1.0}, 0, TOP) for cell in range(count)]
    for _ in range(draw(st.integers(1, 4))):
        cells = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=4, unique=True))
        terms = {cell: float(draw(st.sampled_from(coefficients))) for cell in cells}
        bound = float(draw(st.integers(-4, TOP)))
        low = draw(st.sampled_from([bound, -math.inf, bound - 1]))
        edits.append(Edit(terms, low, bound))
    stated = st.one_of(st.integers(-1, TOP + 2).map(float), st.just(math.nan))
    values = dict(enumerate(draw(st.lists(stated, min_size=count, max_size=count))))
    fixed = {c for c in draw(st.sets(st.integers(0, count - 1), max_size=1)) if not math.isnan(values[c])}
    return EditSystem(edits, values, frozenset(range(count)), frozenset(fixed))


def agrees(system: EditSystem) -> None:
    expected = brute_force(system, len(system.values))
    try:
        assert set(minimal_sets(system)) == expected
    except NoRepair:
        assert expected is None


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(systems())
def test_sums_and_differences_agree_with_brute_force(system: EditSystem) -> None:
    agrees(system)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(systems(coefficients=(1, -1, 2, -2, 3)))
def test_other_coefficients_agree_with_brute_force(system: EditSystem) -> None:
    agrees(system)


@settings(max_examples=50, deadline=None)
@given(systems(), st.integers(1, 10**9))
def test_magnitude_changes_no_set(system: EditSystem, factor: int) -> None:
    large = EditSystem(
        [Edit(e.coefficients, e.low * factor, e.high * factor) for e in system.edits],
        {c: v * factor for c, v in system.values.items()}, system.whole, system.fixed,
    )  # fmt: skip
    try:
        expected = set(minimal_sets(system))
    except NoRepair:
        return
    assert len(next(iter(minimal_sets(large)))) <= len(next(iter(expected)))  # finer steps may let fewer cells do


def test_a_billion_is_exact() -> None:
    n = 10**9
    edits = [Edit({0: 1.0, 1: -1.0, 2: -1.0}, -1e-6, 1e-6), Edit({1: 1.0}, -1e-6), Edit({2: 1.0}, -1e-6)]
    system = EditSystem(edits, {0: n + 1.0, 1: n - 7.0, 2: 7.0}, frozenset({0, 1, 2}))
    assert set(minimal_sets(system)) == {frozenset({0}), frozenset({1}), frozenset({2})}
    assert system.ranges(frozenset({1})) == {1: (n - 6, n - 6)}


def test_a_tolerance_is_respected() -> None:
    off_by = {
        gap: EditSystem([Edit({0: 1.0, 1: -1.0}, -2, 2)], {0: 10.0 + gap, 1: 10.0}, frozenset({0, 1})) for gap in (2, 3)
    }
    assert minimal_sets(off_by[2]) == [frozenset()]
    assert len(minimal_sets(off_by[3])) == 2


def test_a_contradiction_names_its_edits() -> None:
    edits = [Edit({0: 1.0, 1: -1.0}, 0, 0), Edit({0: 1.0}, 5, 5), Edit({1: 1.0}, 6, 6), Edit({2: 1.0}, 0)]
    with pytest.raises(NoRepair) as none:
        minimal_sets(EditSystem(edits, dict.fromkeys(range(3), 5.0), frozenset(range(3))))
    assert none.value.edits == (0, 1, 2)


def test_where_elimination_is_not_exact_highs_decides() -> None:
    edits = [Edit({0: 3.0, 1: -2.0}, 1, 1), Edit({0: 2.0, 1: 3.0}, 4, 4), Edit({0: 1.0}, 0), Edit({1: 1.0}, 0)]
    with pytest.raises(NoRepair):  # the rational solution is (11/13, 10/13)
        minimal_sets(EditSystem(edits, {0: 1.0, 1: 1.0}, frozenset({0, 1})))


def test_the_time_limit_is_told() -> None:
    system = EditSystem([Edit({0: 1.0, 1: 1.0}, 5, 5)], {0: 1.0, 1: 1.0}, frozenset({0, 1}))
    with pytest.raises(TimeLimit):
        minimal_sets(system, time.monotonic() - 1)


def test_ranges_are_the_least_and_greatest_values() -> None:
    system = BoundSystem(frozenset({0, 1}))
    system.add({0: 1.0, 1: 1.0}, Bound(10, 10))
    system.add({0: 1.0, 1: -1.0}, Bound(-3, 4))
    assert system.range_of(0, (0, 1)) == (4, 7)
    with pytest.raises(Infeasible):
        system.add({0: 2.0, 1: 2.0}, Bound(21, 21))
