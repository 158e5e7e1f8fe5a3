"""The numbers of a unit: which indicator each belongs to, what it says of it, and which figure of the table it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commentary.statements.note_table import Change, NoteTable, agrees, percent_agrees
from commentary.text import Hit, Mention, ReadUnit, Token, begins, stem_set, word_set

_NOT_COUNTS = frozenset({"thing", "time", "money", "times", "ordinal"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number tied to an indicator. `role` is change, level or part; `match` is which of its figures it equals.

    `match` is prior, current, change, percent or ''. `year` and `month` are those of a date that stands with the
    number, 0 where none does; `at` is its token.
    """

    value: float
    at: int
    role: str
    match: str = ""
    percent: bool = False
    decimals: int = 0
    approximate: bool = False
    sign: str = ""
    year: int = 0
    month: int = 0


def assign(reading: ReadUnit, mentions: Sequence[Mention]) -> dict[int, list[int]]:
    """mention -> tokens of its numbers: one directly before it, and those behind it up to the next mention."""
    owned: dict[int, list[int]] = {}
    covered = {i for m in mentions for i in range(m.start, m.end)}
    for t, token in enumerate(reading.tokens):
        if token.kind != "number" or t in covered or t in reading.quoted_tokens or _counts_things(reading, t, mentions):
            continue
        before = [m for m, x in enumerate(mentions) if x.end <= t]
        after = [m for m, x in enumerate(mentions) if x.start > t]
        taken = bool(before) and (
            (_is_percent(reading, t) and not _is_share_of(reading, t)) or _tight(reading, mentions[before[-1]], t)
        )
        if after and not taken and _adjoins(reading, t, mentions[after[0]]):
            owned.setdefault(after[0], []).append(t)
        elif before:
            owned.setdefault(before[-1], []).append(t)
        elif after and reading.clause_of[mentions[after[0]].start] == reading.clause_of[t]:
            owned.setdefault(after[0], []).append(t)
    return owned


def _is_share_of(reading: ReadUnit, t: int) -> bool:
    """`96 пайызы жұмыс істейтіндер`: the share is of what follows."""
    return t + 1 < len(reading.tokens) and reading.tokens[t + 1].key in word_set("share_of")


def _adjoins(reading: ReadUnit, t: int, mention: Mention) -> bool:
    """The number stands directly before the mention: `17 258 мүше`, `минус 390 работающих`, `12 000 — женщины`."""
    gap = reading.tokens[t + 1 : mention.start]
    if any(g.kind == "mark" and g.key in ",;:(" for g in gap) or len(gap) > _CLOSE:
        return False
    return all(g.kind == "mark" or g.key in _PERSON_WORDS or g.key in word_set("share_of") for g in gap)


_CLOSE = 2


_PERSON_WORDS = word_set("person")


def _tight(reading: ReadUnit, mention: Mention, t: int) -> bool:
    """The number follows a mention with nothing but dashes, brackets and 'саны' between."""
    return all(x.kind == "mark" and x.key != "," for x in reading.tokens[mention.end : t])


def _counts_things(reading: ReadUnit, t: int, mentions: Sequence[Mention]) -> bool:
    """The number counts schools, days or money, or belongs to a name."""
    following = [h for h in reading.by_group.get("counted", ()) if t < h.start <= t + 3]
    near = [h for h in following if not any(x.kind in ("mark", "number") for x in reading.tokens[t + 1 : h.start])]
    if not near:
        return False
    first = min(near, key=lambda h: h.start)
    if first.label in _NOT_COUNTS:
        between = reading.tokens[t + 1 : first.start]
        named = [m for m in mentions if t < m.start <= first.start and (not m.weak or m.start == first.start)]
        signed = bool(reading.tokens[t].sign) or any(b.key in _PREPOSITIONS for b in between)
        return not named and len(between) <= (1 if first.label == "thing" and not signed else 0)
    return False


_PREPOSITIONS = word_set("preposition")


def amount_of(reading: ReadUnit, t: int, mention: Mention, table: NoteTable) -> Amount:
    """The number at token t as an amount of the mention's indicator."""
    token = reading.tokens[t]
    percent = _is_percent(reading, t)
    approximate = token.case == "nearly" or _is_approximate(reading.by_group.get("approx", ()), t)
    year, month = _date_of(reading, t)
    role = _role(reading, t, mention)
    match = _match(table.change(mention.indicator), token, role, percent, approximate)
    return Amount(token.value, t, role, match, percent, token.decimals, approximate, token.sign, year, month)


def _match(change: Change, token: Token, role: str, percent: bool, approximate: bool) -> str:
    """Which of the indicator's figures the number is."""
    if percent:
        true = change.percent
        return "percent" if true is not None and percent_agrees(token.value, true, token.decimals, approximate) else ""
    named = [("change", abs(change.difference))] if change.known and change.difference else []
    named += [(name, x) for name, x in (("current", change.current), ("prior", change.prior)) if x is not None]
    if role == "level":
        named = named[-2:] + named[:-2] if len(named) > 2 else named
    exact = [name for name, x in named if token.value == x]
    return next(iter(exact + [name for name, x in named if agrees(token.value, x, approximate)]), "")


def _is_percent(reading: ReadUnit, t: int) -> bool:
    return any(h.label == "percent" and t < h.start <= t + 1 for h in reading.by_group.get("counted", ()))


def _is_approximate(hits: Iterable[Hit], t: int) -> bool:
    """`около 700` before the number, `700-ге жуық`, `700-ден астам` after it."""
    return any(0 < t - h.end + 1 <= 2 if h.label == "before" else 0 < h.start - t <= 2 for h in hits)


def _role(reading: ReadUnit, t: int, mention: Mention) -> str:
    """change, level or part, by sign, case, preposition and the verb that follows."""
    token = reading.tokens[t]
    previous = reading.tokens[t - 1].key if t else ""
    start, end = reading.clauses[reading.clause_of[t]]
    moves = [h for h in reading.by_group.get("direction", ()) if start <= h.start < end and h.label in ("up", "down")]
    after = [h for h in moves if t < h.start <= t + 4 or (h.start == t and h.end > t + 1)]
    if token.sign or previous in ("минус", "плюс"):
        return "change"
    if token.case == "possessive" or _of_these(reading, start, t):
        return "part"
    if says_until(reading, t):
        return "level"
    if _behind_difference(reading, t) or (moves and (previous == "на" or _behind_noun(reading, t))):
        return "change"
    if begins(previous, "level_verb") and any(reading.tokens[h.start].key in word_set("movement_noun") for h in moves):
        return "change"
    if is_apposed(reading, t) and (previous in ("на", "(") or _dative(reading, t)):
        return "change"
    if after and _dative(reading, t):
        return "level" if reading.tokens[after[0].end - 1].key.startswith(_REACHED) else "change"
    if after and after[0].start <= t + 2 and reading.tokens[after[0].start].key in COMPARATIVES:
        return "change"
    if any(x.key.startswith(stem_set("lost")) for x in reading.tokens[max(0, t - 2) : t]):
        return "change"
    between = reading.tokens[mention.end : t] if mention.end else ()
    apart = any(x.kind == "word" and x.key not in word_set("level_filler") for x in between)
    apart = apart and reading.clause_of[t] != reading.clause_of[mention.end - 1]
    return "part" if apart and reading.by_group.get("event") else "level"


def _behind_noun(reading: ReadUnit, t: int) -> bool:
    """`снижение 16 %`, `кему – 660 адам`: right behind the noun of a movement."""
    return any(x.key in word_set("movement_noun") for x in reading.tokens[max(0, t - 2) : t])


def _of_these(reading: ReadUnit, start: int, t: int) -> bool:
    """`из них 450`: of the people just told of; not where a connective follows: `кеткендердің кесірінен … 450`."""
    causes = {h.start for h in reading.by_group.get("connective", ())}
    these = (h for h in reading.by_group.get("link", ()) if h.label == "these" and start <= h.start < t)
    return any(h.end not in causes for h in these)


def _behind_difference(reading: ReadUnit, t: int) -> bool:
    """`разница – 600 чел.`, `айырмасы 600`: right behind the noun of a difference."""
    return any(x.key.startswith(stem_set("difference")) for x in reading.tokens[max(0, t - 2) : t])


def says_until(reading: ReadUnit, t: int) -> bool:
    """`до 4 070`, `4 070-ке дейін`: a movement down or up to the number."""
    following = reading.tokens[t + 1].key if t + 1 < len(reading.tokens) else ""
    return (t > 0 and reading.tokens[t - 1].key == "до") or following == "дейин"


def is_apposed(reading: ReadUnit, t: int) -> bool:
    """`на 450 человек, или на 6 %`, `550 адамға (5,7 %)`: a clause of its own that says the change once more."""
    start, end = reading.clauses[reading.clause_of[t]]
    if start == 0 or reading.clause_of[t] == 0:
        return False
    around = [x for x in (*reading.tokens[start:t], *reading.tokens[t + 1 : end]) if x.kind == "word"]
    before = reading.tokens[max(0, start - _APPOSED) : start]
    places = range(start - len(before), start)
    told = any(
        x.key == "на" or (x.kind == "number" and _dative(reading, i)) for i, x in zip(places, before, strict=True)
    )
    return told and all(x.key in word_set("apposition") or x.key in _PERSON_WORDS for x in around)


_APPOSED = 5
COMPARATIVES = word_set("comparative")
_REACHED = stem_set("reached")


def _dative(reading: ReadUnit, t: int) -> bool:
    if reading.tokens[t].case == "dative":
        return True
    following = reading.tokens[t + 1].key if t + 1 < len(reading.tokens) else ""
    return following in _DATIVE_WORDS


_DATIVE_WORDS = word_set("person_in_dative")


def _date_of(reading: ReadUnit, t: int) -> tuple[int, int]:
    """The date that stands with a number: in its clause, nearest; (0, 0) where none does."""
    clause = reading.clause_of[t]
    places = [i for i, x in enumerate(reading.tokens) if x.kind == "date"]
    dates = [(abs(i - t), i) for i in places if reading.clause_of[i] == clause or i == t - 2]
    if not dates:
        return 0, 0
    token = reading.tokens[min(dates)[1]]
    return int(token.value), token.month
