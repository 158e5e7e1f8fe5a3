"""All points of a letter in the order in which it shows them, and the same as questions on record."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from reports.letters.letter_changes import changes_to_explain, points_to_explain
from reports.letters.letter_point import Place, Point, PointKind, question_of
from reports.letters.letter_remarks import TOLD_AS_CHANGES, in_order, messages_in
from reports.letters.points_to_confirm import at_places, points_to_confirm
from reports.letters.points_to_mend import points_to_mend
from reports.wording import phrase
from schemas.conversation import Question
from schemas.form import Form

AGAINST_THE_TABLE = "note-direction-wrong"
Finding = Mapping[Hashable, Any]


def letter_points(
    findings: pd.DataFrame,
    commentary: pd.DataFrame,
    suspects: pd.DataFrame,
    figures: pd.DataFrame,
    form: Form,
    language: str,
    because: Mapping[str, str],
) -> tuple[Point, ...]:
    """The points: what to mend, what to confirm, what to explain; the first is number 1.

    The frames (frames.Findings, Commentary, Suspects, Figures) hold the rows of one return. A question that mending
    may settle is folded under what is to be mended; one on a change that is to be explained anyway is asked with it.
    `because` holds the sentence of the rule that asks for a change, by indicator, where the figures do not say it.
    """
    found = in_order(messages_in(findings, form, language), form)
    if found["rule"].eq("unchanged-return").any():
        # whether the old return was sent is asked first, and once: there are no changes that a note could explain
        found, commentary = found[found["severity"].ne("commentary")], commentary.iloc[:0]
    mend, mended = points_to_mend(found, suspects, figures, form, language)
    folded = {id_of(question_of(x)) for point in mend for x in point.folded}
    records = found.to_dict("records")
    soft = [x for x in records if x["severity"] == "soft" and id_of(question_of(x)) not in folded]
    changes = changes_to_explain(found, commentary, figures, form, mended)
    merged = at_places(soft, frozenset(changes), form)
    confirm = points_to_confirm([x for x in soft if x not in merged], form, language)
    settled = [*merged, *(x for x in records if x["rule"] in TOLD_AS_CHANGES)]
    mend, changes = _with_causes(mend, changes, settled, language)
    explain = points_to_explain(changes, settled, commentary, figures, form, language, because)
    return tuple(sorted((*mend, *confirm, *_on_the_note(found, bool(explain)), *explain), key=_rank))


def _with_causes(
    mend: Sequence[Point], changes: Sequence[str], settled: Sequence[Finding], language: str
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """The points to mend, those on words that contradict the table asking for the cause too; and the changes left."""
    points, left = [], tuple(changes)
    for point in mend:
        about = {x.indicator for x in point.asked if x.rule == AGAINST_THE_TABLE} & set(left)
        asked = tuple(question_of(x) for x in settled if x["indicator"] in about)
        why = phrase("letter.mend.cause_too", language) if about else point.why
        points.append(replace(point, asked=(*point.asked, *asked), why=why))
        left = tuple(x for x in left if x not in about)
    return tuple(points), left


def _rank(point: Point) -> int:
    return list(PointKind).index(point.kind)


def _on_the_note(found: pd.DataFrame, asked: bool) -> list[Point]:
    """What is wrong with the note as a whole; that there is none is said by the questions, where some are asked."""
    told = found[found["severity"].eq("commentary") & ~found["rule"].isin(TOLD_AS_CHANGES)]
    told = told[~(told["rule"].eq("note-missing") & asked)]
    return [
        Point(PointKind.EXPLAIN, (), str(group[0]["message"]), tuple(question_of(x) for x in group))
        for _, rows in told.groupby("message", sort=False)
        if (group := rows.to_dict("records"))
    ]


def id_of(question: Question) -> tuple[str, Place]:
    """What tells the findings of one return apart: the rule and the place."""
    return question.rule, (question.indicator or question.cell, question.period)


def numbered_questions(points: Sequence[Point]) -> tuple[Question, ...]:
    """What the points ask, each with its point's number, which is shared where a point stands for several findings."""
    return tuple(replace(x, number=n) for n, point in enumerate(points, 1) for x in point.asked)
