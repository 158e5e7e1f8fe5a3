"""The phrases by which notes mention the rows of a form that names none: its labels and aliases, with any ending.

`Численность врачей` gives `врач*`; `Несчастные случаи на производстве` also `несчастн* случа*`, where no other row is
called so. What is left of a label, a word or two that only this row has, is a weak phrase: it counts beside a figure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from commentary.text.folding import fold, has_kazakh_letters
from commentary.text.lexicon import begins
from commentary.text.tokens import tokenise
from commentary.text.word_stems import stem
from schemas.form import Form, Indicator

_BRACKETS = re.compile(r"[(（]([^()]*)[)）]")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_SHORTEST_ALONE, _SHORTEST_BESIDE = 5, 4
_KEY = 3
_ATTRIBUTES = ("даги", "деги", "таги", "теги")
_PREDICATE = "о"  # `принято [в профсоюз]` names no row without the rest

_Words = tuple[str, ...]


@dataclass(frozen=True)
class RowPhrases:
    """Entries of the lexicon by indicator: `strong` ones name the row outright, `weak` ones beside a figure of it."""

    strong: dict[str, tuple[str, ...]]
    weak: dict[str, tuple[str, ...]]


@dataclass
class _Called:
    """What a row is called, as stems: in full, and by what may stand for it."""

    full: list[_Words] = field(default_factory=list)
    short: list[_Words] = field(default_factory=list)


def row_phrases(form: Form) -> RowPhrases:
    """The phrases that follow from the labels and aliases of the form's rows; one that two rows share names neither."""
    called = {name: _called(indicator) for name, indicator in form.indicators.items()}
    whole = _Owners((n, words) for n, c in called.items() for words in c.full)
    within = _Owners((n, part) for n, c in called.items() for words in (*c.full, *c.short) for part in _parts(words))
    strong, weak = {}, {}
    for name, mine in called.items():
        outright = [w for w in mine.full if whole.only(name, w)] + [w for w in mine.short if within.only(name, w)]
        loose = [p for words in mine.full for p in _parts(words, 2) if _tells(p) and within.only(name, p)]
        strong[name] = tuple(dict.fromkeys(map(_entry, outright)))
        weak[name] = tuple(x for x in dict.fromkeys(map(_entry, loose)) if x not in strong[name])
    return RowPhrases(strong, weak)


def _called(indicator: Indicator) -> _Called:
    """The row's labels in all languages and its aliases; what stands in brackets is another name for it."""
    found = _Called()
    texts = [*indicator.label.model_dump().items(), *((_language(alias), alias) for alias in indicator.aliases)]
    for language, text in texts:
        if words := _words(_BRACKETS.sub(" ", text)):
            found.full.append(_stems(words, language))
            found.short.extend(_stems(core, language) for core in _cores(words))
        inside = (_words(x) for x in _BRACKETS.findall(text))
        found.short.extend(_stems(words, language) for words in inside if words and "#" not in words)
    return found


def _language(text: str) -> str:
    if has_kazakh_letters(text):
        return "kk"
    return "ru" if _CYRILLIC.search(text) else "en"


def _words(text: str) -> _Words:
    """The folded words of a label, numbers as `#`; what labels count with (саны, численность) left out at both ends."""
    plain: list[str] = []
    for token in tokenise(text, 0, len(text)):
        if token.kind == "word" or token.spelled:  # оның is read as ten with an ending
            plain += fold(text[token.start : token.end]).split()
        elif token.kind == "number":
            plain.append("#")
    while plain and begins(plain[0], "label_filler"):
        plain.pop(0)
    while plain and begins(plain[-1], "label_filler"):
        plain.pop()
    return tuple(plain)


def _stems(words: _Words, language: str) -> _Words:
    return tuple(stem(word, language) for word in words)


def _cores(words: _Words) -> Iterator[_Words]:
    """`несчастные случаи [на производстве]`, `[өндірістегі] жазатайым оқиғалар`: without what only places the row."""
    opens = next((i for i, w in enumerate(words) if i and begins(w, "complement_opener")), 0)
    if opens and not (opens == 1 and words[0].endswith(_PREDICATE)):
        yield words[:opens]
    closes = [i for i, w in enumerate(words[:-1]) if begins(w, "attribute_closer") or w.endswith(_ATTRIBUTES)]
    if closes:
        yield words[closes[-1] + 1 :]


def _parts(words: _Words, longest: int = 10**6) -> Iterator[_Words]:
    """The runs of words of a name, of up to so many words."""
    for size in range(1, min(len(words), longest) + 1):
        for start in range(len(words) - size + 1):
            yield words[start : start + size]


def _tells(words: _Words) -> bool:
    """Whether the words are enough to be noticed: a long one, or two that are no particles."""
    shortest = _SHORTEST_ALONE if len(words) == 1 else _SHORTEST_BESIDE
    return all(len(w) >= shortest for w in words)


def _entry(words: _Words) -> str:
    return " ".join(w if len(w) < _SHORTEST_BESIDE else f"{w}*" for w in words)


class _Owners:
    """Which rows have which runs of stems; two stems are one where either begins with the other."""

    def __init__(self, runs: Iterable[tuple[str, _Words]]) -> None:
        self._by_key: dict[tuple[int, str], set[tuple[str, _Words]]] = defaultdict(set)
        for name, words in runs:
            self._by_key[len(words), words[0][:_KEY]].add((name, words))

    def only(self, name: str, words: _Words) -> bool:
        """Whether no other row has these words."""
        others = self._by_key[len(words), words[0][:_KEY]]
        return not any(n != name and _alike(words, w) for n, w in others)


def _alike(a: Sequence[str], b: Sequence[str]) -> bool:
    return all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))
