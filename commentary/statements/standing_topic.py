"""What a unit speaks of that names no indicator: that of the label line above it, or the one that was just told of."""

from __future__ import annotations

from collections.abc import Sequence

from commentary.statements.movements import holds_nothing_else
from commentary.statements.note_table import NoteTable
from commentary.statements.statements import Statement
from commentary.text import ReadUnit

_LONGEST_LABEL = 6


def is_label(reading: ReadUnit) -> bool:
    """`Строка 103.`, `Әйелдер.`: a line or sentence that names indicators and tells nothing of them."""
    named = any(not m.weak for m in reading.mentions)
    told = any(t.kind == "number" for t in reading.tokens) or reading.by_group.get("direction")
    words = sum(t.kind == "word" for t in reading.tokens)
    return named and not told and words <= _LONGEST_LABEL and holds_nothing_else(reading, 0, len(reading.tokens))


def topic_of_nameless(
    readings: Sequence[ReadUnit],
    index: int,
    label: tuple[int, tuple[str, ...]],
    last: Sequence[Statement],
    table: NoteTable,
) -> tuple[str, ...]:
    """The indicators that a unit without a name of its own speaks of.

    `label` is the last label line with what it names; `last` are the statements of the last unit that told something.
    These count where the unit holds a figure that nothing else has, or nothing but numbers, movements and closed words:
    `Былтыр бұл көрсеткіш 3 790 еді.`
    """
    reading = readings[index]
    if any(not m.weak for m in reading.mentions) or reading.has("link", "all"):
        return ()
    if label[0] >= 0 and readings[label[0]].unit.paragraph == reading.unit.paragraph:
        return label[1]
    names = frozenset(s.indicator for s in last if s.told and s.scope == "own")
    near = bool(last) and _is_near(readings[last[0].unit], reading)
    numbers = {t.value for t in reading.tokens if t.kind == "number"}
    if len(names) != 1 or not near or not (numbers or reading.by_group.get("direction")):
        return ()
    owned = any(x >= _SMALLEST and table.owners.get(x) == names for x in numbers)
    return tuple(names) if owned or holds_nothing_else(reading, 0, len(reading.tokens)) else ()


_SMALLEST = 20


def _is_near(before: ReadUnit, reading: ReadUnit) -> bool:
    return before.unit.paragraph == reading.unit.paragraph or before.unit.line + 1 >= reading.unit.line
