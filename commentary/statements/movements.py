"""Which way a unit says that its indicators moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from commentary.text import Hit, Mention, ReadUnit, begins, stem_set, word_set

_COORDINATION = word_set("coordination") | {",", "(", ")"}
_SHARES = stem_set("share")
_LONGEST_GAP = 4


class Movement(NamedTuple):
    """A movement told of a mention: its sense (up, down, flat, changed), its token, and whether it is plainly said."""

    sense: str
    at: int
    sure: bool


NO_MOVEMENT = Movement("", -1, False)


def movements_of(reading: ReadUnit, mentions: Sequence[Mention], owned: dict[int, list[int]]) -> dict[int, Movement]:
    """mention -> its movement. Numbers are shared with coordinated mentions on the way (`owned` grows)."""
    found = _told(reading, mentions)
    _carry(reading, mentions, owned, found)
    _share(reading, mentions, owned, found)
    return found


def is_planned(reading: ReadUnit, place: int) -> bool:
    """Whether the token stands in a clause of plans, or the unit in a goal: a rise that is hoped for."""
    if place >= len(reading.clause_of):
        return False
    start, end = reading.clauses[reading.clause_of[place]]
    return reading.has("plan", "plan", start, end) or reading.has("plan", "goal")


def speaks_of_number(reading: ReadUnit, mention: Mention, at: int) -> bool:
    """Whether only the closed vocabulary stands between a mention and a movement at token `at`.

    The members rose, then, and not their trust or wages; a mention that is the topic (of no tokens) is spoken of.
    """
    if not mention.end:
        return True
    if _is_owner(reading, mention):
        return False
    first, last = (mention.end, at) if at >= mention.end else (at + 1, mention.start)
    known = {i for g in _CLOSED for h in reading.by_group.get(g, ()) for i in range(h.start, h.end)}
    return all(reading.tokens[i].kind != "word" or i in known for i in range(first, last))


def _is_owner(reading: ReadUnit, mention: Mention) -> bool:
    """`Доверие женщин выросло`: behind an open noun the Russian mention is a genitive, and the noun what moved."""
    before = reading.tokens[mention.start - 1] if mention.start else None
    if before is None or before.kind != "word" or not reading.tokens[mention.end - 1].key.endswith(_GENITIVES):
        return False
    if reading.clause_of[mention.start - 1] != reading.clause_of[mention.start] or before.key.endswith(_ADJECTIVES):
        return False
    return not any(h.start < mention.start <= h.end for g in _CLOSED for h in reading.by_group.get(g, ()))


_GENITIVES = ("ин", "их", "ых", "ов", "жи", "ек")
_ADJECTIVES = ("ых", "их")
_CLOSED = ("common", "mention", "weak", "direction", "period", "approx", "counted", "link", "empty", "connective")


def holds_nothing_else(reading: ReadUnit, start: int, end: int) -> bool:
    """Whether the tokens start..end are numbers, marks and closed vocabulary: `показатель увеличился`, `сәл өскен`."""
    known = {i for g in _CLOSED for h in reading.by_group.get(g, ()) for i in range(h.start, h.end)}
    return all(
        t.kind != "word" or i in known or begins(t.key, "measure")
        for i, t in enumerate(reading.tokens[start:end], start)
    )


def _told(reading: ReadUnit, mentions: Sequence[Mention]) -> dict[int, Movement]:
    """Each movement goes to the mentions of its clause, else to the one before, else to the topic."""
    found: dict[int, Movement] = {}
    strong = [m for m, x in enumerate(mentions) if not x.weak] or list(range(len(mentions)))
    implied = [m for m in strong if not mentions[m].end]
    placed = [(m, reading.clause_of[mentions[m].start]) for m in strong if mentions[m].end]
    for hit in reading.by_group.get("direction", ()):
        if hit.start in reading.quoted_tokens:
            continue
        clause = reading.clause_of[hit.start]
        here = [m for m, place in placed if place == clause]
        before = [m for m, place in placed if place < clause]
        beside = bool(before) and _is_beside(reading, mentions[before[-1]], hit)
        movement = Movement(_sense(reading, hit), hit.start, (bool(here) or beside) and _is_plain(reading, hit))
        for m in here or before[-1:] or implied:
            if _outranks(movement, hit, found.get(m, NO_MOVEMENT)):
                found[m] = movement
    return found


def _is_beside(reading: ReadUnit, mention: Mention, hit: Hit) -> bool:
    """`102 – рост`, `Женщины: минус`: nothing but marks between, and nothing but closed vocabulary behind."""
    start, end = reading.clauses[reading.clause_of[hit.start]]
    between = reading.tokens[mention.end : hit.start]
    if any(t.kind != "mark" or t.key in ",;" for t in between) or hit.start - start > 1:
        return False
    known = {i for g in _CLOSED for h in reading.by_group.get(g, ()) for i in range(h.start, h.end)}
    return all(reading.tokens[i].kind != "word" or i in known for i in range(start, end))


def _outranks(movement: Movement, hit: Hit, other: Movement) -> bool:
    moves = hit.label in ("up", "down") and other.sense in ("changed", "flat", "")
    return not other.sense or moves or (movement.sure and not other.sure)


def _carry(
    reading: ReadUnit, mentions: Sequence[Mention], owned: dict[int, list[int]], found: dict[int, Movement]
) -> None:
    """`членов на 600 больше, в том числе работающих на 550`: the movement holds for the next amount of change too."""
    for m in range(1, len(mentions)):
        if m in found or m - 1 not in found or m not in owned:
            continue
        before = [reading.tokens[t - 1].key for t in owned[m] if t]
        if "на" in before or any(reading.tokens[t].case == "dative" for t in owned[m]):
            found[m] = found[m - 1]


def _share(
    reading: ReadUnit, mentions: Sequence[Mention], owned: dict[int, list[int]], found: dict[int, Movement]
) -> None:
    """`Бастауыш ұйымдар мен мекемелер 262-ден 240-қа түсті`: what is told of the second holds for the first too."""
    for m in range(len(mentions) - 2, -1, -1):
        gap = reading.tokens[mentions[m].end : mentions[m + 1].start]
        joined = len(gap) <= _LONGEST_GAP and all(t.key in _COORDINATION for t in gap)
        if not joined or not mentions[m].end or mentions[m].weak:
            continue
        if m not in owned and m + 1 in owned:
            owned[m] = list(owned[m + 1])
        if m not in found and m + 1 in found:
            found[m] = found[m + 1]


def _sense(reading: ReadUnit, hit: Hit) -> str:
    """The hit's label; a rise or fall that is denied is flat."""
    denied = any(
        reading.has("negation", "negated", a, b) for a, b in ((hit.start - 2, hit.start), (hit.end, hit.end + 2))
    )
    return "flat" if (denied and hit.label in ("up", "down")) or hit.label in ("not_up", "not_down") else hit.label


def _is_plain(reading: ReadUnit, hit: Hit) -> bool:
    """Whether a movement is asserted of the organisation and this year: no plan, share, part, elsewhere, negation."""
    start, end = reading.clauses[reading.clause_of[hit.start]]
    if reading.has("negation", "negated", hit.start - 3, hit.end + 3) or reading.has("plan", "plan", start, end):
        return False
    if any(t.key.startswith(_SHARES) for t in reading.tokens[start:end]):
        return False
    elsewhere = any(h.start < end for g in ("part", "elsewhere") for h in reading.by_group.get(g, ()))
    return not (elsewhere or reading.has("period", "midyear"))
