"""The rule language by its examples: a form that holds one of everything, and a rule for each construct."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schemas.form.loading import read_form
from schemas.form.model import Form
from schemas.yaml_text import read_yaml, read_yaml_file

_FORM = Path(__file__).with_name("language_example_form.yaml")
_EXAMPLES = Path(__file__).with_name("language_examples.yaml")
_SAID = {"kk": "…", "ru": "…", "en": "…"}


@dataclass(frozen=True)
class LanguageExample:
    """A construct: what it shows, the keys of a rule that has it, and figures with which it passes and fails."""

    shows: str
    rule: dict[str, Any]
    passes: dict[str, Any]
    fails: dict[str, Any]

    def form(self) -> Form:
        """The example form with this rule alone. Raises FormError."""
        given: dict[str, Any] = read_yaml(example_form())
        example = {"example": {"passes": self.passes, "fails": self.fails}}
        given["rules"] = {"example": {"severity": "hard"} | self.rule | example | _SAID}
        return read_form(yaml.safe_dump(given, allow_unicode=True, sort_keys=False), "example.yaml")


@dataclass(frozen=True)
class LanguageChapter:
    """Constructs of one kind, and what is to be known of them."""

    title: str
    about: str
    examples: tuple[LanguageExample, ...]


def example_form() -> str:
    """The YAML of a small form that holds one of everything, with comments."""
    return _FORM.read_text(encoding="utf-8")


@functools.cache
def language_chapters() -> tuple[LanguageChapter, ...]:
    """The rule language, construct by construct."""
    given = read_yaml_file(_EXAMPLES)
    return tuple(LanguageChapter(x["title"], x["about"], tuple(map(_example, x["examples"]))) for x in given)


def _example(given: dict[str, Any]) -> LanguageExample:
    rule = {key: value for key, value in given.items() if key not in ("shows", "passes", "fails")}
    return LanguageExample(given["shows"], rule, given["passes"], given["fails"])
