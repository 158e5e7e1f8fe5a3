"""What our own letters say, found in what comes back: however a program quotes it, it is nobody's note."""

from __future__ import annotations

import re

from workbooks.table import FormKey
from workbooks.text import fold

_RUN, _TELLING_SPAN = 4, 7
# A sentence ends at its sign, or where a line of a list begins; what parts two is kept.
_PARTING = re.compile(r"((?<=[.!?…])\s+|\n(?=[ \t]{0,8}[-–•·*\d])|\n{2,})")
Run = tuple[str, ...]


def without_own_sentences(text: str, key: FormKey) -> str:
    """The text without the sentences that are made of runs of words of the key's own ones; all else as it is.

    A letter fills its sentences with names, dates and figures, and programs break its lines: so runs of words tell.
    Half a sentence, or a long span of it, is enough. The form's labels tell nothing: everybody uses them.
    """
    if not key.own_sentences:
        return text
    runs = _runs_of(key)
    pieces = _PARTING.split(text.replace("\r\n", "\n"))
    theirs = [not _is_own(fold(sentence).split(), runs) for sentence in pieces[::2]]
    if all(theirs):
        return text
    separators = [*pieces[1::2], ""]
    kept = (x + y for x, y, counts in zip(pieces[::2], separators, theirs, strict=True) if counts)
    return "".join(kept).strip()


_made: list[tuple[FormKey, frozenset[Run]]] = []


def _runs_of(key: FormKey) -> frozenset[Run]:
    """The runs of the key's sentences, made once a process."""
    for known, runs in _made:
        if known is key:
            return runs
    said = {run for sentence in key.own_sentences for run in _runs(sentence.split())}
    labels = (fold(label) for row in key.rows for label in row.labels)
    _made[:] = [(key, frozenset(said.difference(run for label in labels for run in _runs(label.split()))))]
    return _made[0][1]


def _runs(words: list[str]) -> list[Run]:
    return [tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)]


def _is_own(words: list[str], runs: frozenset[Run]) -> bool:
    covered: set[int] = set()
    span = longest = 0
    for start, run in enumerate(_runs(words)):
        if run in runs:
            covered.update(range(start, start + _RUN))
            span = span + 1 if span else _RUN
            longest = max(longest, span)
        else:
            span = 0
    return longest >= _TELLING_SPAN or (len(covered) > _RUN and 2 * len(covered) >= len(words))
