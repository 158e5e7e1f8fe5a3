"""Elimination, bound by bound: exact values, and every box of small integers enumerated as the oracle."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.repair.elimination import Bound, BoundSystem, Infeasible

INF = math.inf
Row = tuple[dict[int, float], float, float]
X, Y, Z = 0, 1, 2


def system(*rows: Row, whole: tuple[int, ...] = (X, Y, Z)) -> BoundSystem:
    """The rows as bounds; the edit of row n has the bit 1 << n."""
    built = BoundSystem(frozenset(whole))
    for number, (coefficients, low, high) in enumerate(rows):
        built.add(coefficients, Bound(low, high, 1 << number, 1 << number))
    return built


def stored(*rows: Row, whole: tuple[int, ...] = (X, Y, Z)) -> dict[tuple[tuple[int, float], ...], tuple[float, float]]:
    return {key: (x.low, x.high) for key, x in system(*rows, whole=whole).bounds.items()}


@pytest.mark.parametrize(
    ("row", "key", "bounds"),
    [
        (({X: 1.0, Y: 1.0}, 2, 5), ((X, 1.0), (Y, 1.0)), (2, 5)),
        (({Y: 2.0, X: 4.0}, 3, 9), ((X, 2.0), (Y, 1.0)), (2, 4)),
        (({X: -1.0, Y: 1.0}, 2, 5), ((X, 1.0), (Y, -1.0)), (-5, -2)),
        (({X: -2.0, Y: 4.0}, -3, 7), ((X, 1.0), (Y, -2.0)), (-3, 1)),
        (({X: 3.0}, -7, 7), ((X, 1.0),), (-2, 2)),
        (({X: 3.0, Y: 0.0}, 3, 3), ((X, 1.0),), (1, 1)),
        (({X: 1.0}, -INF, 2.5), ((X, 1.0),), (-INF, 2)),
        (({X: 1.0}, 2.5, INF), ((X, 1.0),), (3, INF)),
        (({X: 1.0}, 2 + 1e-10, 4 - 1e-10), ((X, 1.0),), (2, 4)),
        (({X: 0.5, Y: 1.5}, 1, 2), ((X, 1.0), (Y, 3.0)), (2, 4)),
        (({X: 0.5}, 0.75, 2.25), ((X, 1.0),), (2, 4)),
    ],
)  # fmt: skip
def test_a_bound_is_kept_in_lowest_terms_and_tightened_to_integers(row: Row, key: object, bounds: object) -> None:
    assert stored(row) == {key: bounds}


@pytest.mark.parametrize(
    ("row", "bounds"),
    [(({X: 2.0}, 1, 3), (0.5, 1.5)), (({X: -2.0}, 1, 3), (-1.5, -0.5)), (({X: 4.0, Y: 2.0}, 1, 3), (0.25, 0.75))],
)
def test_a_bound_on_what_is_no_integer_is_not_tightened(row: Row, bounds: tuple[float, float]) -> None:
    assert list(stored(row, whole=()).values()) == [bounds]


def test_a_mixed_bound_is_not_tightened() -> None:
    assert stored(({X: 2.0, Y: 1.0}, 1, 3), whole=(X,)) == {((X, 1.0), (Y, 0.5)): (0.5, 1.5)}


def test_of_two_bounds_on_the_same_the_narrower_sides_stand_with_their_edits() -> None:
    bound = system(({X: 1.0}, 0, 9), ({X: 2.0}, 4, 40), ({X: -1.0}, -7, 3)).bounds[((X, 1.0),)]
    assert (bound.low, bound.high) == (2, 7)
    assert (bound.low_sources, bound.high_sources) == (0b010, 0b100)


def test_the_first_of_two_equal_bounds_keeps_its_edit() -> None:
    bound = system(({X: 1.0}, 0, 9), ({X: 1.0}, 0, 9)).bounds[((X, 1.0),)]
    assert (bound.low_sources, bound.high_sources) == (0b01, 0b01)


@pytest.mark.parametrize(
    ("rows", "sources"),
    [
        ([({X: 1.0}, 3, INF), ({X: 1.0}, -INF, 2)], 0b11),
        ([({Y: 1.0}, 0, 1), ({X: 1.0}, 3, INF), ({X: -1.0}, -2, INF)], 0b110),
        ([({X: 2.0}, 1, 1)], 0b1),
        ([({}, 1, 2)], 0b1),
        ([({}, -2, -1)], 0b1),
        ([({X: 0.0}, 2e-9, 1)], 0b1),
        ([({X: 0.0}, -1, -2e-9)], 0b1),
    ],
)
def test_a_contradiction_names_the_edits_of_both_sides(rows: list[Row], sources: int) -> None:
    with pytest.raises(Infeasible) as found:
        system(*rows)
    assert found.value.sources == sources


@pytest.mark.parametrize(
    "row",
    [
        ({}, 0, 0),
        ({}, -1, 1),
        ({}, 1e-9, 1),
        ({}, -1, -1e-9),
        ({X: 0.0}, 5e-10, INF),
        ({}, 5e-7, 1e3),
        ({}, -1e3, -5e-7),
    ],
)
def test_nothing_between_bounds_that_hold_nought_is_no_bound(row: Row) -> None:
    assert stored(row) == {}


def test_rounding_is_allowed_for_where_numbers_are_no_integers() -> None:
    assert stored(({X: 1.0}, 1, 2), ({X: 1.0}, 2 + 1e-9, 3), whole=())
    assert stored(({X: 1.0}, 1e3, 2e3), ({X: 1.0}, 2e3 + 1e-6, 3e3), whole=())
    for above in (2 + 1e-8, 2.5):
        with pytest.raises(Infeasible):
            system(({X: 1.0}, 1, 2), ({X: 1.0}, above, 3), whole=())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # pinned: x + 2y = 1, x = 0 has y = 1/2, which is no integer
        ([({X: 1.0, Y: 2.0}, 3, 3), ({X: 1.0}, 1, 1)], (1, 1)),
        ([({X: 1.0, Y: 1.0}, 10, 10), ({X: 1.0}, 3, 4)], (6, 7)),
        ([({X: -1.0, Y: 1.0}, 2, 2), ({X: 1.0}, 3, 4)], (5, 6)),
        ([({X: 1.0, Y: 1.0, Z: 1.0}, 10, 10), ({X: 1.0, Z: -1.0}, 0, 0), ({Z: 1.0}, 1, 3)], (4, 8)),
        ([({X: 1.0, Y: 1.0}, -INF, 5), ({X: 1.0}, 2, INF)], (-INF, 3)),
        ([({X: 1.0, Y: -1.0}, 1, INF), ({X: 1.0}, -INF, 4)], (-INF, 3)),
        ([({X: -1.0, Y: 1.0}, 1, INF), ({X: 1.0}, 4, INF)], (5, INF)),
        ([({X: 1.0, Y: 3.0}, 2, 7), ({X: 1.0}, 0, 1)], (1, 2)),
        ([({X: 2.0, Y: 1.0}, 1, 1), ({X: 1.0}, -2, 3)], (-5, 5)),
        ([({X: 1.0, Z: 1.0}, 0, 1)], (-INF, INF)),
    ],
)
def test_the_range_of_y_is_what_the_other_bounds_leave(rows: list[Row], expected: tuple[float, float]) -> None:
    assert system(*rows).range_of(Y, (X, Y, Z)) == expected


def test_an_equality_that_no_integers_meet_is_found() -> None:
    with pytest.raises(Infeasible) as found:
        system(({X: 1.0, Y: 2.0}, 1, 1), ({X: 1.0}, 0, 0)).check((X, Y))
    assert found.value.sources == 0b11
    system(({X: 1.0, Y: 2.0}, 1, 1), ({X: 1.0}, 1, 1)).check((X, Y))


def test_without_a_variable_the_bounds_that_do_not_name_it_stay() -> None:
    rest = system(({X: 1.0, Y: 1.0}, 3, 3), ({Y: 1.0}, 0, 2), ({Z: 1.0}, 4, 5), ({Y: 1.0, Z: 1.0}, 5, 9)).without(X)
    assert {key: (x.low, x.high) for key, x in rest.bounds.items()} == {
        ((Y, 1.0),): (0, 2), ((Z, 1.0),): (4, 5), ((Y, 1.0), (Z, 1.0)): (5, 9),
    }  # fmt: skip
    assert rest.whole == frozenset({X, Y, Z})
    assert rest.exact


def test_substitution_brings_the_edits_of_the_equality_along() -> None:
    rest = system(({X: 1.0, Y: 1.0}, 3, 3), ({X: 1.0}, 0, 2)).without(X)
    bound = rest.bounds[((Y, 1.0),)]
    assert (bound.low, bound.high, bound.low_sources, bound.high_sources) == (1, 3, 0b11, 0b11)


def test_both_edits_of_an_equality_made_of_two_are_brought_along() -> None:
    rest = system(({X: 1.0, Y: 1.0}, 3, INF), ({X: 1.0, Y: 1.0}, -INF, 3), ({X: 1.0}, 0, 2)).without(X)
    bound = rest.bounds[((Y, 1.0),)]
    assert (bound.low, bound.high, bound.low_sources, bound.high_sources) == (1, 3, 0b111, 0b111)


def test_rounding_is_a_billionth_of_small_numbers() -> None:
    assert stored(({X: 1.0}, 0, 0.5), ({X: 1.0}, 0.5 + 0.5e-9, 1), whole=())
    with pytest.raises(Infeasible):
        system(({X: 1.0}, 0, 0.5), ({X: 1.0}, 0.5 + 1.5e-9, 1), whole=())


def test_a_pair_of_bounds_brings_the_edits_of_the_sides_it_is_made_of() -> None:
    rest = system(({X: 1.0, Y: 1.0}, -INF, 5), ({X: 1.0}, 1, 9), ({Z: 1.0}, 0, 0)).without(X)
    bound = rest.bounds[((Y, 1.0),)]
    assert (bound.low, bound.high, bound.high_sources) == (-INF, 4, 0b11)


def test_an_equality_with_a_fraction_does_not_define_an_integer() -> None:
    rows = [({X: 1.0, Y: 0.5}, 1, 1), ({Y: 1.0}, 0, 1)]
    assert system(*rows)._equality([(dict(k), b) for k, b in system(*rows).bounds.items()][:1], X) is None
    assert system(*rows, whole=(Y,))._equality([({X: 1.0, Y: 0.5}, Bound(1, 1))], X) == 0


@pytest.mark.parametrize(("coefficient", "place"), [(1.0, 0), (-1.0, 0), (2.0, None), (-2.0, None)])
def test_an_equality_defines_an_integer_only_by_a_coefficient_of_one(coefficient: float, place: int | None) -> None:
    assert system()._equality([({X: coefficient, Y: 3.0}, Bound(1, 1))], X) == place
    assert system()._equality([({X: coefficient, Y: 3.0}, Bound(1, 2))], X) is None


def test_a_variable_with_an_equality_goes_first_then_the_one_in_the_fewest_bounds() -> None:
    built = system(
        ({X: 1.0, Y: 1.0}, 0, 5), ({X: 1.0, Z: 1.0}, 0, 5), ({X: 1.0, 3: 1.0}, 0, 5), ({Y: 1.0, Z: 1.0}, 1, 1), ({Z: 1.0}, 0, 9),
        whole=(X, Y, Z, 3),
    )  # fmt: skip
    assert built.next_variable([X, 3]) == 3
    assert built.next_variable([X, Y, Z, 3]) == Y
    assert built.next_variable([3, X, Z]) == Z


def test_a_shadow_that_may_hold_no_integer_is_not_exact() -> None:
    exact = system(({X: 1.0, Y: 2.0}, 0, 5), ({X: 3.0, Y: 1.0}, 0, INF)).without(X)
    loose = system(({X: 2.0, Y: 1.0}, 0, 5), ({X: 3.0, Y: -1.0}, 0, 5)).without(X)
    alone = system(({X: 2.0}, 0, 5), ({X: 3.0}, 2, 5)).without(X)
    fractions = system(({X: 2.0, Y: 1.0}, 0, 5), ({X: 3.0, Y: -1.0}, 0, 5), whole=(Y,)).without(X)
    assert [x.exact for x in (exact, loose, alone, fractions)] == [True, False, True, True]
    assert not BoundSystem(frozenset({X, Y}), dict(loose.bounds), exact=False).without(Y).exact


def test_highs_decides_between_integers_and_numbers() -> None:
    rows = [({X: 11.0, Y: 13.0}, 27, 45), ({X: 7.0, Y: -9.0}, -10, 4)]  # Pugh 1991: points, but none of integers
    with pytest.raises(Infeasible) as found:
        system(*rows, ({Z: 1.0}, 0, 1)).check((X, Y, Z))
    assert found.value.sources == 0b111
    system(*rows, whole=()).check((X, Y))
    system(rows[0], ({X: 7.0, Y: -9.0}, -10, 7)).check((Y, X))  # (2, 1) will do
    assert system(*rows, whole=())._has_whole_point([X, Y])
    assert not system(*rows)._has_whole_point([X, Y])
    assert system(({X: 2.0, Y: 3.0}, 7, 7), ({X: 3.0, Y: -2.0}, 4, 4.5))._has_whole_point([Y, X]) is True


BOX = range(-3, 4)


@st.composite
def boxed(draw: st.DrawFn) -> list[Row]:
    """Bounds of up to three variables, each within BOX."""
    rows: list[Row] = [({v: 1.0}, BOX[0], BOX[-1]) for v in (X, Y, Z)]
    for _ in range(draw(st.integers(1, 3))):
        coefficients = {v: float(draw(st.sampled_from([0, 1, -1, 1, -1, 2, -2, 3]))) for v in (X, Y, Z)}
        low = draw(st.integers(-6, 6))
        rows.append((coefficients, low, low + draw(st.sampled_from([0, 0, 1, 4]))))
    return rows


def points(rows: list[Row]) -> list[tuple[int, ...]]:
    return [
        p for p in itertools.product(BOX, repeat=3)
        if all(low <= sum(x * p[v] for v, x in coefficients.items()) <= high for coefficients, low, high in rows)
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(boxed())
def test_elimination_agrees_with_every_point_of_a_box(rows: list[Row]) -> None:
    inside = points(rows)
    try:
        built = system(*rows)
        built.check((X, Y, Z))
    except Infeasible as contradiction:
        assert inside == []
        named = [row for n, row in enumerate(rows) if contradiction.sources >> n & 1]
        outside_box = [({v: 1.0}, -9, 9) for v in (X, Y, Z)]
        if all(len(row[0]) == 1 or set(map(abs, row[0].values())) <= {0.0, 1.0} for row in rows):
            assert points([*named, *outside_box]) == []
        return
    assert inside
    for variable in (X, Y, Z):
        low, high = built.range_of(variable, (X, Y, Z))
        values = [p[variable] for p in inside]
        assert low <= min(values)
        assert max(values) <= high
        if built.project(variable, (X, Y, Z)).exact and all(
            set(map(abs, c.values())) <= {0.0, 1.0} for c, _, _ in rows
        ):
            assert (low, high) == (min(values), max(values))
