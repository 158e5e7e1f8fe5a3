"""What the letter tells, cell by cell, for the copy of the workbook that goes with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reports.letters.letter_content import LetterContent, points_of
from reports.letters.letter_point import Point, PointKind, line_of, place_of
from reports.letters.letter_remarks import grouped
from reports.wording import phrase
from schemas.conversation import Question
from schemas.form import Form
from schemas.frames import Marks, empty

_SEVERITIES = {PointKind.MEND: "hard", PointKind.EXPLAIN: "commentary"}


def marks_of(content: LetterContent, form: Form) -> pd.DataFrame:
    """What the letter tells, cell by cell, with its numbers (frames.Marks), for the marked copy.

    The cells to mend are hard; what follows from them is soft and says from which point it follows.
    """
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(points_of(content, form), 1):
        rows += [_mark(number, point, x, content) for x in _places(point)]
        rows += [_folded(number, x, content) for x in point.folded]
    if not rows:
        return empty(Marks)
    marks: pd.DataFrame = Marks.validate(pd.DataFrame(rows, columns=list(Marks.to_schema().columns)))
    return marks


def _places(point: Point) -> list[Question]:
    """Each place of a point once."""
    return list({(x.sheet, x.cell, x.indicator): x for x in reversed(point.asked)}.values())[::-1]


def _mark(number: int, point: Point, asked: Question, content: LetterContent) -> dict[str, Any]:
    notes = point.notes(lambda name, **given: phrase(name, content.language, **given))
    line = line_of(point, asked)
    return {
        "number": number, "organisation": content.organisation, "file": content.file, "sheet": asked.sheet,
        "cell": asked.cell, "indicator": asked.indicator, "period": asked.period, "rule": asked.rule,
        "severity": _SEVERITIES.get(point.kind, "soft"), "observed": line.stands if line else asked.observed,
        "expected": "", "message": " ".join(map(_sentence, (point.ask, *notes))), "parameters": {},
    }  # fmt: skip


def _folded(number: int, finding: Mapping[Hashable, Any], content: LetterContent) -> dict[str, Any]:
    _, period = place_of(finding)
    message = phrase("letter.mark_folded", content.language, number=str(number), message=str(finding["message"]))
    told = {str(name): value for name, value in finding.items()}
    stands = grouped(str(finding["observed"]), content.language)
    return {
        **told, "number": number, "severity": "soft", "observed": stands, "expected": "", "period": period,
        "message": message,
    }  # fmt: skip


def _sentence(text: str) -> str:
    """The words as a sentence: a capital first, a stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
