"""What a unit speaks of that names no indicator: that of the label line above it, or the one that was just told of."""

from __future__ import annotations

from collections.abc import Sequence

from commentary.statements.movements import holds_nothing_else
from commentary.statements.note_table import NoteTable
from commentary.statements.statements import Statement
from commentary.text import ReadUnit, begins

_LONGEST_LABEL = 6


def is_label(reading: ReadUnit) -> bool:
    """`Строка 103.`, `Әйелдер.`: a line or sentence that names indicators and tells nothing of them."""
    named = any(not m.weak for m in reading.mentions)
    told = any(t.kind == "number" for t in reading.tokens) or reading.by_group.get("direction")
    words = [t for t in reading.tokens if t.kind == "word"]
    if not named or told or len(words) > _LONGEST_LABEL:
        return False
    known = [i for i, t in enumerate(reading.tokens) if not begins(t.key, "label_word") and not set(t.key) <= _ROMAN]
    return all(holds_nothing_else(reading, i, i + 1) for i in known)


_ROMAN = frozenset("ivxихv")


def topic_of_nameless(
    readings: Sequence[ReadUnit],
    index: int,
    label: tuple[int, tuple[str, ...]],
    last: Sequence[Statement],
    table: NoteTable,
) -> tuple[str, ...]:
    """The indicators that a unit without a name of its own speaks of.

    `label` is the last label line with what it names; `last` are the statements of the last unit that told something.
    What was named just before counts where the unit holds a figure of it alone: `Про первички. Было 71, стало 58.`
    The last told count where the unit holds a figure that nothing else has, or nothing but numbers, movements and
    closed words: `Былтыр бұл көрсеткіш 3 790 еді.`
    """
    reading = readings[index]
    if any(not m.weak for m in reading.mentions) or reading.has("link", "all"):
        return ()
    if label[0] >= 0 and readings[label[0]].unit.paragraph == reading.unit.paragraph:
        return label[1]
    if (named := _named_before(readings, index, table)) is not None:
        return (named,)
    names = frozenset(s.indicator for s in last if s.told and s.scope == "own")
    near = bool(last) and _is_near(readings[last[0].unit], reading)
    numbers = {t.value for t in reading.tokens if t.kind == "number"}
    if len(names) != 1 or not near or not (numbers or reading.by_group.get("direction")):
        return ()
    owned = any(x >= _SMALLEST and table.owners.get(x) == names for x in numbers)
    return tuple(names) if owned or holds_nothing_else(reading, 0, len(reading.tokens)) else ()


_SMALLEST = 20


def _named_before(readings: Sequence[ReadUnit], index: int, table: NoteTable) -> str | None:
    """The indicator named last in the units just before, of those whose figures the unit holds."""
    numbers = {t.value for t in readings[index].tokens if t.kind == "number" and t.value >= _LEAST}
    for before in range(index - 1, max(-1, index - 1 - _NEAREST), -1):
        if not numbers or readings[before].unit.paragraph != readings[index].unit.paragraph:
            return None
        strong = [m.indicator for m in readings[before].mentions if not m.weak]
        owned = [name for name in dict.fromkeys(strong) if numbers & set(table.change(name).values())]
        if owned:
            return owned[-1] if len(owned) == 1 or set(owned) <= table.mains else None
    return None


_LEAST, _NEAREST = 10, 3


def _is_near(before: ReadUnit, reading: ReadUnit) -> bool:
    return before.unit.paragraph == reading.unit.paragraph or before.unit.line + 1 >= reading.unit.line
