"""Repairs of several faults together: the order of ranks, what is combined, and where an act takes the place of cells."""

from __future__ import annotations

from schemas.repair.repair_options import Fault, Option
from schemas.repair.whole_repairs import ACT_FROM, MOST_ACTS, MOST_REPAIRS, whole_repairs, with_acts

WIDTH = 10


def option(*cells: int, value: float = 1.0, act: str = "") -> Option:
    values = tuple(value for _ in cells)
    return Option(cells, values, values, values=values, act=act)


def choice(score: float, *cells: int, value: float = 1.0):
    return (score, (option(*cells, value=value),))


def ranked(*groups) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(rank, group, x.cells) for rank, group, x in whole_repairs(list(groups), WIDTH)]


def test_the_likeliest_combination_has_rank_one() -> None:
    assert ranked([choice(-1, 1), choice(-3, 2)], [choice(-1, 3), choice(-2, 4)]) == [
        (1, 1, (1,)), (1, 2, (3,)), (2, 1, (1,)), (2, 2, (4,)), (3, 1, (2,)), (3, 2, (3,)), (4, 1, (2,)), (4, 2, (4,)),
    ]  # fmt: skip


def test_groups_of_different_returns_are_not_combined() -> None:
    assert ranked([choice(-1, 1)], [choice(-1, 11), choice(-2, 12)]) == [(1, 1, (1,)), (1, 2, (11,)), (2, 2, (12,))]
    joined = ranked([choice(-1, 1)], [choice(-1, 11), choice(-2, 12)], [choice(-1, 9, 10)])
    assert joined == [(1, 1, (1,)), (1, 2, (11,)), (1, 3, (9, 10)), (2, 1, (1,)), (2, 2, (12,)), (2, 3, (9, 10))]


def test_too_many_combinations_are_ranked_by_fault() -> None:
    many = [choice(-n, n % WIDTH) for n in range(MOST_REPAIRS)]
    assert len(ranked(many, [choice(-1, 1)])) == 2 * MOST_REPAIRS
    told = ranked(many, [choice(-1, 1), choice(-2, 2)])
    assert len(told) == MOST_REPAIRS + 2
    assert told[0] == (1, 1, (0,))
    assert told[-1] == (2, 2, (2,))


def fault(*broken: int) -> Fault:
    return Fault(0, (), frozenset(broken))


def acting(score: float, mended: set[int], *cells: int, value: float = 5.0):
    return (score, option(*cells, value=value, act="shifted-row"), frozenset(mended))


CHOSEN = [[(-4.0, option(1)), (-6.0, option(2))], [(-5.0, option(3))]]
FAULTS = [fault(1, 2), fault(3)]


def told(acts) -> list[list[tuple[float, list[tuple[int, ...]]]]]:
    return [
        [(score, [x.cells for x in options]) for score, options in group] for group in with_acts(FAULTS, CHOSEN, acts)
    ]


PLAIN = [[(-4.0, [(1,)]), (-6.0, [(2,)])], [(-5.0, [(3,)])]]


def test_without_acts_each_fault_is_a_group() -> None:
    assert told([]) == PLAIN


def test_an_act_that_explains_all_faults_makes_one_group_of_them() -> None:
    assert told([acting(-8.0, {1, 2, 3}, 4, 5)]) == [[(-8.0, [(4, 5)]), (-9.0, [(1,), (3,)]), (-11.0, [(2,), (3,)])]]


def test_an_act_of_one_fault_competes_with_its_sets() -> None:
    assert told([acting(-5.0, {3}, 4, 5)]) == [[(-5.0, [(3,)]), (-5.0, [(4, 5)])], PLAIN[0]]
    assert told([acting(-4.5, {1, 2}, 4, 5)]) == [[(-4.0, [(1,)]), (-4.5, [(4, 5)]), (-6.0, [(2,)])], PLAIN[1]]


def test_an_act_that_mends_half_a_fault_or_none_is_left_out() -> None:
    assert told([acting(-1.0, {1}, 4, 5)]) == PLAIN
    assert told([acting(-1.0, {9}, 4, 5)]) == PLAIN
    assert told([acting(-1.0, {1, 3}, 4, 5)]) == PLAIN


def test_an_act_much_less_likely_than_the_sets_is_not_told() -> None:
    assert told([acting(-9.0 - ACT_FROM, {1, 2, 3}, 4)]) == PLAIN
    assert len(told([acting(-8.99 - ACT_FROM, {1, 2, 3}, 4)])) == 1


def test_the_act_that_gains_most_decides_which_faults_are_joined() -> None:
    found = told([acting(-5.5, {3}, 4), acting(-8.0, {1, 2, 3}, 6, 7), acting(-8.5, {1, 2, 3}, 8, 9)])
    assert len(found) == 1
    assert [cells for _, cells in found[0]][:3] == [[(6, 7)], [(8, 9)], [(1,), (3,)]]
    most = told([acting(-8.0 - n / 10, {1, 2, 3}, n, 9) for n in range(MOST_ACTS + 1)])
    assert len(most[0]) == 2 + MOST_ACTS


def test_an_act_that_says_the_same_takes_the_place_of_the_sets() -> None:
    found = told([acting(-7.0, {1, 2}, 1, value=1.0)])
    assert found == [[(-4.0, [(1,)]), (-6.0, [(2,)])], PLAIN[1]]


def test_a_fault_without_broken_edits_is_covered_by_the_same_values() -> None:
    mended = [fault(), fault(3)]
    same, other = (with_acts(mended, CHOSEN, [acting(-6.0, {3}, 1, 3, value=x)]) for x in (1.0, 2.0))
    assert (len(same), len(other)) == (1, 2)
