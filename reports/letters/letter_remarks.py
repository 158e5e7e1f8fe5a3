"""The findings of one return as its clerk should meet them: causes first, like ones folded, each at its cell."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from reports.wording import known, phrase
from schemas.form import Form, figures_of, fill, format_number, plain_number, quoted, substitute

FOLDED_FROM = 3
SHOWN_ROWS = 8
CONSEQUENCES = {
    "template-outdated": frozenset({"required", "prior-as-accepted", "change-as-stated", "cell-unreadable"}),
    "columns-swapped": frozenset(
        {"prior-as-accepted", "change-as-stated", "digits-transposed", "newcomer-has-no-prior", "note-direction-wrong"}
    ),
}
TOLD_AS_CHANGES = frozenset({"change-not-mentioned", "change-only-restated"})
SENDER_UNKNOWN = "sender-unknown"
_NUMBER = re.compile(r"^([≤≥<>]\s*)?(-?\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class Place:
    """A cell that a remark speaks of: where, which row of the form, what stands there and what should."""

    cell: str
    label: str
    stands: str
    should: str


@dataclass(frozen=True)
class Remark:
    """One remark of a letter: its sentence, its places (`more` counts those left out), and what else is to be said."""

    message: str
    places: tuple[Place, ...]
    more: int = 0
    hint: str = ""


def remarks(findings: pd.DataFrame, suspects: pd.DataFrame, form: Form, language: str) -> tuple[Remark, ...]:
    """The remarks that findings (frames.Findings, of one severity or several) make, in the order to work in.

    What follows from another finding is told in its hint; findings of one rule at several rows become one remark.
    `suspects` (frames.Suspects): those of rank 1 are the cells that probably have to change.
    """
    left = findings.assign(position=_positions(findings, form)).sort_values("position", kind="stable")
    made: list[Remark] = []
    for cause, effects in CONSEQUENCES.items():
        found = left[left["rule"].eq(cause)]
        if found.empty:
            continue
        follows = left[left["rule"].isin(effects)]
        hint = phrase("letter.follows", language, count=len(follows)) if len(follows) else ""
        made.append(Remark(str(found["message"].iloc[0]), (), 0, hint))
        left = left.drop(index=found.index.union(follows.index))
    likely = suspects[suspects["rank"].eq(1)]
    for (rule, _), group in left.groupby(["rule", _fold_key(left)], sort=False):
        made.append(_remark(str(rule), group, likely, form, language))
    return tuple(made)


def _positions(findings: pd.DataFrame, form: Form) -> pd.Series:
    """Findings about the whole file first, then by row of the form and column."""
    rows = findings["indicator"].map({x.name: x.row for x in form.indicators.values()}).fillna(0)
    return rows * 10 + findings["period"].map({"prior": 1, "current": 2, "change": 3}).fillna(0)


def _fold_key(findings: pd.DataFrame) -> pd.Series:
    """A key that is shared by the findings of one rule where they are many, and by identical sentences."""
    sizes = findings.groupby("rule")["rule"].transform("size")
    return findings["message"].where(sizes < FOLDED_FROM, "")


def _remark(rule: str, group: pd.DataFrame, likely: pd.DataFrame, form: Form, language: str) -> Remark:
    doubtful = {cell for cell in likely.loc[likely["told"], "cell"] if cell}
    elsewhere = _involves_other_cell(rule, group, likely, form)
    rows = [row for row in group.to_dict("records") if row["cell"] or row["indicator"]]
    places = [_place(row, "" if elsewhere else str(row["expected"]), form, language) for row in rows]
    if group["message"].nunique() > 1:
        places = [_with_prior(place, row, form, language) for place, row in zip(places, rows, strict=True)]
        places = [_with_compared(place, row, form, language) for place, row in zip(places, rows, strict=True)]
    hard = str(group["severity"].iloc[0]) == "hard"
    settled = not hard and bool(doubtful) and set(group["cell"]) <= doubtful
    return Remark(
        message=_sentence(rule, group, language),
        places=tuple(places[:SHOWN_ROWS]),
        more=max(0, len(places) - SHOWN_ROWS),
        hint=phrase("letter.cause.resolves", language) if settled else "",
    )


def _sentence(rule: str, group: pd.DataFrame, language: str) -> str:
    message = str(group["message"].iloc[0])
    if group["message"].nunique() == 1:
        return message
    if known(f"letter.folded.{rule}"):
        return phrase(f"letter.folded.{rule}", language, count=len(group))
    return phrase("letter.folded.other", language, count=len(group), message=message)


def _involves_other_cell(rule: str, group: pd.DataFrame, likely: pd.DataFrame, form: Form) -> bool:
    """Whether the likeliest repair changes another figure of the rule, so that the finding's own cell may stand."""
    if rule not in form.rules or likely.empty:
        return False
    tree = form.rules[rule].tree
    for row in group.to_dict("records"):
        named = {f.indicator for f in figures_of(substitute(tree, str(row["indicator"])))}
        touched = likely[likely["indicator"].isin(named)]
        if len(touched) and not touched["cell"].eq(row["cell"]).any():
            return True
    return False


def _place(row: dict[Hashable, Any], expected: str, form: Form, language: str) -> Place:
    observed = quoted(str(row["observed"]))
    empty = bool(row["cell"]) and not observed.strip()
    return Place(
        cell=cell_text(str(row["sheet"]), str(row["cell"])),
        label=row_text(str(row["indicator"]), str(row["period"]), form, language),
        stands=phrase("letter.nothing", language) if empty else grouped(observed, language),
        should=grouped(expected, language),
    )


def _with_prior(place: Place, row: dict[Hashable, Any], form: Form, language: str) -> Place:
    """The place of a folded remark whose own sentence, no longer shown, compared this year with last year."""
    parameters = row["parameters"] or {}
    if "prior" not in parameters or "{prior} → {cur}" not in form.finding_kind(str(row["rule"])).message[language]:
        return place
    prior = grouped(parameter_text(parameters["prior"]), language)
    return replace(place, stands=f"{place.stands} ({phrase('period.prior', language)}: {prior})")


def _with_compared(place: Place, row: dict[Hashable, Any], form: Form, language: str) -> Place:
    """The place of a folded remark whose own sentence, no longer shown, said what the figure was compared with."""
    parameters = row["parameters"] or {}
    if place.should or "rhs" not in parameters or "{rhs}" not in form.finding_kind(str(row["rule"])).message[language]:
        return place
    compared = grouped(parameter_text(parameters["rhs"]), language)
    return replace(place, stands=f"{place.stands} ({phrase('letter.compared', language)}: {compared})")


def in_language(findings: pd.DataFrame, form: Form, language: str) -> pd.DataFrame:
    """The findings with their messages said anew in this language, where their parameters suffice."""
    rows = zip(findings["rule"], findings["parameters"], findings["message"], strict=True)
    return findings.assign(message=[_said(str(rule), given or {}, told, form, language) for rule, given, told in rows])


def _said(rule: str, parameters: Mapping[str, float | str], told: str, form: Form, language: str) -> str:
    try:
        template = form.finding_kind(rule).message[language]
    except KeyError:
        return told
    if rule == SENDER_UNKNOWN:
        # Its {why} is a word of ours, which the message has put into the language already.
        return told
    known_here = parameters and set(re.findall(r"\{(\w+)\}", template)) <= set(parameters)
    return fill(template, parameters, language) if known_here else told


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
