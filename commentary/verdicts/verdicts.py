"""The verdict of each material indicator of one note, with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commentary.causes import Explanation
from commentary.statements import NoteTable, Statement
from commentary.text import ReadUnit
from commentary.verdicts.contradiction import Contradiction

EXPLAINED, RESTATED, UNMENTIONED, CONTRADICTED = "explained", "restated", "unmentioned", "contradicted"
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a note says of one change. `unit` is the unit that it rests on, -1 for none; `stale` units explained it.

    `confidence` is the probability that it is right; `score` the log odds that the change is explained, None where
    nothing learned was asked.
    """

    indicator: str
    verdict: str
    unit: int
    confidence: float
    reasons: tuple[str, ...] = ()
    stale: bool = False
    score: float | None = None


def judge(
    material: Sequence[str],
    statements: Sequence[Statement],
    explanations: Sequence[Explanation],
    contradicted: Sequence[Contradiction],
    stale: set[int],
    table: NoteTable,
    columns: Mapping[str, int] = {},
) -> dict[str, Verdict]:
    """indicator -> verdict, for each material one. A contradiction outranks an explanation, that a restatement.

    `columns` is the unit of each indicator beside which a reason was written: such a change is told of.
    """
    fresh = [e for e in explanations if e.unit not in stale]
    fresh = fresh + inherited(fresh, table)
    found = {}
    for indicator in material:
        wrong = [c for c in contradicted if c.indicator == indicator]
        mine = [e for e in fresh if e.indicator == indicator]
        told = [s for s in statements if s.indicator == indicator and s.told and s.scope == "own"]
        if wrong:
            found[indicator] = Verdict(indicator, CONTRADICTED, wrong[0].unit, 0.9 if wrong[0].certain else 0.7)
        elif mine:
            best = max(mine, key=lambda e: (e.probability, -e.unit))
            found[indicator] = Verdict(indicator, EXPLAINED, best.unit, best.probability)
        elif told or any(e.indicator == indicator for e in explanations):
            old = any(e.indicator == indicator and e.unit in stale for e in explanations)
            unit = told[0].unit if told else next(e.unit for e in explanations if e.indicator == indicator)
            found[indicator] = Verdict(indicator, RESTATED, unit, 0.8, stale=old)
        elif indicator in columns:
            found[indicator] = Verdict(indicator, RESTATED, columns[indicator], 0.8)
        else:
            found[indicator] = Verdict(indicator, UNMENTIONED, -1, 0.8)
    return found


def inherited(explanations: Sequence[Explanation], table: NoteTable) -> list[Explanation]:
    """A cause of the parts' change (of working members, students, pensioners) explains the total, if they moved the
    same way and it is half of the total's."""
    whole = table.role.total
    difference = table.change(whole).difference
    explained = {e.indicator: e for e in sorted(explanations, key=lambda e: e.probability)}
    if not difference or whole in explained:
        return []
    parts = [(table.change(p).difference, explained[p]) for p in table.role.parts if p in explained]
    same = [(d, e) for d, e in parts if d * difference > 0]
    if sum(abs(d) for d, _ in same) < _HALF * abs(difference):
        return []
    best = max(same, key=lambda x: abs(x[0]))[1]
    return [Explanation(whole, best.unit, best.probability, "inherited")]


def inheriting_parts(table: NoteTable) -> frozenset[str]:
    """The parts each of which moved as the total did and makes half of its change."""
    whole = table.change(table.role.total).difference
    changes = {p: table.change(p).difference for p in table.role.parts}
    return frozenset(p for p, d in changes.items() if d * whole > 0 and abs(d) >= _HALF * abs(whole))


def reasons_of(readings: Sequence[ReadUnit], units: Sequence[int], codes: Mapping[str, float]) -> tuple[str, ...]:
    """The form's reason codes of the events in these units, in text order; 'other' where no code fits."""
    found: list[str] = []
    for unit in units:
        for hit in readings[unit].by_group.get("event", ()):
            if hit.label in codes and hit.label not in found:
                found.append(hit.label)
    return tuple(found) or ("other",)
