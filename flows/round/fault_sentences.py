"""What is wrong in a round's files, as sentences from `faults.yaml` in the language of who runs the command."""

from __future__ import annotations

import difflib
import functools
import os
from collections.abc import Collection
from pathlib import Path

from schemas.form import Parameter, fill
from schemas.languages import SHIPPED
from schemas.yaml_text import read_yaml_file

LANGUAGE = "ESEP_LANGUAGE"
_SOURCE = Path(__file__).with_name("faults.yaml")
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_NEAR = 0.75


@functools.cache
def _sentences() -> dict[str, dict[str, dict[str, str]]]:
    known: dict[str, dict[str, dict[str, str]]] = read_yaml_file(_SOURCE)
    return known


_of_round = ""


def speak_in(language: str) -> None:
    """Take the language that a round's settings ask for; one of the environment goes before it."""
    global _of_round
    _of_round = language


def operators_language() -> str:
    """The language of who runs the command: ESEP_LANGUAGE, or else that of the system; English where it is another."""
    given = [os.environ.get(LANGUAGE, ""), _of_round, *(os.environ.get(name, "") for name in _LOCALE)]
    told = next(filter(None, given), "")[:2].lower()
    return told if told in SHIPPED else "en"


def fault(name: str, /, **values: Parameter) -> str:
    """The sentence of a dotted name such as `register.kind`, its {placeholders} filled. KeyError for none."""
    group, _, item = name.partition(".")
    language = operators_language()
    return fill(_sentences()[group][item][language], values, language)


def on_line(line: object, said: str) -> str:
    """The sentence with the line that it is about."""
    return fault("place.line", line=str(line), said=said)


def meant(word: str, known: Collection[str]) -> str:
    """« (is … meant?)» with the nearest of the known words, "" where none is near."""
    by_form = {x.casefold(): x for x in known}
    near = difflib.get_close_matches(word.strip().casefold(), by_form, n=1, cutoff=_NEAR)
    return fault("place.meant", near=by_form[near[0]]) if near else ""
