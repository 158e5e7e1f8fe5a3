"""The repairs of a whole return, put together from those of its faults and from single acts of the clerk."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from schemas.repair.repair_options import Fault, Option, Scored

Choice = tuple[float, tuple[Option, ...]]  # what mends a group of faults, with its log-likelihood
MOST_REPAIRS = 300  # of a return that are listed as wholes; beyond, the sets of each fault are ranked by themselves
MOST_ACTS = 3
ACT_FROM = 6.0  # an act that is less likely than the best sets by more than this (log) is not worth telling


def whole_repairs(groups: Sequence[list[Choice]], width: int) -> Iterator[tuple[int, int, Option]]:
    """The rank of each repair, the group (from 1) and the option, for every option of every repair.

    Groups of faults combine freely, and every combination is a repair, the likeliest having rank 1. Those that lie in
    returns (of `width` cells) without a common one are not combined.
    """
    for linked in _linked(groups, width):
        if math.prod(len(groups[n]) for n in linked) > MOST_REPAIRS:
            for n in linked:
                for rank, (_, options) in enumerate(groups[n], 1):
                    yield from ((rank, n + 1, option) for option in options)
            continue
        combined = itertools.product(*(groups[n] for n in linked))
        ordered = sorted(combined, key=lambda repair: -sum(score for score, _ in repair))
        for rank, repair in enumerate(ordered, 1):
            for n, (_, options) in zip(linked, repair, strict=True):
                yield from ((rank, n + 1, option) for option in options)


def _linked(groups: Sequence[list[Choice]], width: int) -> list[list[int]]:
    """The groups by returns that they have in common."""
    linked: list[tuple[set[int], list[int]]] = []
    for n, choices in enumerate(groups):
        rows = {cell // width for _, options in choices for option in options for cell in option.cells}
        touching = [x for x in linked if x[0] & rows]
        linked = [x for x in linked if not x[0] & rows]
        linked.append((rows.union(*(x[0] for x in touching)), sorted([n, *(m for x in touching for m in x[1])])))
    return [numbers for _, numbers in linked]


def with_acts(
    faults: Sequence[Fault], chosen: Sequence[list[Scored]], acts: Sequence[tuple[float, Option, frozenset[int]]]
) -> list[list[Choice]]:
    """What mends each group of faults, the likeliest first: the sets of its cells, and acts that explain it as one.

    `chosen` are the scored options of each fault, best first; `acts` have their score and the broken edits they mend.
    An act that mends several faults makes one group of them.
    """
    lists: list[list[Choice]] = [[(score, (option,)) for score, option in options] for options in chosen]
    fitting = []
    for score, act, mended in acts:
        covered = [n for n, fault in enumerate(faults) if _covers(fault, chosen[n], act, mended)]
        if not covered or any(f.broken & mended and not f.broken <= mended for f in faults):
            continue
        margin = score - sum(chosen[n][0][0] for n in covered)
        if margin > -ACT_FROM:
            fitting.append((margin, covered, (score, act)))
    if not fitting:
        return lists
    fitting.sort(key=lambda x: (-x[0], x[2][1].cells))
    joined = fitting[0][1]
    group = _product([lists[n] for n in joined])
    for _, covered, scored in fitting[:MOST_ACTS]:
        if covered == joined:
            group = _merged(group, scored)
    return [group, *(options for n, options in enumerate(lists) if n not in joined)]


def _covers(fault: Fault, options: list[Scored], act: Option, mended: frozenset[int]) -> bool:
    if fault.broken or fault.missing:
        return fault.broken <= mended and fault.missing <= set(act.cells)
    return all(act.settled.get(c) == v for c, v in options[0][1].settled.items())


def _product(lists: list[list[Choice]]) -> list[Choice]:
    """Every combination; where that is too many the best of each alone."""
    if math.prod(map(len, lists)) > MOST_REPAIRS:
        lists = [options[:1] for options in lists]
    combined = [
        (sum(score for score, _ in choice), tuple(x for _, options in choice for x in options))
        for choice in itertools.product(*lists)
    ]
    return sorted(combined, key=lambda x: -x[0])


def _merged(choices: list[Choice], act: Scored) -> list[Choice]:
    """The choices with the act at its place; it takes the place of one that says the same."""
    score, option = act
    others = [x for x in choices if {c: v for o in x[1] for c, v in o.settled.items()} != option.settled]
    score = max([score, *(x[0] for x in choices if x not in others)])
    return sorted([*others, (score, (option,))], key=lambda x: -x[0])
