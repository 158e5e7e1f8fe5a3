"""The changes that a letter asks to explain: both years, what the note says of each, and a question that helps."""

from __future__ import annotations

import itertools
import operator
from dataclasses import dataclass

import pandas as pd

from reports.letters.letter_remarks import TOLD_AS_CHANGES
from reports.wording import one_line, phrase
from schemas.form import Form, format_number, quoted

_LONGEST_QUOTE = 240


@dataclass(frozen=True)
class ChangeToExplain:
    """A change to explain, in words: figures are grouped and signed."""

    label: str
    prior: str
    current: str
    change: str
    percent: str


@dataclass(frozen=True)
class Inquiry:
    """Changes of which the note says the same and the same is asked: said once, after them."""

    changes: tuple[ChangeToExplain, ...]
    note: str
    quote: str
    question: str


def open_inquiries(
    findings: pd.DataFrame, commentary: pd.DataFrame, figures: pd.DataFrame, form: Form, language: str
) -> tuple[Inquiry, ...]:
    """The changes that the note leaves open, in the form's order, neighbours with the same answer and question as one.

    They are those of `commentary` (frames.Commentary) with a verdict other than explained, and those of findings
    that say so; figures come from frames.Figures, all of one organisation.
    """
    told = commentary[commentary["indicator"].ne("")].drop_duplicates("indicator").set_index("indicator")
    open_verdicts = set(told.index[~told["verdict"].isin(["explained", ""])])
    found = set(findings.loc[findings["rule"].isin(TOLD_AS_CHANGES), "indicator"]) - {""}
    values = {(r["indicator"], r["period"]): float(r["value"]) for r in figures.to_dict("records")}
    asked = [
        (_said(name, values, told, form, language), _change(name, values, form, language))
        for name in form.indicators
        if name in open_verdicts | found
    ]
    return tuple(
        Inquiry(tuple(change for _, change in run), *said)
        for said, run in itertools.groupby(asked, key=operator.itemgetter(0))
    )


def _said(
    name: str, values: dict[tuple[str, str], float], told: pd.DataFrame, form: Form, language: str
) -> tuple[str, str, str]:
    """What the note says of the change, its words, and the question."""
    change = values.get((name, "current"), 0.0) - values.get((name, "prior"), 0.0)
    question = _question(name, change, form, language)
    if name not in told.index:
        return "", "", question
    verdict, quote = str(told.loc[name, "verdict"]), one_line(str(told.loc[name, "quote"]))
    return phrase(f"verdict.{verdict}", language) if verdict else "", quoted(quote, _LONGEST_QUOTE), question


def _change(name: str, values: dict[tuple[str, str], float], form: Form, language: str) -> ChangeToExplain:
    indicator = form.indicators[name]
    current, prior = (values.get((name, x), float("nan")) for x in ("current", "prior"))
    difference = current - prior
    return ChangeToExplain(
        label=phrase("letter.row", language, row=str(indicator.row), label=indicator.label[language]),
        prior=format_number(prior, language),
        current=format_number(current, language),
        change=signed(difference, language),
        percent=f"{signed(100 * difference / prior, language, 1)}\u00a0%" if prior else "–",
    )


def signed(value: float, language: str, decimals: int = 2) -> str:
    """A difference with its sign: +1 234, −615; 0 has none."""
    text = format_number(round(value, decimals), language)
    return f"+{text}" if value > 0 else text


def _question(name: str, change: float, form: Form, language: str) -> str:
    """What the form asks of such a change, or else the general question."""
    asked = form.letter.question(name, form.indicators[name].section)
    if asked is None:
        return phrase(f"question.{'fall' if change < 0 else 'rise'}", language)
    if not change and asked.same is not None:
        return asked.same[language]
    return (asked.fall if change < 0 else asked.rise)[language]
