"""The part of a word that its endings leave alone: what a label's word is sought by in a note, in whatever case."""

from __future__ import annotations

import functools

from commentary.text.lexicon import word_set

_SHORTEST = 4
_MOST_ENDINGS = 3
_SOFTENING = "кгпб"  # кәсіподақ, кәсіподағы; мектеп, мектебі
_VOWELS = frozenset("аеиоуыэюя")


def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language whose endings are not known."""
    if language == "kk":
        return _kazakh(word)
    return _russian(word) if language == "ru" else _stripped(word, language)


def _kazakh(word: str) -> str:
    """Endings follow one another: мүше-лер-і-нің; the last consonant softens before them."""
    found = word
    for _ in range(_MOST_ENDINGS):
        found = _stripped(found, "kk")
    return found[:-1] if len(found) > _SHORTEST and found[-1] in _SOFTENING else found


def _russian(word: str) -> str:
    """One ending; a vowel that comes and goes (первички, первичек) is left open."""
    found = _stripped(word, "ru")
    noun = len(word) - len(found) == 1
    cluster = len(found) > _SHORTEST and not _VOWELS & set(found[-2:])
    return found[:-1] if noun and cluster else found


def _stripped(word: str, language: str) -> str:
    for ending in _endings(language):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


@functools.cache
def _endings(language: str) -> tuple[str, ...]:
    """The endings of a language, the longest first; none where the lexicon knows none."""
    try:
        known = word_set(f"endings_{language}")
    except KeyError:
        return ()
    return tuple(sorted(known, key=lambda e: (-len(e), e)))
