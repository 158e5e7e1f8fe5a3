"""The evidence that a unit explains an indicator's change: counted for each pair of the two, as the scorer weighs it.

Which indicator it is, which way it moved and how many changes the note has to explain are left out on purpose: they
foretell how often such changes are explained, and say nothing of what the note says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from commentary.causes import Explanation
from commentary.statements import NoteReading, is_of_those, is_result, points_back, says_same
from commentary.text import ReadUnit
from commentary.verdicts.pair_places import Places
from commentary.verdicts.pair_relations import logit, relation

_GROUPS = (
    ("connective", "cause"), ("connective", "back"), ("connective", "after"), ("link", "these"), ("link", "too"),
    ("link", "all"), ("link", "most"), ("empty", "vague"), ("empty", "deferral"), ("empty", "compare"),
    ("empty", "subtotal"), ("empty", "unknown"), ("empty", "denied"), ("plan", ""), ("routine", "routine"),
    ("routine", "praise"), ("elsewhere", ""), ("part", ""), ("negation", ""), ("contrast", ""), ("period", "prior"),
    ("period", "midyear"),
)  # fmt: skip


@dataclass(frozen=True)
class PairEvidence:
    """The evidence of one note: a row for each pair (unit, indicator) of `pairs`, a row for each of `indicators`."""

    pairs: tuple[tuple[int, str], ...]
    of_pairs: tuple[tuple[float, ...], ...]
    indicators: tuple[str, ...]
    of_indicators: tuple[tuple[float, ...], ...]


def pair_evidence(
    read: NoteReading, probabilities: Sequence[float], explanations: Sequence[Explanation]
) -> PairEvidence:
    """The evidence of each unit that has something to say, for each indicator whose change needs an explanation."""
    places = Places.of(read, probabilities)
    reached: dict[tuple[int, str], Explanation] = {}
    for explanation in explanations:
        key = (explanation.unit, explanation.indicator)
        if key not in reached or explanation.probability > reached[key].probability:
            reached[key] = explanation
    units = [u for u, r in enumerate(read.readings) if _may_explain(r) and u not in read.stale]
    common = {u: _of_unit(read.readings[u], probabilities[u]) for u in units}
    pairs = tuple((u, i) for i in read.note.material for u in units)
    rows = tuple((*common[u], *relation(read, places, reached, u, i)) for u, i in pairs)
    own = tuple(_of_indicator(read, places, explanations, i) for i in read.note.material)
    return PairEvidence(pairs, rows, tuple(read.note.material), own)


def _may_explain(reading: ReadUnit) -> bool:
    return not reading.furniture and reading.unit.kind != "quoted"


def _of_unit(reading: ReadUnit, probability: float) -> tuple[float, ...]:
    """What the unit is, whatever indicator is asked of."""
    events = {h.label for h in reading.by_group.get("event", ())}
    words = sum(t.kind == "word" for t in reading.tokens)
    return (
        probability,
        logit(probability),
        float(probability >= 0.5),
        float(bool(events - {"other", "motivation"})),
        float(bool(events & {"other", "motivation"})),
        *(float(reading.has(group, label)) for group, label in _GROUPS),
        float(reading.unit.kind == "row"),
        float(reading.unit.kind == "heading"),
        float(reading.unit.lead >= 0),
        float(bool(reading.column)),
        float(any(t.kind == "number" for t in reading.tokens)),
        math.log1p(words),
        float(is_result(reading)),
        float(is_of_those(reading)),
        float(points_back(reading)),
        float(says_same(reading)),
    )


def _of_indicator(
    read: NoteReading, places: Places, explanations: Sequence[Explanation], indicator: str
) -> tuple[float, ...]:
    """What the rules found of the indicator in the whole note."""
    mine = [e for e in explanations if e.indicator == indicator and e.unit not in read.stale]
    best = max((e.probability for e in mine), default=0.0)
    told = places.units_told.get(indicator, [])
    causal = [u for u in told if places.probabilities[u] >= 0.5]
    shared = {e.indicator for e in explanations if any(e.unit == m.unit for m in mine)} - {indicator}
    units = sum(_may_explain(r) for r in read.readings)
    return (
        float(bool(mine)),
        best,
        float(len({e.unit for e in mine}) > 1),
        float(not told),
        float(len(told) > 1),
        float(bool(causal)),
        float(bool(causal)) * float(not mine),
        float(bool(shared)),
        float(len(shared) > 1),
        float(any(i in places.units_told for i in shared) and not told),
        float(any(p >= 0.5 for p in places.probabilities)),
        math.log1p(units),
    )
