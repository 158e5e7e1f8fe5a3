"""The points of a letter that ask to explain changes: both years, and a question that helps."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from reports.letters.letter_point import Place, Point, PointKind, PointLine, question_of, row_number, row_of
from reports.letters.letter_remarks import LONGEST_QUOTE, TOLD_AS_CHANGES
from reports.wording import one_line, phrase
from schemas.conversation import Question
from schemas.form import Form, format_number, quoted

Finding = Mapping[Hashable, Any]


def changes_to_explain(
    findings: pd.DataFrame, commentary: pd.DataFrame, figures: pd.DataFrame, form: Form, mended: frozenset[Place]
) -> tuple[str, ...]:
    """The indicators whose change the note leaves open, in the form's order.

    They are those of `commentary` (frames.Commentary) with a verdict other than explained, and those of findings that
    say so; not those of which a figure is to be mended first.
    """
    told = commentary[~commentary["verdict"].isin(["explained", ""])]
    found = set(findings.loc[findings["rule"].isin(TOLD_AS_CHANGES), "indicator"])
    wanted = (set(told["indicator"]) | found) - {x for x, period in mended if period != "change"}
    return tuple(x for x in form.indicators if x in wanted)


def points_to_explain(
    indicators: Sequence[str],
    findings: Sequence[Finding],
    commentary: pd.DataFrame,
    figures: pd.DataFrame,
    form: Form,
    language: str,
    because: Mapping[str, str],
) -> tuple[Point, ...]:
    """One point for each question, with all changes of which it is asked; `findings` are those that it settles.

    A change that is not large by itself is asked about in the words of the rule that asks, which are in `because`.
    """
    cells = {(str(x["indicator"]), str(x["period"])): x for x in figures.to_dict("records")}
    told = commentary[commentary["indicator"].ne("")].drop_duplicates("indicator").set_index("indicator")
    asked: dict[str, list[str]] = {}
    for name in indicators:
        asked.setdefault(because.get(name) or _question(name, cells, form, language), []).append(name)
    return tuple(
        Point(
            PointKind.EXPLAIN,
            tuple(_line(name, cells, form, language) for name in names),
            question,
            _settled(names, findings, cells),
            why=_said(names, told, language),
            names_row=len(names) == 1 and bool(because.get(names[0])),
        )
        for question, names in asked.items()
    )


def _settled(names: Sequence[str], findings: Sequence[Finding], cells: Mapping[Place, Finding]) -> tuple[Question, ...]:
    """The findings on these changes; of a change without one, a question of its own."""
    settled: list[Question] = []
    for name in names:
        own = [question_of(x) for x in findings if x["indicator"] == name]
        cell = cells.get((name, "current"), {})
        settled += own or [
            Question(0, TOLD_AS_CHANGES[0], "commentary", name, "current", str(cell.get("sheet", "")),
                     str(cell.get("cell", "")), str(cell.get("raw", "")))
        ]  # fmt: skip
    return tuple(settled)


def _said(names: Sequence[str], told: pd.DataFrame, language: str) -> str:
    """What the note says of the changes, where it says the same of all; with its words only a contradiction.

    Where a verdict is too unsure to be told, that the note was not understood is said of us, not of its writer.
    """
    known = told.loc[[x for x in names if x in told.index]]
    verdicts = set(known["verdict"].astype(str))
    quotes = {one_line(x) for x in known["quote"].astype(str)}
    contradicted = verdicts == {"contradicted"} and len(quotes) == 1 and quotes != {""}
    if known["to_be_read"].eq("yes").any():
        said = phrase(f"letter.note_says.{'unsure_words' if contradicted else 'unsure'}", language)
    elif len(verdicts) != 1 or verdicts <= {"", "unmentioned"}:
        return ""
    else:
        said = phrase(f"letter.note_says.{verdicts.pop()}", language)
    return f"{said}: «{quoted(quotes.pop(), LONGEST_QUOTE)}»" if contradicted else said


def _line(name: str, cells: Mapping[Place, Finding], form: Form, language: str) -> PointLine:
    cell = cells.get((name, "current"), {})
    prior, current = (float(cells.get((name, x), {}).get("value", float("nan"))) for x in ("prior", "current"))
    stands = f"{format_number(prior, language)} → {format_number(current, language)}"
    row = row_of(name, "current", form, language)
    return PointLine(str(cell.get("sheet", "")), str(cell.get("cell", "")), row, stands, row_number(name, form))


def signed(value: float, language: str, decimals: int = 2) -> str:
    """A difference with its sign: +1 234, −615; 0 has none."""
    text = format_number(round(value, decimals), language)
    return f"+{text}" if value > 0 else text


def _question(name: str, cells: Mapping[Place, Finding], form: Form, language: str) -> str:
    """What the form asks of such a change, or else the general question."""
    change = cells.get((name, "current"), {}).get("value", 0.0) - cells.get((name, "prior"), {}).get("value", 0.0)
    asked = form.letter.question(name, form.indicators[name].section)
    if asked is None:
        return phrase(f"question.{'fall' if change < 0 else 'rise'}", language)
    if not change and asked.same is not None:
        return asked.same[language]
    return (asked.fall if change < 0 else asked.rise)[language]
