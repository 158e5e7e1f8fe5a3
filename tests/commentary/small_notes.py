"""Builders that the tests of notes share: a small table, notes of a sentence or two, and what they are read as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from commentary.causes.attachment import Explanation, attach
from commentary.statements.amounts import Amount
from commentary.statements.note_table import NoteTable
from commentary.statements.notes import Note, NoteReading, read_for_assessment
from commentary.statements.statements import Statement
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.contradictions import contradictions
from schemas.form.loading import load_form

FORM = load_form()
FIGURES: Mapping[str, tuple[float | None, float | None]] = {
    "members": (8400, 7900), "working": (8000, 7540), "students": (300, 250), "pensioners": (100, 110),
    "women": (5200, 4870), "under_35": (2300, 2410), "primaries": (140, 131), "trained": (900, 1230),
}  # fmt: skip


def note_of(text: str, **given: object) -> Note:
    values = {
        "key": "a", "organisation": "sample", "names": ("Үлгі облыстық ұйымы",), "text": text, "figures": FIGURES,
        "material": tuple(FIGURES), "as_of": dt.date(2026, 1, 1), "prior_as_of": dt.date(2025, 1, 1),
    }  # fmt: skip
    return Note(**{**values, **given})  # type: ignore[arg-type]


def read(text: str, **given: object) -> NoteReading:
    return read_for_assessment(note_of(text, **given), FORM)


def statement(text: str, indicator: str) -> Statement:
    """The one statement of the note about the indicator."""
    (found,) = (s for s in read(text).statements if s.indicator == indicator)
    return found


def amounts(text: str, indicator: str) -> list[Amount]:
    return [a for s in read(text).statements if s.indicator == indicator for a in s.amounts]


def explained(text: str, *causal: int) -> list[tuple[str, int, str]]:
    """(indicator, unit, way) of each explanation, where the units named here and no others tell a cause."""
    note = read(text)
    probabilities = [0.9 if i in causal else 0.1 for i in range(len(note.readings))]
    found: list[Explanation] = attach(note.readings, note.by_unit(), probabilities, note.table)
    return [(e.indicator, e.unit, e.way) for e in found]


def wrong(text: str, **given: object) -> list[Contradiction]:
    note = read(text, **given)
    years = (note.note.as_of.year, note.note.prior_as_of.year)
    return contradictions(note.readings, note.statements, note.table, years)


def table(**figures: tuple[float | None, float | None]) -> NoteTable:
    return NoteTable.of(figures, FORM)
