"""A note read: every unit with its tokens and lexicon hits, cut into clauses, furniture and quoted words marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commentary.text.latin_kazakh import is_latin_kazakh
from commentary.text.lexicon import Hit
from commentary.text.row_codes import rows_of, with_row_codes
from commentary.text.segments import NoteUnit, segment
from commentary.text.tokens import Token, tokenise
from commentary.text.vocabulary import MENTION, WEAK, Vocabulary

_CLAUSE_MARKS = frozenset(",;:–()|") | {"-", "—", "→"}
_KEYS = {"number": "#", "date": "@", "code": "№"}
_REQUEST = re.compile(r"сұра|сура|запрос|просил|просьб|хатыңыз|письм|талап етіл|көрсетілген талап", re.IGNORECASE)
_QUOTE = re.compile(r"[«“\"]([^«»“”\"]{2,400})[»”\"]")


@dataclass(frozen=True, slots=True)
class Mention:
    """An indicator named at tokens start..end; `weak` where only a figure or a movement makes it a mention."""

    indicator: str
    start: int
    end: int
    weak: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit as it was read.

    `clauses` are token ranges between commas, colons, dashes and brackets; `clause_of[i]` is the clause of token i;
    `by_group` holds the hits of each lexicon group; `furniture` says that nothing but greeting, title, signature or
    enclosure was found; `column` is the indicator in whose row of the figures the text stood, if any. Of the
    `quoted_tokens` the `foreign_tokens` are somebody else's sentence, not a name.
    """

    unit: NoteUnit
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    by_group: Mapping[str, tuple[Hit, ...]]
    mentions: tuple[Mention, ...]
    clauses: tuple[tuple[int, int], ...]
    clause_of: tuple[int, ...]
    furniture: bool
    column: str = ""
    quoted_tokens: frozenset[int] = field(default_factory=frozenset)
    foreign_tokens: frozenset[int] = field(default_factory=frozenset)

    def labels(self, group: str) -> set[str]:
        """The labels of a group that were hit."""
        return {h.label for h in self.by_group.get(group, ())}

    def has(self, group: str, label: str, start: int = 0, end: int = 10**6) -> bool:
        """Whether the label (any label, where it is empty) of the group was hit within the tokens start..end."""
        return any((not label or h.label == label) and start <= h.start < end for h in self.by_group.get(group, ()))


def read_note(text: str, vocabulary: Vocabulary) -> tuple[ReadUnit, ...]:
    """The readings of a note's units."""
    latin = is_latin_kazakh(text)
    return tuple(_read(text, unit, vocabulary, latin=latin) for unit in segment(text))


def read_piece(text: str, vocabulary: Vocabulary, column: str = "") -> ReadUnit:
    """One sentence read by itself, as training and the figures' reason column need it."""
    return _read(text, NoteUnit(0, len(text), "sentence", 0, 0), vocabulary, column)


def _read(text: str, unit: NoteUnit, vocabulary: Vocabulary, column: str = "", latin: bool = False) -> ReadUnit:
    tokens = tuple(t for t in tokenise(text, unit.start, unit.end, latin) if t.key not in ('"', "."))
    tokens = with_row_codes(tokens, text, unit, vocabulary.rows)
    keys = [_KEYS.get(t.kind, t.key) for t in tokens]
    hits = tuple(vocabulary.lexicon.hits(keys))
    if vocabulary.by_labels:
        hits = _without_events_in_labels(hits)
    by_group = _by_group(hits)
    clauses, clause_of = _clauses(tokens, by_group.get("contrast", ()))
    quoted = _quoted(text, unit, tokens)
    clauses, clause_of = _unpunctuated(tokens, clauses, clause_of, by_group)
    found = _mentions(tokens, by_group, vocabulary)
    mentions = tuple(m for m in found if m.start not in quoted or _fills_quotes(m, quoted))
    furniture = unit.kind != "quoted" and _is_furniture(tokens, by_group, mentions, vocabulary.in_letterheads)
    foreign = _foreign(tokens, quoted)
    return ReadUnit(unit, tokens, hits, by_group, mentions, clauses, clause_of, furniture, column, quoted, foreign)


def _by_group(hits: tuple[Hit, ...]) -> dict[str, tuple[Hit, ...]]:
    gathered: dict[str, list[Hit]] = {}
    for hit in hits:
        gathered.setdefault(hit.group, []).append(hit)
    return {group: tuple(found) for group, found in gathered.items()}


def _without_events_in_labels(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Words of a row's label tell no event: «малокомплектные школы» is a row of some forms and a cause in others."""
    named = {i for h in hits if h.group == MENTION for i in range(h.start, h.end)}
    return tuple(h for h in hits if h.group != "event" or not named.issuperset(range(h.start, h.end)))


def _clauses(
    tokens: tuple[Token, ...], contrasts: tuple[Hit, ...]
) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    starts = {h.start for h in contrasts}
    ranges, clause_of, begin = [], [], 0
    for i, token in enumerate(tokens):
        mark = token.kind == "mark" and token.key in _CLAUSE_MARKS
        if (mark or i in starts) and i > begin:
            ranges.append((begin, i))
            begin = i
        clause_of.append(len(ranges))
    if begin < len(tokens):
        ranges.append((begin, len(tokens)))
    return tuple(ranges), tuple(clause_of)


def _unpunctuated(
    tokens: tuple[Token, ...],
    clauses: tuple[tuple[int, int], ...],
    clause_of: tuple[int, ...],
    by_group: Mapping[str, tuple[Hit, ...]],
) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Dictated text: a long clause is cut before an indicator that follows something told, and before a connective."""
    if all(end - start < _LONG_CLAUSE for start, end in clauses):
        return clauses, clause_of
    told = [h.start for g in ("direction", "event", "connective") for h in by_group.get(g, ())]
    told = sorted(told + [i for i, t in enumerate(tokens) if t.kind == "number"])
    causes = {h.start for h in by_group.get("connective", ()) if h.label == "cause"}
    places = sorted(causes.union(h.start for h in by_group.get(MENTION, ())))
    cuts: list[tuple[int, int]] = []
    for start, end in clauses:
        begin = start
        if end - start >= _LONG_CLAUSE:
            for place in places[bisect_right(places, start) : bisect_left(places, end)]:
                if place - begin >= 3 and bisect_left(told, begin) < bisect_left(told, place):
                    cuts.append((begin, place))
                    begin = place
        cuts.append((begin, end))
    return tuple(cuts), tuple(i for i, (start, end) in enumerate(cuts) for _ in range(start, end))


_LONG_CLAUSE = 16


def _mentions(
    tokens: tuple[Token, ...], by_group: Mapping[str, tuple[Hit, ...]], vocabulary: Vocabulary
) -> Iterator[Mention]:
    rows = vocabulary.rows
    strong = [h for h in by_group.get(MENTION, ()) if _numbers_fit(h, tokens, vocabulary.phrase_numbers)]
    covered = {i for h in strong for i in range(h.start, h.end)}
    found = [Mention(h.label, h.start, h.end) for h in strong]
    found += [
        Mention(h.label, h.start, h.end, weak=True)
        for h in by_group.get(WEAK, ())
        if not covered & set(range(h.start, h.end))
    ]
    found += [Mention(name, i, i + 1, code=True) for i, t in enumerate(tokens) for name in rows_of(t, i, tokens, rows)]
    yield from sorted(found, key=lambda m: m.start)


def _numbers_fit(hit: Hit, tokens: tuple[Token, ...], limits: tuple[float, float]) -> bool:
    """The numbers of a phrase must be those that it may have: `до 35 лет` is an age, `до 240` is none."""
    return all(limits[0] <= t.value <= limits[1] for t in tokens[hit.start : hit.end] if t.kind == "number")


def _quoted(text: str, unit: NoteUnit, tokens: tuple[Token, ...]) -> frozenset[int]:
    """Tokens within quotation marks: names of projects and firms, or the words of a request."""
    spans = [m.span(1) for m in _QUOTE.finditer(text, unit.start, unit.end)]
    codes = {t.start for t in tokens if t.kind == "code"}
    spans = [(a, b) for a, b in spans if a not in codes]  # a row of the table in quotation marks is the note's own
    if unit.kind == "quoted":
        spans.append((unit.start, unit.end))
    starts = [t.start for t in tokens]
    return frozenset(i for a, b in spans for i in range(bisect_left(starts, a), bisect_left(starts, b)))


def _foreign(tokens: tuple[Token, ...], quoted: frozenset[int]) -> frozenset[int]:
    """The quoted tokens, where they are a sentence of somebody else's and not the name of a project or a firm."""
    words = sum(tokens[i].kind == "word" for i in quoted)
    return quoted if words >= _SENTENCE_WORDS else frozenset()


_SENTENCE_WORDS = 6


def _fills_quotes(mention: Mention, quoted: frozenset[int]) -> bool:
    """The quotation is the mention and no more: a row of the form called by its name."""
    return not mention.weak and mention.start - 1 not in quoted and mention.end not in quoted


def _is_furniture(
    tokens: tuple[Token, ...],
    by_group: Mapping[str, tuple[Hit, ...]],
    mentions: tuple[Mention, ...],
    in_letterheads: frozenset[str],
) -> bool:
    words = [i for i, t in enumerate(tokens) if t.kind == "word" and set(t.key) - set("х-x_")]
    hits = by_group.get("furniture", ())
    if not words:
        return not any(t.kind == "number" for t in tokens) and not any(m.code for m in mentions)
    kinds = {h.label for h in hits}
    covered = {i for h in hits for i in range(h.start, h.end)}
    covered |= {i for h in by_group.get("common", ()) for i in range(h.start, h.end)}
    told = by_group.get("direction") or by_group.get("event") or by_group.get("connective")
    strong = [m for m in mentions if not m.weak and m.indicator not in in_letterheads]
    share = sum(i in covered for i in words) / len(words)
    people = any(h.label == "person" for h in by_group.get("counted", ()))
    of_a_year = any(h.label in ("prior", "current") for h in by_group.get("period", ()))
    if any(t.kind == "number" for t in tokens) and (people or of_a_year or any(not m.weak for m in mentions)):
        return False
    if any(h.label == "routine" for h in by_group.get("routine", ())) and "greeting" not in kinds:
        return False
    counted = any(t.kind == "number" and t.value >= _COUNTED for t in tokens)
    if mentions and (counted or by_group.get("direction")):
        return False
    if kinds <= {"filler"} or strong or (told and "enclosure" not in kinds and "greeting" not in kinds):
        return False
    return share >= 0.5 and len(words) <= 25


_COUNTED = 10
