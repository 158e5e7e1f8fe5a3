"""What a verdict rests on: the words of the note, as they stand in it, and the form's reasons that they tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commentary.causes import Explanation
from commentary.statements import NoteReading, holds_nothing_else, is_of_those, points_back
from commentary.text import ReadUnit
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.verdicts import CONTRADICTED, EXPLAINED, Verdict, reasons_of

_OTHER = ("other",)
_POINTING = frozenset({"back", "result", "reference"})


def quote_of(read: NoteReading, verdict: Verdict, contradicted: Sequence[Contradiction]) -> str:
    """The quote of a verdict, '' where it rests on no unit.

    Of a cause the clauses are left out that open or end the unit and hold nothing but the change said again; of a
    contradiction those from the mention of the row to what is wrong are kept.
    """
    if verdict.unit < 0:
        return ""
    reading, text = read.readings[verdict.unit], read.texts[verdict.unit]
    if reading.column or not reading.clauses:
        return text
    if verdict.verdict == EXPLAINED:
        first, last = _telling(reading)
    elif verdict.verdict == CONTRADICTED:
        wrong = next((c for c in contradicted if c.indicator == verdict.indicator and c.unit == verdict.unit), None)
        first, last = _around(reading, verdict.indicator, wrong) if wrong else (0, len(reading.clauses) - 1)
    else:
        return text
    return _cut(reading, text, reading.clauses[first][0], reading.clauses[last][1])


def _telling(reading: ReadUnit) -> tuple[int, int]:
    """The first and the last clause that hold more than the change said again; all, where none does."""
    telling = [i for i, (start, end) in enumerate(reading.clauses) if not holds_nothing_else(reading, start, end)]
    return (telling[0], telling[-1]) if telling else (0, len(reading.clauses) - 1)


def _around(reading: ReadUnit, indicator: str, wrong: Contradiction) -> tuple[int, int]:
    """The clauses from the nearest mention of the indicator to what is wrong."""
    places = [i for i, t in enumerate(reading.tokens) if t.start >= wrong.start and t.end <= wrong.end]
    if not places:
        return 0, len(reading.clauses) - 1
    at = reading.clause_of[places[0]]
    named = [reading.clause_of[m.start] for m in reading.mentions if m.indicator == indicator]
    nearest = min(named, key=lambda clause: abs(clause - at), default=at)
    return min(at, nearest), max(at, nearest)


def _cut(reading: ReadUnit, text: str, start: int, end: int) -> str:
    """The unit's text from a token to another, without the marks before it and the stop behind it."""
    while start < end - 1 and reading.tokens[start].kind == "mark" and reading.tokens[start].key not in "№-–+":
        start += 1
    begin, stop = reading.tokens[start].start, reading.tokens[end - 1].end
    return text[begin - reading.unit.start : stop - reading.unit.start].strip() or text


def reasons_told(
    read: NoteReading, explanations: Sequence[Explanation], verdict: Verdict, codes: Mapping[str, float]
) -> tuple[str, ...]:
    """The codes of an explained verdict in text order; 'other' where no code fits.

    Where the units only point to a cause told before (`сол себептен`, `олардың дені – әйелдер`), its codes are meant.
    """
    fresh = [e for e in explanations if e.unit not in read.stale]
    units = sorted({e.unit for e in fresh if e.indicator == verdict.indicator} or {verdict.unit})
    found = reasons_of(read.readings, units, codes)
    reading = read.readings[units[-1]]
    if found != _OTHER or not (points_back(reading) or is_of_those(reading)):
        return found
    told_before = sorted({e.unit for e in fresh if e.way not in _POINTING and e.unit < units[-1]}, reverse=True)
    meant = (reasons_of(read.readings, [unit], codes) for unit in told_before)
    return next((codes_meant for codes_meant in meant if codes_meant != _OTHER), found)
