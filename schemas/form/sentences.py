"""The sentences of findings, in the language of who reads them: numbers grouped, decimals with the language's sign."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from schemas.form.model import Form
from schemas.form.quoting import quoted
from schemas.languages import decimal_sign, in_language
from schemas.plurals import filled
from schemas.yaml_text import read_yaml_file

UNREADABLE_RULES = frozenset({"workbook-unreadable", "sheet-not-found"})
Parameter = float | str
UNSURE = "unsure"
NARROW = "\u00a0"
MINUS = "\u2212"
# Names of the register, which are ours and may be long.
_OURS = frozenset({"missing", "org", "candidates", "waits"})
_REFUSALS = Path(__file__).with_name("refusals.yaml")
_SENDERS = Path(__file__).with_name("senders.yaml")


def format_number(value: float, language: str) -> str:
    """A figure as people of the language write it: 590 740, 95,8 (kk, ru) or 95.8 (en); −615 with a true minus."""
    if value != value:
        return "–"
    rounded = round(value, 2)
    text = f"{abs(rounded):,.2f}".rstrip("0").rstrip(".")
    text = text.replace(",", NARROW).replace(".", decimal_sign(language))
    return f"{MINUS}{text}" if rounded < 0 else text


def plain_number(value: float) -> str:
    """A figure for machines: no grouping, a dot, no trailing zeros; "" for NaN."""
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else repr(round(float(value), 6))


def fill(template: str, parameters: Mapping[str, Parameter], language: str) -> str:
    """The template with its {placeholders} filled; one that has no value becomes an ellipsis, never an error."""
    return filled(template, lambda name: parameters.get(name, "…"), lambda name, value: _shown(name, value, language))


def _shown(name: str, value: Parameter, language: str) -> str:
    """A parameter as text; a row's code is no quantity, and so not grouped."""
    if isinstance(value, str):
        return MINUS + value[1:] if value[:1] == "-" and value[1:2].isdigit() else value
    return plain_number(value) if name == "row" else format_number(value, language)


@functools.cache
def _words(source: Path) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = read_yaml_file(source)
    return known


def refusal(word: str, language: str) -> str:
    """Why a file could not be read, in the language; the reader's own word where there is no sentence for it."""
    return _in_words(_REFUSALS, word, language)


def _in_words(source: Path, word: str, language: str) -> str:
    known = _words(source).get(word)
    return in_language(known, language) if known else word


def messages(findings: pd.DataFrame, form: Form, languages: pd.Series) -> pd.Series:
    """The message of each finding (frames.Findings), in the language that `languages` gives for its organisation."""
    chosen = findings["organisation"].map(languages).fillna(form.languages[0])
    rows = zip(findings["rule"], findings["parameters"], chosen, strict=True)
    texts = [message_of(form, rule, given, language) for rule, given, language in rows]
    return pd.Series(texts, index=findings.index, dtype="str")


def message_of(form: Form, rule: str, parameters: Mapping[str, Parameter], language: str) -> str:
    """The sentence of one finding: quoted words short and harmless, a reader's word for what it met in words."""
    parameters = {k: quoted(x) if isinstance(x, str) and k not in _OURS else x for k, x in parameters.items()}
    if rule in UNREADABLE_RULES and isinstance(raw := parameters.get("raw", ""), str):
        parameters["raw"] = refusal(raw, language)
    if rule == "sender-unknown" and isinstance(why := parameters.get("why", ""), str):
        parameters["why"] = _in_words(_SENDERS, why, language)
    return fill(template_of(form, rule, parameters, language), parameters, language)


def template_of(form: Form, rule: str, parameters: Mapping[str, Parameter], language: str) -> str:
    """A rule's sentence with its {placeholders}: the neutral one where `parameters` say UNSURE and there is one."""
    kind = form.finding_kind(rule)
    told = kind.unsure if kind.unsure is not None and parameters.get(UNSURE) else kind.message
    return told[language]
