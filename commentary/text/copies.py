"""Stale and copied text: five-word runs shared with another note, figures and names masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commentary.text.tokens import tokenise
from commentary.text.unit_reading import ReadUnit

RUN = 5
STALE_SHARE = 0.7
_NUMBER, _NAME = "#", "¤"


def masked_words(text: str, names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The folded words of a text; numbers and dates as `#`, words of organisations' names as `¤`."""
    words = []
    for token in tokenise(text, 0, len(text)):
        if token.kind == "word":
            words.append(_NAME if token.key in names else token.key)
        elif token.kind != "mark":
            words.append(_NUMBER)
    return tuple(w for i, w in enumerate(words) if w not in (_NUMBER, _NAME) or i == 0 or words[i - 1] != w)


def plain_words(text: str, names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The folded words and numbers of a text, in order; words of organisations' names left out."""
    tokens = tokenise(text, 0, len(text))
    kept = (t for t in tokens if t.kind != "mark" and t.key not in names)
    return tuple(t.key if t.kind == "word" else f"{t.value:g}" for t in kept)


def runs(words: Sequence[str], size: int = RUN) -> frozenset[tuple[str, ...]]:
    """The runs of `size` words; a shorter text is one run of all its words."""
    if len(words) <= size:
        return frozenset([tuple(words)]) if words else frozenset()
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def share(part: frozenset[tuple[str, ...]], whole: frozenset[tuple[str, ...]]) -> float:
    """How much of the part's runs the whole has."""
    return len(part & whole) / len(part) if part else 0.0


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The folded words of organisations' names, long enough to be told from others."""
    return frozenset(
        t.key for name in names for t in tokenise(name, 0, len(name)) if t.kind == "word" and len(t.key) > 3
    )


def stale_units(text: str, last_year: str | None, readings: Sequence[ReadUnit], names: frozenset[str]) -> set[int]:
    """The units that stand, figures and names aside, in last year's note of the same organisation."""
    if not last_year or not last_year.strip():
        return set()
    old = masked_words(last_year, names)
    old_runs, old_short = runs(old), {size: runs(old, size) for size in (2, 3, 4)}
    stale = set()
    for index, reading in enumerate(readings):
        words = masked_words(text[reading.unit.start : reading.unit.end], names)
        if len(words) >= RUN:
            same = share(runs(words), old_runs) >= STALE_SHARE
        else:
            same = len(words) >= 2 and tuple(words) in old_short.get(len(words), frozenset())
        if same:
            stale.add(index)
    return stale
