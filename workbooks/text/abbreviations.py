"""Whether a text abbreviates a label: «в т.ч. женщ.», «Жұм. іст.», «кол-во ППО», «Оқудан өтк. барлығы»."""

from __future__ import annotations

import functools
import re
from enum import IntEnum

from workbooks.text.label_folding import fold, russian_letters

# In the letters that both an office with and one without a Kazakh keyboard end up with.
_BEFORE = re.compile(r"^(?:в т ч|в том числе|из них|из общ\w* числа|с?онын иш\w*|кол во|колич\w*|числ\w*) ")
_AFTER = re.compile(r" (?:саны|сан|барлыгы|барл|всего|итого|кол во|чел|адам|ед|шт)$")
_SHORTEST_STEM = 4
_LONGEST_ENDING = 3
_SHORTEST_BEGINNING, _SHORTEST_END = 2, 3


class Likeness(IntEnum):
    """How a text abbreviates a label: not at all, some of its words in their order, or every word of it."""

    NONE = 0
    SOME_WORDS = 1
    EVERY_WORD = 2


def abbreviates(text: str, labels: tuple[str, ...]) -> Likeness:
    """How well the text abbreviates the best of some labels of one row."""
    forms = _forms(text)
    found = (_of_one(form, other) for label in labels for form in forms for other in _forms(label))
    return max(found, default=Likeness.NONE)


@functools.lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text, as they are and without the qualifiers around them; the shorter forms only if they tell."""
    folded = russian_letters(fold(text))
    forms = [folded]
    while (shorter := _BEFORE.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    forms += [_AFTER.sub("", form) for form in forms]
    return tuple(tuple(form.split()) for form in dict.fromkeys(forms) if _tells(form.split()))


def _tells(words: list[str]) -> bool:
    return any(len(word) >= 3 or word.isdigit() for word in words)


def _of_one(words: tuple[str, ...], label: tuple[str, ...]) -> Likeness:
    """Each word must stand for the next label word that it can; the label's other words are left out."""
    position = covered = 0
    for word in words:
        while position < len(label):
            length = _stands_for(word, label, position)
            position += length or 1
            covered += length
            if length:
                break
        else:
            return Likeness.NONE
    return Likeness.EVERY_WORD if covered == len(label) else Likeness.SOME_WORDS


def _is_contraction(word: str, other: str) -> bool:
    """Whether a word is another's beginning and end without its middle: «орг-ций», «оқудан» for «оқытудан»."""
    begun = _shared_beginning(word, other)
    ended = _shared_beginning(word[::-1], other[::-1])
    return begun >= _SHORTEST_BEGINNING and ended >= _SHORTEST_END and begun + ended >= len(word)


def _shared_beginning(one: str, other: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))


def _stands_for(word: str, label: tuple[str, ...], position: int) -> int:
    """How many label words from a position a word stands for: one by its beginning or stem, several by initials."""
    other = label[position]
    if other == word or (other.startswith(word) and not word.isdigit()):
        return 1
    shared = _shared_beginning(word, other)
    if shared >= _SHORTEST_STEM and max(len(word), len(other)) - shared <= _LONGEST_ENDING:
        return 1
    if _is_contraction(word, other):
        return 1
    initials = label[position : position + len(word)]
    if 3 <= len(word) == len(initials) and all(x.startswith(letter) for x, letter in zip(initials, word, strict=True)):
        return len(word)
    return 0
