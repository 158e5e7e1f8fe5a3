"""The texts of the audit in the three languages, and what a rule says before anything has failed it."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from schemas.form import Rule, Text, fill
from schemas.yaml_text import read_yaml_file

_COMPARISON = re.compile(r"\s*(?:==|<=|>=|!=|<|>)\s*")


@functools.cache
def texts(kind: str) -> dict[str, Text]:
    """The texts of a kind by name: labels, severities, outcomes, checks."""
    read = read_yaml_file(Path(__file__).with_name("texts.yaml"))
    return {name: Text.model_validate(text) for name, text in read[kind].items()}


def label(name: str, language: str) -> str:
    """A label of the pages."""
    return texts("labels")[name][language]


def rule_sentence(rule: Rule, language: str) -> str:
    """What the rule says of a return that breaks it, with the rule's own terms in the place of numbers."""
    sides = _COMPARISON.split(rule.holds)
    terms = dict(zip(("lhs", "rhs"), sides, strict=True)) if len(sides) == 2 else {}
    return fill(rule.message[language], terms | rule.terms, language).replace("….", "…")


def rule_description(rule: Rule, language: str) -> str:
    """The rule in words: what must hold, when, over which set, and what is said when it does not."""
    parts = [
        ("condition", rule.holds),
        ("applies", rule.when),
        ("each", rule.each),
        ("broken", rule_sentence(rule, language)),
    ]
    return " · ".join(f"{label(name, language)}: {text}" for name, text in parts if text)


def check_description(name: str, bound: float, language: str) -> str:
    """What an independent check says must hold."""
    return fill(texts("checks")[name][language], {"bound": bound}, language)
