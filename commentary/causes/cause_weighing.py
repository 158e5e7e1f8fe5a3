"""How likely each unit of each note tells a cause: by the evidence alone, or with the meaning part."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commentary.causes.cause_evidence import EVIDENCE, evidence, weigh
from commentary.statements import Note, NoteReading
from commentary.text import ReadUnit, begins, stem_set

if TYPE_CHECKING:
    from commentary.causes.meaning import Meaning


# The longest of 600 notes that people wrote has 48 units of 4,200 characters; to embed as many takes a second.
MOST_EMBEDDED, MOST_CHARACTERS = 200, 12_000
_LITTLE = math.log1p(3)
_SOME = math.log1p(2)
_ANSWER = 0.6
_SHORT = 3


def cause_probabilities(read: Sequence[NoteReading], meaning: Meaning | None) -> list[list[float]]:
    """For each note the probability of each unit to tell a cause in the world.

    Only units with content of their own are embedded, of each note the first MOST_EMBEDDED, up to MOST_CHARACTERS; the
    evidence alone tells of the others.
    """
    values = [[evidence(r, other_years=_other_years(n.note), names=n.names) for r in n.readings] for n in read]
    found = [[weigh(v) for v in note] for note in values]
    if meaning is not None:
        _weigh_by_meaning(found, read, values, meaning)
    return [
        [_answering(r, v, _bounded(r, v, p)) for r, v, p in zip(n.readings, vs, ps, strict=True)]
        for n, vs, ps in zip(read, values, found, strict=True)
    ]


def _weigh_by_meaning(
    found: list[list[float]], read: Sequence[NoteReading], values: Sequence[Sequence[list[float]]], meaning: Meaning
) -> None:
    """Puts the probabilities by meaning in the place of those by evidence, where a unit could decide."""
    places = [(n, u) for n, note in enumerate(read) for u in _embedded(note, values[n])]
    probabilities = meaning.causes([read[n].texts[u] for n, u in places], [values[n][u] for n, u in places])
    for (n, u), probability in zip(places, probabilities, strict=True):
        found[n][u] = probability


def _answering(reading: ReadUnit, values: Sequence[float], probability: float) -> float:
    """The probability; higher in the column of reasons, which asks why: what would be no cause in a text, that a
    seminar was held, is one there. That it rose, is right, or is as planned answers nothing."""
    if not reading.column or reading.furniture:
        return probability
    value = dict(zip(EVIDENCE, values, strict=True))
    events = value["event"] + value["event_other"]
    empty = value["vague"] + value["deferral"] + value["compare"] + value["elsewhere"] + value["praise"]
    if (empty or value["plan"]) and not events:
        return probability
    if not events and any(begins(t.key, "affirmation") for t in reading.tokens):
        return probability
    linked = value["amounts"] + value["back"] + value["connective"]
    told = events or value["open"] >= _LITTLE or (value["open"] >= _SOME and linked)
    return max(probability, _ANSWER) if told and value["open"] else probability


def _embedded(note: NoteReading, values: Sequence[Sequence[float]]) -> Iterator[int]:
    """The units whose meaning is asked."""
    left = MOST_CHARACTERS
    telling = (u for u, reading in enumerate(note.readings) if _could_decide(reading, values[u]))
    for unit in itertools.islice(telling, MOST_EMBEDDED):
        left -= len(note.texts[unit])
        if left < 0:
            return
        yield unit


def _bounded(reading: ReadUnit, values: Sequence[float], probability: float) -> float:
    """The probability, low where there is no content at all, where a total is taken apart, or where another
    organisation or another year is spoken of."""
    value = dict(zip(EVIDENCE, values, strict=True))
    bare = (
        reading.unit.kind == "heading"
        and not value["event"] + value["event_other"] + value["connective"] + value["back"]
    )
    if bare or (value["open"] == 0 and not value["back"]):
        return min(probability, 0.2)
    if reading.foreign_tokens and not value["event"] + value["event_other"] + value["connective"]:
        return min(probability, 0.2)
    told = value["event"] + value["event_other"] + value["connective"]
    if "all" in reading.labels("link") and not told:  # a summing-up of the figures
        return min(probability, 0.3)
    words = sum(t.kind == "word" for t in reading.tokens)
    if words <= _SHORT and not value["event"] + value["event_other"] + value["connective"] + value["back"]:
        return min(probability, 0.4)
    if (
        value["subtotal"]
        and not value["back"]
        and not value["event"] + value["event_other"]
        and value["open"] <= _LITTLE
    ):
        return min(probability, 0.3)
    if _is_disclaimed(reading):
        return min(probability, 0.25)
    spoken = reading.by_group.get("elsewhere", ())
    elsewhere = any(h.start <= 3 or h.label == "disclaimed" for h in spoken)
    return (
        min(probability, 0.3) if elsewhere or (value["other_year"] and _tells_of_another_year(reading)) else probability
    )


def _is_disclaimed(reading: ReadUnit) -> bool:
    """Whether the cause is said to be unknown, or what is told to be none, and no connective in another clause ties
    another to the change: `закрытие школ ни при чём`."""
    disclaimers = [h for h in reading.by_group.get("empty", ()) if h.label in ("unknown", "denied")]
    clauses = {reading.clause_of[h.start] for h in disclaimers}
    told = [
        h for g in ("event", "connective") for h in reading.by_group.get(g, ()) if h.label not in ("other", "after")
    ]
    others = any(reading.clause_of[h.start] not in clauses for h in told)
    return bool(disclaimers) and (not others or any(h.label == "unknown" for h in disclaimers))


def _tells_of_another_year(reading: ReadUnit) -> bool:
    """A year stands in the unit, and not as the date of a figure beside it."""
    if any(t.key.startswith(_THIS_YEAR) for t in reading.tokens):
        return False
    years = [i for i, t in enumerate(reading.tokens) if t.kind == "date" and not t.month]
    return not any(t.kind == "number" and not t.spelled for i in years for t in reading.tokens[i + 1 : i + 4])


_THIS_YEAR = stem_set("this_year")


def _could_decide(reading: ReadUnit, values: Sequence[float]) -> bool:
    return not reading.furniture and values[EVIDENCE.index("open")] > 0


def _other_years(note: Note) -> tuple[int, ...]:
    return tuple(range(note.prior_as_of.year - 6, note.prior_as_of.year))
