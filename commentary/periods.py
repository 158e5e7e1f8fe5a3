"""A note that is of another date or another organisation: only its heading is asked, and only where it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from commentary.findings import NoteFinding
from commentary.folding import fold
from commentary.lexicon import stem_set
from commentary.tokens import Token, tokenise

_HEADING_LINES = 6
_STATE_WORDS = stem_set("state_title")
_LONGEST_TITLE = 22


def wrong_period(
    text: str, names: Sequence[str], other_names: Sequence[str], as_of: date, prior_as_of: date
) -> list[NoteFinding]:
    """note-wrong-period where the heading bears last year's date (and this year's nowhere), or another's name alone."""
    lines = [line for line in text.splitlines() if line.strip()][:_HEADING_LINES]
    titles = [(line, tokenise(line, 0, len(line))) for line in lines]
    return _other_date(titles, text, as_of, prior_as_of) or _other_name(titles, names, other_names)


def _other_date(
    titles: Sequence[tuple[str, tuple[Token, ...]]], text: str, as_of: date, prior_as_of: date
) -> list[NoteFinding]:
    """The date of state in a title is not this year's."""
    stated = [
        (line, t)
        for line, tokens in titles
        if _is_title(tokens)
        for t in tokens
        if t.kind == "date" and t.value and t.month == as_of.month
    ]
    years = {int(t.value) for _, t in stated}
    elsewhere = {int(t.value) for t in tokenise(text, 0, len(text)) if t.kind == "date" and t.month == as_of.month}
    if (
        not years
        or as_of.year in years
        or as_of.year in elsewhere
        or not years <= {prior_as_of.year, prior_as_of.year - 1}
    ):
        return []
    line, token = stated[0]
    observed = line[token.start : token.end]
    expected = as_of.strftime("%d.%m.%Y")
    return [
        NoteFinding("note-wrong-period", "", "", observed, expected, line.strip(), {"lhs": observed, "rhs": expected})
    ]


def _is_title(tokens: Sequence[Token]) -> bool:
    """A line of title: its date is of state, and it holds no figures and no sentence."""
    words = [t for t in tokens if t.kind == "word"]
    if any(t.kind == "number" for t in tokens) or len(words) > _LONGEST_TITLE:
        return False
    return any(t.key.startswith(_STATE_WORDS) for t in words)


def _other_name(
    titles: Sequence[tuple[str, tuple[Token, ...]]], names: Sequence[str], other_names: Sequence[str]
) -> list[NoteFinding]:
    """A line of the heading is another organisation's name, and the own one stands nowhere in the heading."""
    own = [_words(n) for n in names]
    heads = [(line, tuple(t.key for t in tokens if t.kind == "word")) for line, tokens in titles[:4]]
    if not own or any(_begins(words, name) for _, words in heads for name in own if name):
        return []
    known = set(own)
    for other in other_names:
        name = _words(other)
        if len(name) < 2 or name in known or any(_shares(name, mine) for mine in own):
            continue
        for line, words in heads:
            if len(words) <= len(name) + 2 and _begins(words, name):
                return [
                    NoteFinding(
                        "note-wrong-period", "", "", other, names[0], line.strip(), {"lhs": other, "rhs": names[0]}
                    )
                ]
    return []


def _words(name: str) -> tuple[str, ...]:
    return tuple(t.key for t in tokenise(fold(name), 0, len(name)) if t.kind == "word")


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether the name stands in the words, its last word with any ending."""
    size = len(name)
    for at in range(len(words) - size + 1):
        window = words[at : at + size]
        if tuple(window[:-1]) == tuple(name[:-1]) and window[-1][: len(name[-1])] == name[-1]:
            return True
    return False


def _shares(name: Iterable[str], mine: Iterable[str]) -> bool:
    """Whether one name holds all words of the other: a branch under its region, a short name."""
    a, b = set(name), set(mine)
    return a <= b or b <= a
