"""Whether two names can be one person's: what two people must decide, nobody decides by writing his name otherwise."""

from __future__ import annotations

from workbooks.text import fold, russian_letters

_LATIN_TO_CYRILLIC = str.maketrans("abcehikmoptxy", "авсенікмортху")


def same_person(one: str, other: str) -> bool:
    """Whether the names can be the same person's: case, spaces, points, the order of the words, look-alike letters of
    the other script do not tell them apart, nor does an initial, or a word that only one of them has.

    A. Serik and Aliya Serik can be one, A. Serik and B. Serik cannot.
    """
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return bool(fewer) and _each_found(fewer, more)


def _words(name: str) -> list[str]:
    """The words of a name, the longest first."""
    plain = russian_letters(fold(name).translate(_LATIN_TO_CYRILLIC))
    return sorted(plain.split(), key=len, reverse=True)


def _each_found(words: list[str], among: list[str]) -> bool:
    """Whether each of the words can be another of those that it is sought among."""
    if not words:
        return True
    first, rest = words[0], words[1:]
    return any(
        _can_be_one(first, other) and _each_found(rest, among[:place] + among[place + 1 :])
        for place, other in enumerate(among)
    )


def _can_be_one(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])
