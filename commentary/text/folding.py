"""Text made comparable without losing its places: every folded text is as long as its original.

Kazakh is often typed without its own letters (касиподак for кәсіподақ) and Latin look-alikes hide in Cyrillic words.
Folding maps both sides, lexicon and note, to one spelling, so a hit's span is a span of the note as it arrived.
"""

from __future__ import annotations

import re

_KAZAKH = dict(zip("әғқңөұүһіыё", "агкноуухиие", strict=True))
_SPACES = dict.fromkeys(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
)
_DASHES = dict.fromkeys("\u2012\u2013\u2014\u2015\u2212\uff0d", "–") | dict.fromkeys("\u2010\u2011", "-")
_QUOTES = dict.fromkeys('“”„‟"«»‹›', '"') | dict.fromkeys("‘’ʼ`´", "'")
_INVISIBLE = dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", " ")
_LOOKALIKES = str.maketrans("aeopcxykmthbi", "аеорсхукмтнви")
_TABLE = str.maketrans(_KAZAKH | _SPACES | _DASHES | _QUOTES | _INVISIBLE)
_WORD_PART = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-яё]")
_KAZAKH_ONLY = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)


def fold(text: str) -> str:
    """The text in lower case, Kazakh letters and look-alikes as Russian ones, spaces, dashes and quotes unified.

    Character i of the result stands for character i of `text`.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # İ and its kind grow when lowered
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    folded = lowered.translate(_TABLE)
    if _LATIN.search(folded) is None:
        return folded
    return _WORD_PART.sub(lambda m: _cyrillic(m.group()), folded)


def _cyrillic(word: str) -> str:
    return word.translate(_LOOKALIKES) if _LATIN.search(word) and _CYRILLIC.search(word) else word


def has_kazakh_letters(text: str) -> bool:
    """Whether the text holds a letter that Kazakh has and Russian lacks."""
    return _KAZAKH_ONLY.search(text) is not None
