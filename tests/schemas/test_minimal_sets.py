"""The sets of the fewest cells on tiny systems: exact answers, and every subset tried as the oracle."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.repair.localisation import Edit, EditSystem, NoRepair, TimeLimit, minimal_sets, minimal_sets_of_part

NAN, INF = math.nan, math.inf
TOP = 4


def edits_of(*rows: tuple[dict[int, float], float, float]) -> list[Edit]:
    return [Edit(*row) for row in rows]


def system(
    edits: list[Edit], *values: float, fixed: tuple[int, ...] = (), whole: tuple[int, ...] | None = None
) -> EditSystem:
    integers = range(len(values)) if whole is None else whole
    return EditSystem(edits, dict(enumerate(map(float, values))), frozenset(integers), frozenset(fixed))


def sets(found: EditSystem) -> list[list[int]]:
    return [sorted(x) for x in minimal_sets(found)]


SUM = Edit({0: 1.0, 1: -1.0, 2: -1.0}, 0, 0)  # x0 = x1 + x2


def test_what_holds_needs_no_cell() -> None:
    assert sets(system([SUM], 5, 2, 3)) == [[]]


def test_any_cell_of_a_broken_sum_may_be_wrong_but_for_fixed_ones() -> None:
    assert sets(system([SUM], 6, 2, 3)) == [[0], [1], [2]]
    assert sets(system([SUM], 6, 2, 3, fixed=(1,))) == [[0], [2]]


def test_a_cell_of_two_broken_sums_explains_both() -> None:
    both = [SUM, Edit({2: 1.0, 3: -1.0, 4: -1.0}, 0, 0)]
    assert sets(system(both, 6, 2, 3, 2, 2)) == [[2]]
    assert sets(system(both, 6, 2, 3, 2, 3)) == [[0, 2], [0, 3], [0, 4], [1, 2], [1, 3], [1, 4], [2, 3], [2, 4]]


def test_faults_that_share_no_edit_combine_freely() -> None:
    apart = [Edit({0: 1.0, 1: -1.0}, 0, 0), Edit({2: 1.0, 3: -1.0}, 0, 0), Edit({4: 1.0}, 0, 9)]
    whole = system(apart, 1, 2, 3, 4, 5)
    assert [sorted(p.values) for p in whole.parts()] == [[0, 1, 2, 3, 4]] * 2
    assert [len(p.edits) for p in whole.parts()] == [1, 1]
    assert sets(whole) == [[0, 2], [0, 3], [1, 2], [1, 3]]


def test_a_fixed_cell_joins_no_parts() -> None:
    through = [Edit({0: 1.0, 2: -1.0}, 0, 0), Edit({1: 1.0, 2: -1.0}, 0, 0)]
    assert len(system(through, 1, 2, 3).parts()) == 1
    assert len(system(through, 1, 2, 3, fixed=(2,)).parts()) == 2
    assert sets(system(through, 1, 2, 3, fixed=(2,))) == [[0, 1]]
    chain = [
        Edit({0: 1.0, 1: -1.0}, 0, 0),
        Edit({1: 1.0, 2: -1.0}, 0, 0),
        Edit({2: 1.0, 3: -1.0}, 0, 0),
        Edit({4: 1.0}, 7, 7),
    ]
    assert [len(x.edits) for x in system(chain, 1, 1, 2, 2, 6).parts()] == [3, 1]


def test_an_empty_cell_is_always_changed_and_holds_no_edit_up() -> None:
    empty = system([SUM], 5, NAN, 3)
    assert (empty.missing, empty.forced, empty.broken) == ({1}, {1}, frozenset())
    assert sets(empty) == [[1]]
    assert empty.ranges(frozenset({1})) == {1: (2, 2)}


def test_a_figure_that_is_no_integer_must_be_changed_unless_it_is_fixed() -> None:
    halved = system([SUM], 5.5, 2, 3)
    assert halved.forced == {0}
    assert sets(halved) == [[0]]
    assert system([SUM], 5.5, 2, 3, whole=(1, 2)).forced == frozenset()
    assert system([SUM], 5.5, 2, 3, fixed=(0,)).forced == frozenset()
    assert system([SUM], 5.5, 2, 3, fixed=(0,)).broken == {0}


def test_bounds_are_inclusive() -> None:
    within = Edit({0: 1.0, 1: 2.0}, 3, 5)
    assert [not system([within], x, 1).broken for x in (0, 1, 3, 4)] == [False, True, True, False]


def test_a_broken_edit_of_fixed_cells_alone_has_no_repair() -> None:
    with pytest.raises(NoRepair) as none:
        minimal_sets_of_part(system([Edit({2: 1.0}, 0, 9), SUM, Edit({0: 1.0, 1: 1.0}, 1, 1)], 2, 2, 0, fixed=(0, 1)))
    assert none.value.edits == (2,)
    assert none.value.args == ((2,),)


def test_a_product_with_a_cell_that_stands_is_a_bound_on_the_other() -> None:
    rate = Edit({2: -1.0, 3: 0.5}, 0, 0, {(0, 1): 2.0})  # 2 · x0 · x1 − x2 + x3 / 2 = 0
    found = system([rate], 3, 4, 26, 4)
    assert rate.cells == {0, 1, 2, 3}
    assert not found.broken
    assert found.ranges(frozenset({0})) == {0: (3, 3)}
    assert found.ranges(frozenset({1})) == {1: (4, 4)}
    assert found.ranges(frozenset({2})) == {2: (26, 26)}
    assert found.ranges(frozenset({3})) == {3: (4, 4)}
    assert found.ranges(frozenset({0, 1})) == {0: (-INF, INF), 1: (-INF, INF)}
    assert system([rate], 3, 4, 27, 4).broken == {0}
    assert sets(system([rate], 3, 4, 32, 4)) == [[1], [2], [3]]
    square = Edit({0: 1.0}, 0, 100, {(0, 1): 1.0})
    assert system([square], 2, 4).ranges(frozenset({0})) == {0: (0, 20)}


def test_a_free_divisor_is_positive() -> None:
    rate = Edit({0: 1.0}, -INF, 0, {(0, 1): -1.0}, divisor=1)
    assert system([rate], 5, 3).ranges(frozenset({1})) == {1: (1, INF)}
    assert system([rate], 5, 3, whole=(0,)).ranges(frozenset({1}))[1] == (1.0, INF)
    loose = Edit({0: 1.0, 1: -1.0}, -INF, 10, divisor=1)
    assert system([loose], 5, 3, whole=(0,)).ranges(frozenset({1})) == {1: (1e-6, INF)}
    assert system([loose], 5, 3).ranges(frozenset({0})) == {0: (-INF, 13)}
    assert system([loose], 5, 3).ranges(frozenset({1})) == {1: (1, INF)}


def test_a_conflict_names_the_smallest_broken_edit_that_nothing_free_touches() -> None:
    edits = [SUM, Edit({3: 1.0, 4: 1.0}, 9, 9), Edit({0: 1.0}, 0, 4)]
    found = system(edits, 6, 2, 3, 1, 1)
    assert found.broken == {0, 1, 2}
    assert found.broken_by_size == [2, 1, 0]
    assert found.conflict(frozenset()) == (2,)
    assert found.conflict(frozenset({0})) == (1,)
    assert found.conflict(frozenset({0, 3})) == (0, 2)
    assert found.conflict(frozenset({0, 1, 3})) is None


def test_the_time_limit_leaves_what_needs_no_search_alone() -> None:
    with pytest.raises(TimeLimit):
        minimal_sets_of_part(system([SUM], 6, 2, 3), -1.0)
    assert minimal_sets_of_part(system([SUM], 5, 2, 3)) == [frozenset()]


def test_sets_come_in_the_order_of_their_cells() -> None:
    wide = [Edit(dict.fromkeys(range(5), 1.0), 9, 9)]
    assert sets(system(wide, 1, 1, 1, 1, 1)) == [[0], [1], [2], [3], [4]]


@st.composite
def tiny(draw: st.DrawFn) -> EditSystem:
    """Up to five cells between 0 and TOP, up to four edits, some with a product."""
    count = draw(st.integers(2, 4))
    edits = [Edit({cell: 1.0}, 0, TOP) for cell in range(count)]
    for _ in range(draw(st.integers(1, 3))):
        cells = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
        terms = {cell: float(draw(st.sampled_from((1, -1)))) for cell in cells}
        low = draw(st.integers(-2, TOP))
        edits.append(Edit(terms, low, low + draw(st.sampled_from((0, 0, 1)))))
    values = draw(
        st.lists(st.one_of(st.integers(0, TOP), st.sampled_from([NAN, 0.5, TOP + 2])), min_size=count, max_size=count)
    )
    fixed = draw(st.sets(st.integers(0, count - 1), max_size=1))
    return system(
        edits, *values, fixed=tuple(c for c in fixed if values[c] == values[c] and values[c] == round(values[c]))
    )


def every_smallest(given_system: EditSystem) -> list[list[int]]:
    """The smallest sets of cells, all subsets tried with all values from 0 to TOP; [] where there is none."""
    cells = [c for c in given_system.values if c not in given_system.fixed]
    for size in range(len(cells) + 1):
        found = [list(x) for x in itertools.combinations(cells, size) if mends(given_system, x)]
        if found:
            return found
    return []


def mends(given_system: EditSystem, cells: tuple[int, ...]) -> bool:
    stated = given_system.values
    if any(v != v or v != round(v) for c, v in stated.items() if c not in cells):
        return False
    for chosen in itertools.product(range(TOP + 1), repeat=len(cells)):
        values = {**stated, **dict(zip(cells, chosen, strict=True))}
        if all(e.low <= sum(x * values[c] for c, x in e.coefficients.items()) <= e.high for e in given_system.edits):
            return True
    return False


@settings(max_examples=120, deadline=None)
@given(tiny())
def test_every_smallest_set_is_found_and_no_other(drawn: EditSystem) -> None:
    try:
        found = sorted(sets(drawn))
    except NoRepair:
        found = []
    assert found == sorted(every_smallest(drawn))
