"""A note that is of another date or another organisation: only its heading is asked, and only where it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from commentary.text import ReadUnit, Token, stem_set, tokenise
from commentary.verdicts.note_findings import NoteFinding

_HEADING_UNITS = 5
_NAME_UNITS = 4
_STATE_WORDS = stem_set("state_title")
_LONGEST_TITLE = 22


@dataclass(frozen=True)
class OtherNames:
    """Organisations' names by their first folded word, made once for all notes."""

    by_first_word: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> OtherNames:
        """The index of these names; a name of one word is too little to know an organisation by."""
        index = cls()
        for name in names:
            words = _words(name)
            if len(words) > 1:
                index.by_first_word.setdefault(words[0], []).append((words, name))
        return index


def wrong_period(
    text: str,
    readings: Sequence[ReadUnit],
    names: Sequence[str],
    others: OtherNames,
    as_of: date,
    prior_as_of: date,
) -> list[NoteFinding]:
    """note-wrong-period where the heading bears last year's date (and this year's nowhere), or another's name alone."""
    titles = [r for r in readings[:_HEADING_UNITS] if not r.column]
    found = _other_date(titles, readings, as_of, prior_as_of) or _other_name(text, titles[:_NAME_UNITS], names, others)
    if found is None:
        return []
    observed, expected, title = found
    quote = text[title.unit.start : title.unit.end]
    values = {"lhs": observed, "rhs": expected}
    return [NoteFinding("note-wrong-period", "", "", observed, expected, quote, values)]


_Found = tuple[str, str, ReadUnit]


def _other_date(
    titles: Sequence[ReadUnit], readings: Sequence[ReadUnit], as_of: date, prior_as_of: date
) -> _Found | None:
    """The date of state, or the year reported on, in a title is not this year's, and this year's stands nowhere."""
    stated = [(r, t) for r in titles if _is_title(r) for t in r.tokens if t.kind == "date" and t.value]
    old = [(r, t) for r, t in stated if _is_old(t, as_of, prior_as_of)]
    everywhere = {t for r in readings for t in r.tokens if t.kind == "date"}
    if not old or any(_is_this(t, as_of) for t in everywhere):
        return None
    reading, token = old[0]
    return _shown(token), as_of.strftime("%d.%m.%Y"), reading


def _is_old(token: Token, as_of: date, prior_as_of: date) -> bool:
    if token.month:
        return token.month == as_of.month and token.day == as_of.day and token.value == prior_as_of.year
    return token.value == prior_as_of.year - 1


def _is_this(token: Token, as_of: date) -> bool:
    """A date of this year's state, or the year that it closes."""
    if token.month:
        return token.value == as_of.year and token.month == as_of.month and token.day == as_of.day
    return token.value in (as_of.year, as_of.year - 1)


def _shown(token: Token) -> str:
    return f"{token.day:02d}.{token.month:02d}.{token.value:.0f}" if token.month else f"{token.value:.0f}"


def _is_title(reading: ReadUnit) -> bool:
    """A line of title: it speaks of a state or a report, and holds no figures and no sentence."""
    words = [t for t in reading.tokens if t.kind == "word"]
    if any(t.kind == "number" for t in reading.tokens) or len(words) > _LONGEST_TITLE:
        return False
    return any(t.key.startswith(_STATE_WORDS) for t in words) and not reading.by_group.get("direction")


def _other_name(text: str, titles: Sequence[ReadUnit], names: Sequence[str], others: OtherNames) -> _Found | None:
    """A line of the heading is another organisation's name, and the own one stands nowhere in the note."""
    own = [_words(n) for n in names]
    if not own or not others.by_first_word:
        return None
    for title in titles:
        words = tuple(t.key for t in title.tokens if t.kind == "word")
        for at, word in enumerate(words):
            for name, written in others.by_first_word.get(word, ()):
                if len(words) > len(name) + 2 or not _stands(words, name, at) or any(_shares(name, o) for o in own):
                    continue
                everywhere = tuple(t.key for t in tokenise(text, 0, len(text)) if t.kind == "word")
                if any(_stands(everywhere, o, i) for o in own if o for i in range(len(everywhere))):
                    return None
                return written, names[0], title
    return None


def _words(name: str) -> tuple[str, ...]:
    return tuple(t.key for t in tokenise(name, 0, len(name)) if t.kind == "word")


def _stands(words: Sequence[str], name: Sequence[str], at: int) -> bool:
    """Whether the name stands at this place, its last word with any ending."""
    window = words[at : at + len(name)]
    return len(window) == len(name) and tuple(window[:-1]) == tuple(name[:-1]) and window[-1].startswith(name[-1])


def _shares(name: Iterable[str], mine: Iterable[str]) -> bool:
    """Whether one name holds all words of the other: a branch under its region, a short name."""
    a, b = set(name), set(mine)
    return a <= b or b <= a
