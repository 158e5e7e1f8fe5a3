"""Rows that are taken apart by kinds: the words of a kind, and those of the form's total, in talk of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary.statements.note_table import NoteTable
from commentary.text import MENTION, Mention, ReadUnit
from schemas.form import Breakdown

_ENOUGH_KINDS = 3


def resolved(reading: ReadUnit, table: NoteTable, talk: Sequence[str]) -> list[Mention]:
    """The unit's mentions; chairs, activists, commissions and members in talk of training are its kinds.

    `talk` are the indicators that the unit's heading and its neighbour speak of.
    """
    spoken = [b for b in table.mentions.breakdowns if _is_spoken_of(b, reading, talk)]
    silent = {part for b in table.mentions.breakdowns if b not in spoken for part in b.parts}
    found = []
    for mention in reading.mentions:
        name = mention.indicator
        if name in silent and not mention.code:
            continue
        if name == table.role.total and not mention.weak:
            name = _sense_of_total(reading, table, spoken)
        found.append(replace(mention, indicator=name))
    return _without_wholes(reading, table, found)


def _is_spoken_of(breakdown: Breakdown, reading: ReadUnit, talk: Sequence[str]) -> bool:
    """Whether the whole is named, or the talk is of it, or several of its kinds stand together."""
    of_it = any(t == breakdown.whole or t in breakdown.parts for t in talk)
    return of_it or reading.has(MENTION, breakdown.whole) or _has_several(breakdown, reading)


def _has_several(breakdown: Breakdown, reading: ReadUnit) -> bool:
    return sum(m.indicator in breakdown.parts for m in reading.mentions if not m.code) >= _ENOUGH_KINDS


def _sense_of_total(reading: ReadUnit, table: NoteTable, spoken: Sequence[Breakdown]) -> str:
    """What members and 'the total' mean in talk of training: the kind or the whole, by whose figures stand."""
    values = {t.value for t in reading.tokens if t.kind == "number"}
    own = {x for x in table.change(table.role.total).values() if x}
    for breakdown in spoken:
        if not breakdown.total_means:
            continue
        for name in (breakdown.total_means, breakdown.whole):
            if values & {x for x in table.change(name).values() if x} - own:
                return name
        if _has_several(breakdown, reading) and not values & own:
            return breakdown.total_means
    return table.role.total


def _without_wholes(reading: ReadUnit, table: NoteTable, mentions: list[Mention]) -> list[Mention]:
    """`рядовых членов обучено 3 260`: the kind, not all the trained, where both stand together."""
    parts_of = {b.whole: frozenset(b.parts) for b in table.mentions.breakdowns}
    return [m for m in mentions if not any(_adjoin(reading, m, x) for x in _named(mentions, parts_of.get(m.indicator)))]


def _named(mentions: Sequence[Mention], indicators: frozenset[str] | None) -> list[Mention]:
    return [m for m in mentions if indicators and m.indicator in indicators]


def _adjoin(reading: ReadUnit, a: Mention, b: Mention) -> bool:
    """Whether two mentions stand side by side in a clause."""
    close = max(b.start - a.end, a.start - b.end) <= 1
    return close and reading.clause_of[b.start] == reading.clause_of[a.start]
