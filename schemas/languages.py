"""Languages as data: how each writes numbers, and whose texts stand where it has none of its own."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from schemas.yaml_text import read_yaml_file

CODE = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?")
SHIPPED = ("kk", "ru", "en")  # every catalogue holds all its texts in these
_SOURCE = Path(__file__).with_name("languages.yaml")
_Said = TypeVar("_Said")


@dataclass(frozen=True)
class Language:
    """`decimal` stands between whole and part; `fallback` are the languages to ask for a text that this one lacks."""

    decimal: str
    fallback: tuple[str, ...]


@functools.cache
def _source() -> dict[str, Any]:
    known: dict[str, Any] = read_yaml_file(_SOURCE)
    return known


@functools.cache
def language_of(code: str) -> Language:
    """What is known of the language; of one that languages.yaml does not name, what it says of others."""
    source = _source()
    told = source["languages"].get(code, source["any_other"])
    fallback = (*told.get("fallback", ()), source["last"])
    return Language(told["decimal"], tuple(x for x in dict.fromkeys(fallback) if x != code))


def described_languages() -> tuple[str, ...]:
    """The languages of which languages.yaml says how they are written, and whose texts stand where they have none."""
    return tuple(_source()["languages"])


def decimal_sign(code: str) -> str:
    """What stands between whole and part in the language."""
    return language_of(code).decimal


def in_language(said: Mapping[str, _Said], code: str) -> _Said:
    """What is said in the language, or else in the first of its fallback languages, or in any. KeyError for nothing."""
    for language in (code, *language_of(code).fallback):
        if found := said.get(language):
            return found
    told = [x for x in said.values() if x]
    if not told:
        raise KeyError(code)
    return told[0]


def names_of(row: Mapping[Any, Any]) -> dict[str, str]:
    """An organisation's names by language, from the columns name_<language> of its row in the register."""
    told = {str(key).removeprefix("name_"): str(name) for key, name in row.items() if str(key).startswith("name_")}
    return {language: name for language, name in told.items() if name}


def name_in(row: Mapping[Any, Any], code: str) -> str:
    """An organisation's name in the language, or in the one that it falls back to; "" if it has none."""
    names = names_of(row)
    return in_language(names, code) if names else ""
