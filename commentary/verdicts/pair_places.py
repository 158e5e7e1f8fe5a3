"""Where a note tells of each indicator: its statements by unit, and the nearest places before and behind a unit."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commentary.statements import NoteReading, Statement


@dataclass(frozen=True)
class Places:
    """`named[u]` are the indicators that unit u names or speaks of, `told_in[u]` those that it tells of.

    `statements` are those of a (unit, indicator), `units_told` the units that tell of an indicator, in text order;
    `topics[u]` are the indicators that the last unit before u that told of any told of.
    """

    probabilities: Sequence[float]
    statements: Mapping[tuple[int, str], Sequence[Statement]]
    named: Sequence[frozenset[str]]
    told_in: Sequence[frozenset[str]]
    units_told: Mapping[str, Sequence[int]]
    topics: Sequence[frozenset[str]]

    @classmethod
    def of(cls, read: NoteReading, probabilities: Sequence[float]) -> Places:
        """The places of a note's statements."""
        statements: dict[tuple[int, str], list[Statement]] = {}
        for statement in read.statements:
            statements.setdefault((statement.unit, statement.indicator), []).append(statement)
        by_unit = read.by_unit()
        named, told, topics = [], [], []
        units: dict[str, list[int]] = {}
        topic: frozenset[str] = frozenset()
        for u, reading in enumerate(read.readings):
            own = by_unit.get(u, [])
            strong = {m.indicator for m in reading.mentions if not m.weak}
            named.append(frozenset(strong | {s.indicator for s in own}))
            told.append(frozenset(s.indicator for s in own if s.told and s.scope == "own"))
            topics.append(topic)
            topic = told[-1] or topic
            for indicator in told[-1]:
                units.setdefault(indicator, []).append(u)
        return cls(probabilities, statements, named, told, units, topics)

    def topic(self, unit: int) -> frozenset[str]:
        """The indicators that were told of last before the unit."""
        return self.topics[unit]

    def told_before(self, unit: int, indicator: str) -> int:
        """The last unit before this one that tells of the indicator, -1 where none does."""
        units = self.units_told.get(indicator, ())
        place = bisect_left(units, unit)
        return units[place - 1] if place else -1

    def told_after(self, unit: int, indicator: str) -> int:
        """The next unit behind this one that tells of the indicator, -1 where none does."""
        units = self.units_told.get(indicator, ())
        place = bisect_right(units, unit)
        return units[place] if place < len(units) else -1
