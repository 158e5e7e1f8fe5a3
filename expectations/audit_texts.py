"""The texts of the audit in the three languages, and what a rule says before anything has failed it."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Literal

from expectations.independent import IndependentCheck
from schemas.form import Form, Rule, Text, fill
from schemas.yaml_text import read_yaml_file

LANGUAGES = ("kk", "ru", "en")
_COMPARISON = re.compile(r"\s*(?:==|<=|>=|!=|<|>)\s*")


@functools.cache
def audit_texts(kind: str) -> dict[str, Text]:
    """The texts of a kind by name: labels, severities, outcomes, checks, shares."""
    read = read_yaml_file(Path(__file__).with_name("audit_texts.yaml"))
    return {name: Text.model_validate(text) for name, text in read[kind].items()}


def audit_label(name: str, language: str, form: Form | None = None) -> str:
    """A label of the pages, as the form says it where one is given."""
    own = form.national.wording.get(f"audit.{name}") if form else None
    return (own or audit_texts("labels")[name])[language]


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
    return " · ".join(f"{audit_label(name, language)}: {text}" for name, text in parts if text)


def check_description(check: IndependentCheck, form: Form, language: str) -> str:
    """What an independent check says must hold, in the form's own words where it has some."""
    said = check.says or form.national.wording.get(f"audit.{check.name}") or audit_texts("checks")[check.name]
    return fill(said[language], {"bound": check.bound}, language)


def share_sentence(of: Literal["organisations", "national"], indicator: str, form: Form) -> Text:
    """What the check of a watched share says where the form does not say it: by the labels of the two rows."""
    part, total = form.indicators[indicator].label, form.indicators[form.role.total].label
    said = audit_texts("shares")[of]
    return Text(**{x: said[x].replace("{part}", part[x]).replace("{total}", total[x]) for x in LANGUAGES})
