"""How a unit stands to an indicator: named in it or near it, reached by its cause, agreeing with its figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from commentary.causes import Explanation
from commentary.statements import NoteReading, Statement, is_label, says_same
from commentary.text import Hit, ReadUnit
from commentary.verdicts.pair_places import Places
from commentary.verdicts.verdicts import inheriting_parts

WAYS = (
    "own", "topic", "following", "lead", "label", "all", "reasons", "column", "general", "back", "result", "reference",
    "named", "inherited",
)  # fmt: skip
_SMALLEST = 10
_CLOSEST = 8
_SUREST = 0.98


def relation(
    read: NoteReading, places: Places, reached: Mapping[tuple[int, str], Explanation], unit: int, indicator: str
) -> tuple[float, ...]:
    """How the unit stands to the indicator: what it says of it and of others, and by which way its cause reached it."""
    reading, p = read.readings[unit], places.probabilities[unit]
    mine = places.statements.get((unit, indicator), ())
    others = places.named[unit] - {indicator}
    told_others = places.told_in[unit] - {indicator}
    explanation = reached.get((unit, indicator))
    causal = float(p >= 0.5)
    named = float(indicator in places.named[unit])
    told = float(indicator in places.told_in[unit])
    weakly = float(any(m.weak and m.indicator == indicator for m in reading.mentions) and not named)
    composing = float(any(a.role == "part" and a.match == "change" for m in mine for a in m.amounts))
    here = (
        weakly,
        weakly * causal,
        weakly * causal * float(not others),
        composing,
        named,
        told,
        named * causal,
        told * causal,
        told * logit(p),
        float(any(s.sure for s in mine)),
        float(any(s.scope != "own" for s in mine)),
        float(bool(others)),
        float(len(others) > 1),
        float(bool(told_others)),
        float(bool(others) and not named),
        float(bool(others) and not named) * causal,
        float(bool(others) and bool(named)) * causal,
        float(not others and bool(named)) * causal,
        float(not others and not named) * causal,
    )
    way = (
        float(explanation is not None),
        explanation.probability if explanation is not None else 0.0,
        *(float(explanation is not None and explanation.way == w) for w in WAYS),
        *_ways_of_others(reached, unit, indicator, read.note.material),
        *_by_part(read, places, reached, unit, indicator, causal),
    )
    column = (float(reading.column == indicator), float(bool(reading.column) and reading.column != indicator))
    return (
        *here,
        *way,
        *column,
        *_closeness(reading, mine),
        *_agreement(read, reading, indicator, causal),
        *_around(read, places, unit, indicator, causal),
    )


def _ways_of_others(
    reached: Mapping[tuple[int, str], Explanation], unit: int, indicator: str, material: Sequence[str]
) -> tuple[float, ...]:
    """Whether the unit explains others, and whether it explains them only."""
    others = any((unit, i) in reached for i in material if i != indicator)
    return float(others), float(others and (unit, indicator) not in reached)


def _by_part(
    read: NoteReading,
    places: Places,
    reached: Mapping[tuple[int, str], Explanation],
    unit: int,
    indicator: str,
    causal: float,
) -> tuple[float, ...]:
    """Whether the unit speaks of a part of this total that moved as the total did and is half of its change."""
    parts = inheriting_parts(read.table) if indicator == read.table.role.total else frozenset()
    explained = any((unit, p) in reached for p in parts)
    return float(explained), float(bool(parts & places.told_in[unit])) * causal, float(bool(parts & places.named[unit]))


def _closeness(reading: ReadUnit, mine: Sequence[Statement]) -> tuple[float, ...]:
    """How near the indicator's mention stands to what tells the cause, and whether it stands before or behind."""
    spots = [h for g in ("event", "connective") for h in reading.by_group.get(g, ())]
    mentions = [s.mention for s in mine if s.mention.end]
    if not spots or not mentions:
        return (0.0,) * 5
    same = any(reading.clause_of[m.start] == reading.clause_of[h.start] for m in mentions for h in spots)
    gap = min(_gap(m.start, m.end, h) for m in mentions for h in spots)
    before = any(m.end <= h.start for m in mentions for h in spots)
    between = any(_other_between(reading, m.start, m.end, h) for m in mentions for h in spots)
    return 1.0, float(same), max(0.0, 1.0 - gap / _CLOSEST), float(before), float(between)


def _gap(start: int, end: int, hit: Hit) -> int:
    return max(hit.start - end, start - hit.end, 0)


def _other_between(reading: ReadUnit, start: int, end: int, hit: Hit) -> bool:
    low, high = (end, hit.start) if end <= hit.start else (hit.end, start)
    return any(low <= m.start < high and not m.weak for m in reading.mentions)


def _agreement(read: NoteReading, reading: ReadUnit, indicator: str, causal: float) -> tuple[float, ...]:
    """Whether the unit's movement and numbers are those of the indicator's change, or another's."""
    change = read.table.change(indicator)
    moves = reading.labels("direction") & {"up", "down"}
    mine = "up" if change.difference > 0 else "down"
    agrees, against = float(moves == {mine}), float(bool(moves) and mine not in moves)
    size = abs(change.difference)
    numbers = {t.value for t in reading.tokens if t.kind == "number" and t.value >= _SMALLEST}
    owned = {x for x in numbers if x in change.values()}
    others = {x for x in numbers - owned if read.table.owners.get(x)}
    return (
        agrees,
        against,
        agrees * causal,
        against * causal,
        float(size in numbers),
        float(size in numbers) * causal,
        float(bool(owned)),
        float(bool(others)),
        float(bool(others) and not owned) * causal,
        float(any(x < size for x in numbers - owned - others)) * causal,
        float(bool(numbers) and min(numbers) > size) * causal,
    )


def _around(read: NoteReading, places: Places, unit: int, indicator: str, causal: float) -> tuple[float, ...]:
    """Where the indicator was last told of before the unit, and where next behind it."""
    before, after = places.told_before(unit, indicator), places.told_after(unit, indicator)
    reading = read.readings[unit]
    topic = places.topic(unit)
    lead = reading.unit.lead
    in_lead = lead >= 0 and (indicator in places.named[lead] or indicator in places.told_in[lead])
    label = unit > 0 and is_label(read.readings[unit - 1]) and indicator in places.named[unit - 1]
    bare = float(not places.named[unit]) * causal
    back = float(reading.has("connective", "back"))
    found = [
        float(indicator in topic),
        float(topic == {indicator}),
        float(indicator in topic) * bare,
        float(topic == {indicator}) * bare,
        float(indicator in topic) * back,
        float(in_lead),
        float(in_lead) * causal,
        float(label),
        float(label) * causal,
    ]
    for other in (before, after):
        gap = abs(other - unit) if other >= 0 else 0
        near = other >= 0 and read.readings[other].unit.paragraph == reading.unit.paragraph
        line = other >= 0 and read.readings[other].unit.line == reading.unit.line
        found += [
            float(gap == 1), float(gap == 1) * bare, float(gap == 2), float(gap > 2), float(near), float(line),
            float(near) * bare, float(line) * bare, float(other < 0) * causal,
        ]  # fmt: skip
    following = after >= 0 and (says_same(read.readings[after]) or read.readings[after].has("connective", "back"))
    earlier = max((p for p in places.probabilities[max(0, unit - 2) : unit]), default=0.0)
    found += [
        float(following) * causal,
        float(following and after - unit == 1) * causal,
        earlier * float(indicator in places.told_in[unit]),
        earlier * back * float(indicator in places.named[unit]),
        earlier * float(says_same(reading)) * float(indicator in places.named[unit]),
        earlier * float(reading.has("link", "these")) * float(indicator in places.named[unit]),
        earlier * float(reading.has("link", "too")) * float(indicator in places.named[unit]),
    ]
    return tuple(found)


def logit(p: float) -> float:
    """The log odds of a probability, none surer than 0.98 either way."""
    bounded = min(max(p, 1 - _SUREST), _SUREST)
    return math.log(bounded / (1 - bounded))
