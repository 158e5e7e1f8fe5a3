"""The points of a letter that ask to confirm or correct a figure: one for each rule that stands against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.letters.letter_point import Point, PointKind, PointLine, names_its_row, place_of, question_of
from reports.letters.letter_remarks import FOLDED_FROM, LONGEST_QUOTE, grouped, messages_folded, parameter_text
from reports.letters.points_to_mend import line_of_finding
from reports.wording import as_at, one_line, phrase
from schemas.form import Form, figures_of, quoted, substitute
from schemas.frames import SAID_BEFORE, SAID_ON

LATE = "late"
Finding = Mapping[Hashable, Any]


def speaks_of_change(finding: Finding, form: Form) -> bool:
    """Whether a finding's rule compares this year's figure with last year's and with nothing else."""
    rule, indicator = form.rules.get(str(finding["rule"])), str(finding["indicator"])
    if rule is None or not indicator:
        return False
    named = {(x.indicator, x.column) for x in figures_of(substitute(rule.tree, indicator))}
    return named == {(indicator, ""), (indicator, "prior")}


def points_to_confirm(soft: Sequence[Finding], form: Form, language: str) -> tuple[Point, ...]:
    """The points that soft findings make, in their order; those of one rule, or of one sentence, as one."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    counts = {str(x["rule"]): 0 for x in soft}
    for finding in soft:
        counts[str(finding["rule"])] += 1
    for finding in soft:
        sentence = "" if counts[str(finding["rule"])] >= FOLDED_FROM else str(finding["message"])
        groups.setdefault((str(finding["rule"]), sentence), []).append(finding)
    return tuple(_point(group, form, language) for group in groups.values())


def _point(group: Sequence[Finding], form: Form, language: str) -> Point:
    lines = tuple(_line(x, form, language) for x in group if x["cell"] or x["indicator"])
    message = messages_folded(str(group[0]["rule"]), [str(x["message"]) for x in group], language)
    kind = PointKind.LATE if group[0]["rule"] == LATE else PointKind.CONFIRM
    return Point(
        kind, lines, message, tuple(question_of(x) for x in group), why=_said_before(group, form, language),
        names_row=len(lines) == 1 and names_its_row(str(group[0]["rule"]), form),
    )  # fmt: skip


def _said_before(group: Sequence[Finding], form: Form, language: str) -> str:
    """What the sender answered to the same question in an earlier round, where the figures no longer bear it out."""
    given = [x["parameters"] or {} for x in group]
    said = {(str(x[SAID_BEFORE]), str(x[SAID_ON])) for x in given if SAID_BEFORE in x}
    if len(said) != 1:
        return ""
    words, on = said.pop()
    day = dt.date.fromisoformat(on)
    words = quoted(one_line(words), LONGEST_QUOTE)
    if form.as_of.year - day.year == 1:
        return phrase("letter.said_last_year", language, words=words)
    return phrase("letter.said_before", language, words=words, as_at=as_at(day, language))


def _line(finding: Finding, form: Form, language: str) -> PointLine:
    line = line_of_finding(finding, form, language)
    given = finding["parameters"] or {}
    if "prior" not in given or not speaks_of_change(finding, form):
        return line
    prior = grouped(parameter_text(given["prior"]), language)
    return replace(line, stands=f"{prior} → {line.stands}")


def at_places(soft: Sequence[Finding], indicators: frozenset[str], form: Form) -> list[Finding]:
    """Those findings on the change of these indicators: to explain the change is to answer them."""
    return [x for x in soft if place_of(x)[0] in indicators and speaks_of_change(x, form)]
