"""The form of a word that a count asks for: 1 ячейка, 2 ячейки, 5 ячеек, 21 ячейка; 1 cell, 2 cells.

A text gives the forms after the placeholder's name: «{count} {count|ячейка|ячейки|ячеек}». Two forms are one and other,
three are one, few and many as Russian has them. Kazakh keeps one form after a count and needs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# a placeholder of a text: its name, and the forms among which its value chooses
PLACEHOLDER = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")


def plural_form(count: float, forms: str) -> str:
    """The one of the forms (between |) that the count asks for."""
    known = forms.split("|")
    return known[min(_place(abs(count), len(known)), len(known) - 1)]


def _place(count: float, forms: int) -> int:
    if forms < 3:
        return int(count != 1)
    if count != int(count):
        return 1  # 2,5 ячейки
    last, of_hundred = int(count) % 10, int(count) % 100
    if last == 1 and of_hundred != 11:
        return 0
    return 1 if last in (2, 3, 4) and of_hundred not in (12, 13, 14) else 2


def filled(template: str, value: Callable[[str], float | str], shown: Callable[[str, float | str], str]) -> str:
    """The template with its placeholders filled: `value` gives what a name stands for, `shown` how it is written."""

    def one(match: re.Match[str]) -> str:
        given = value(match[1])
        if match[2] is None:
            return shown(match[1], given)
        return plural_form(given, match[2]) if not isinstance(given, str) else match[2].rpartition("|")[2]

    return PLACEHOLDER.sub(one, template)


def pieces(template: str) -> list[str]:
    """What the template says between its placeholders."""
    return re.sub(PLACEHOLDER, "\0", template).split("\0")
