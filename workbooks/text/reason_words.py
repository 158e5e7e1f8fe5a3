"""What counts as a reason written beside a figure: some words, and not only that there is none or what the row is.

The template's own mark follows the same rule, so it is kept to what a spreadsheet can tell: signs and digits taken out,
letters that remain, and a list of what says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbooks.text.word_catalogue import every_word

# No letters: what is left without them is compared.
SIGNS = "0123456789.,;:!?-–—_/\\*+=%()«»\"'…№~#@$&^<>|[]{}\u00a0\r\n\t "
FEWEST_LETTERS = 4


def bare(text: str) -> str:
    """The letters of a text, in small ones."""
    return text.translate(_WITHOUT_SIGNS).lower()


def is_reason(text: str, labels: Iterable[str] = ()) -> bool:
    """Whether a text beside a figure says a reason at all; `labels` are those of its row."""
    letters = bare(text)
    return len(letters) >= FEWEST_LETTERS and letters not in no_reasons(labels)


def no_reasons(labels: Iterable[str] = ()) -> tuple[str, ...]:
    """What says nothing beside a figure whose row bears these labels, as `bare` gives it."""
    return tuple(dict.fromkeys(map(bare, (*every_word("empty_reasons"), *labels))))


_WITHOUT_SIGNS = str.maketrans("", "", SIGNS)
