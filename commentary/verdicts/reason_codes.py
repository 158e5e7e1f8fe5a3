"""The form's reasons of an explained change: of the events in the units that explain it, or to which these point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commentary.causes import Explanation
from commentary.statements import NoteReading, is_of_those, points_back
from commentary.verdicts.verdicts import Verdict, reasons_of

_OTHER = ("other",)
_POINTING = frozenset({"back", "result", "reference"})


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
