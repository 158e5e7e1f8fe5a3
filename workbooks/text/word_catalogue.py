"""The words of the template and of the marked copy, by language."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

from schemas.languages import in_language
from schemas.yaml_text import read_yaml_file

_CATALOGUE = Path(__file__).parent / "texts.yaml"


@functools.cache
def catalogue() -> dict[str, Any]:
    """The whole catalogue, as read from texts.yaml."""
    texts: dict[str, Any] = read_yaml_file(_CATALOGUE)
    return texts


def word(path: str, language: str, **parts: object) -> str:
    """The text at a dotted path of the catalogue in a language, its {placeholders} filled. Raises KeyError."""
    text = str(in_language(_at(path), language))
    return text.format(**parts) if parts else text


def words(path: str, language: str) -> list[str]:
    """The list of texts at a dotted path of the catalogue in a language. Raises KeyError."""
    return [str(x) for x in in_language(_at(path), language)]


def in_every_language(path: str) -> tuple[str, ...]:
    """The text at a dotted path of the catalogue in every language that it has. Raises KeyError."""
    return tuple(str(text) for text in _at(path).values())


def every_word(path: str) -> tuple[str, ...]:
    """The texts of the lists at a dotted path of the catalogue, those of every language. Raises KeyError."""
    return tuple(str(text) for texts in _at(path).values() for text in texts)


def _at(path: str) -> dict[str, Any]:
    node: dict[str, Any] = catalogue()
    for key in path.split("."):
        node = node[key]
    return node


def as_of_text(date: dt.date, language: str) -> str:
    """The reporting date in words, such as «2026 жылғы 1 қаңтардағы жағдай бойынша»."""
    month = words("months", language)[date.month - 1]
    return word("as_of", language, year=date.year, month=month, day=date.day)


def until_text(date: dt.date, language: str) -> str:
    """The last day in words, such as «2026 жылғы 20 желтоқсанға дейін»."""
    month = words("months_until", language)[date.month - 1]
    return word("until", language, year=date.year, month=month, day=date.day)


def short_date(date: dt.date) -> str:
    """A date as the form writes it: 01.01.2026."""
    return f"{date:%d.%m.%Y}"
