"""Findings in words: their sentences, their order, their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from reports.wording import known, phrase
from schemas.form import UNREADABLE_RULES, Form, format_number, message_of, plain_number, refusal, template_of

FOLDED_FROM = 3
LONGEST_QUOTE = 160
CONSEQUENCES = {
    "template-outdated": frozenset({"required", "prior-as-accepted", "change-as-stated", "cell-unreadable"}),
    "columns-swapped": frozenset(
        {"prior-as-accepted", "change-as-stated", "digits-transposed", "newcomer-has-no-prior", "note-direction-wrong"}
    ),
}
TOLD_AS_CHANGES = ("change-not-mentioned", "change-only-restated")
SENDER_UNKNOWN = "sender-unknown"
_NUMBER = re.compile(r"^([≤≥<>]\s*)?(-?\d+(?:\.\d+)?)$")


def in_order(findings: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Findings about the whole file first, then by row of the form and column; index from 0."""
    rows = findings["indicator"].map({x.name: x.row for x in form.indicators.values()}).fillna(0)
    position = rows * 10 + findings["period"].map({"prior": 1, "current": 2, "change": 3}).fillna(0)
    return findings.loc[position.sort_values(kind="stable").index].reset_index(drop=True)


def messages_folded(rule: str, messages: Sequence[str], language: str) -> str:
    """The sentence for several findings of one rule: the one that they share, or else one that speaks of all."""
    if len(set(messages)) == 1:
        return messages[0]
    if known(f"letter.folded.{rule}"):
        return phrase(f"letter.folded.{rule}", language, count=len(messages))
    return phrase("letter.folded.other", language, count=len(messages), message=messages[0])


def messages_in(findings: pd.DataFrame, form: Form, language: str) -> pd.DataFrame:
    """The findings with their messages said anew in this language, where their parameters suffice."""
    rows = zip(findings["rule"], findings["parameters"], findings["message"], strict=True)
    return findings.assign(message=[_said(str(rule), given or {}, told, form, language) for rule, given, told in rows])


def _said(rule: str, parameters: Mapping[str, float | str], told: str, form: Form, language: str) -> str:
    try:
        template = template_of(form, rule, parameters, language)
    except KeyError:
        return told
    if rule == SENDER_UNKNOWN:
        # Its {why} is a word of ours, which the message has put into the language already.
        return told
    if rule in UNREADABLE_RULES and parameters:
        return _unread(str(parameters.get("raw", "")) or str(parameters.get("reason", "")), language)
    known_here = parameters and set(re.findall(r"\{(\w+)\}", template)) <= set(parameters)
    return message_of(form, rule, parameters, language) if known_here else told


def _unread(reason: str, language: str) -> str:
    """Why a file could not be read and what to do, for a reader's word."""
    if known(f"letter.unreadable.{reason}"):
        return phrase(f"letter.unreadable.{reason}", language)
    return phrase("letter.unreadable.other", language, why=refusal(reason, language))


def cell_text(sheet: str, cell: str) -> str:
    """The cell with its sheet: Есеп!E60; "" where there is none."""
    return f"{sheet}!{cell}" if sheet and cell else cell or sheet


def row_text(indicator: str, period: str, form: Form, language: str) -> str:
    """The row of the form in words: 605-жол, «келісу комиссиясының мүшелері», есептік жыл."""
    if indicator not in form.indicators:
        return ""
    known_row = form.indicators[indicator]
    text = phrase("letter.row", language, row=str(known_row.row), label=known_row.label[language])
    return f"{text}, {phrase(f'period.{period}', language)}" if period else text


def parameter_text(value: float | str) -> str:
    """A parameter of a message as a text that `grouped` reads."""
    return value if isinstance(value, str) else plain_number(float(value))


def grouped(text: str, language: str) -> str:
    """A figure with its digits grouped; any other text as it stands."""
    match = _NUMBER.match(text.strip())
    return f"{match[1] or ''}{format_number(float(match[2]), language)}" if match else text
