"""A note as it arrives, and as it is read before its causes are weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from commentary.statements.note_table import NoteTable
from commentary.statements.standing_topic import is_label, topic_of_nameless
from commentary.statements.statements import Statement, says_all_are, statements_of
from commentary.text import ReadUnit, in_pieces, name_words, read_note, read_piece, stale_units, vocabulary_of
from schemas.form import Form


@dataclass(frozen=True)
class Note:
    """A note as it arrived, with the figures it speaks of.

    `text` is everything that arrived as note; `figures` indicator -> (prior, current); `material` the indicators whose
    change needs an explanation; `reasons` what stood in the figures' reason column, by indicator; `names` are the
    organisation's own names, `other_names` those of all others in the register.
    """

    key: str
    organisation: str
    names: tuple[str, ...]
    text: str
    figures: Mapping[str, tuple[float | None, float | None]]
    material: tuple[str, ...]
    as_of: date
    prior_as_of: date
    last_year: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoteReading:
    """A note read, before causes are weighed: units, statements, table, and the units that are last year's words."""

    note: Note
    text: str
    readings: tuple[ReadUnit, ...]
    texts: tuple[str, ...]
    statements: tuple[Statement, ...]
    table: NoteTable
    names: frozenset[str]
    stale: frozenset[int]

    def by_unit(self) -> dict[int, list[Statement]]:
        """unit -> its statements."""
        found: dict[int, list[Statement]] = {}
        for statement in self.statements:
            found.setdefault(statement.unit, []).append(statement)
        return found


def read_for_assessment(note: Note, form: Form) -> NoteReading:
    """The note's units read and their statements told; the reason column's texts are units of their own."""
    vocabulary = vocabulary_of(form)
    table = NoteTable.of(note.figures, form)
    readings = list(read_note(note.text, vocabulary))
    texts = [note.text[r.unit.start : r.unit.end] for r in readings]
    for indicator, reason in note.reasons.items():
        if reason.strip() and reason not in note.text:
            pieces = in_pieces(reason)
            readings.extend(read_piece(piece, vocabulary, indicator) for piece in pieces)
            texts.extend(piece.strip() for piece in pieces)
    statements = _statements(readings, table)
    names = name_words((*note.names, note.organisation))
    stale = stale_units(note.text, note.last_year, [r for r in readings if not r.column], names)
    return NoteReading(
        note, note.text, tuple(readings), tuple(texts), tuple(statements), table, names, frozenset(stale)
    )


def _statements(readings: Sequence[ReadUnit], table: NoteTable) -> list[Statement]:
    """The statements of all units; a unit without an own mention speaks of its heading's or lead's indicators."""
    found: list[Statement] = []
    topics: dict[int, list[str]] = {}
    last: list[Statement] = []
    label: tuple[int, tuple[str, ...]] = (-1, ())
    for index, reading in enumerate(readings):
        if reading.furniture:
            continue
        context = [reading.column] if reading.column else topics.get(reading.unit.lead, [])
        near = bool(last) and readings[last[0].unit].unit.paragraph == reading.unit.paragraph
        before = [s.indicator for s in last] if near else []
        own = statements_of(reading, index, table, context, before)
        if _is_nameless(own) and (nameless := topic_of_nameless(readings, index, label, last, table)):
            own = statements_of(reading, index, table, nameless, before)
        if table.role.total in before and says_all_are(reading, table.role.main_part):
            own = [replace(s, told=True) if s.indicator == table.role.main_part else s for s in own]
        topics[index] = list(dict.fromkeys(s.indicator for s in own))
        found.extend(own)
        if any(not m.weak for m in reading.mentions):
            label = (index, tuple(topics[index])) if is_label(reading) else (-1, ())
        last = own or last
    return found


def _is_nameless(own: Sequence[Statement]) -> bool:
    """Whether a unit tells of nothing, or of what is known by its figures alone."""
    return all(s.mention.start == s.mention.end and s.mention.weak for s in own)
