"""What the notes of a form are read with: the general lexicons, and what the form says of its rows."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commentary.text.lexicon import NONE, Lexicon, general_groups
from commentary.text.row_phrases import row_phrases
from schemas.form import Form

MENTION, WEAK, EVENT = "mention", "weak", "event"
_ANY_NUMBER = (-math.inf, math.inf)


@dataclass(frozen=True)
class Vocabulary:
    """The lexicon that the notes of a form are read with, and what reading must know of the form's rows.

    `rows` maps the codes of rows to indicators; `phrase_numbers` are the least and the greatest number that a phrase
    may hold; `in_letterheads` are the indicators that titles and signatures name. `by_labels` tells that rows are known
    by their labels, since the form says nothing of how notes name them.
    """

    lexicon: Lexicon
    rows: Mapping[int, str]
    phrase_numbers: tuple[float, float] = _ANY_NUMBER
    in_letterheads: frozenset[str] = frozenset()
    by_labels: bool = False


def vocabulary_of(form: Form) -> Vocabulary:
    """The vocabulary of the form's notes, made once for each form."""
    return _vocabulary(_ByDigest(form))


class _ByDigest:
    """A form as a cache key: one that was read from no file has no digest, and is known by itself."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._key = form.digest or id(form)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and self._key == other._key


@functools.lru_cache(maxsize=8)
def _vocabulary(key: _ByDigest) -> Vocabulary:
    form = key.form
    return Vocabulary(
        lexicon=Lexicon(general_groups() | _mention_groups(form) | {EVENT: _events(form)}),
        rows={indicator.row: name for name, indicator in form.indicators.items()},
        phrase_numbers=form.mentions.phrase_numbers or _ANY_NUMBER,
        in_letterheads=frozenset(form.mentions.in_letterheads),
        by_labels=not form.mentions.phrases,
    )


def _events(form: Form) -> dict[str, Sequence[str]]:
    """The phrases of events by reason, with those by which the form's reasons are told."""
    known = general_groups()[EVENT]
    told = {name: (*known.get(name, ()), *reason.words) for name, reason in form.reasons.items() if reason.words}
    return {**known, **told}


def _mention_groups(form: Form) -> dict[str, dict[str, Sequence[str]]]:
    """The phrases that the form names its rows by, or those that follow from its labels."""
    mentions = form.mentions
    derived = row_phrases(form) if not mentions.phrases else None
    strong: Mapping[str, Sequence[str]] = derived.strong if derived else mentions.phrases
    weak: Mapping[str, Sequence[str]] = derived.weak | mentions.weak if derived else mentions.weak
    return {MENTION: {**strong, NONE: mentions.no_mention}, WEAK: dict(weak)}
