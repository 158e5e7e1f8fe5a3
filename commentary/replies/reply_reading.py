"""What a reply says, read simply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.conversation import Question, ReplyKind, ReplyStatement
from schemas.form import Form

_CELL = re.compile(r"\b([D-F]\d{1,3})\b")
_VALUE = re.compile(r"(?:быть|болуы керек)\s+([\d ]+)|([\d ]+)\s*болуы керек")
_RIGHT = re.compile(r"\bверн|дұрыс", re.IGNORECASE)
_WHY = re.compile(r"(?:потому что|себебі|так как)(.*)", re.IGNORECASE | re.DOTALL)
_THANKS = re.compile(r"рахмет|рақмет|спасибо|здравствуйте|добрый день|сәлеметсіз|прикладыва", re.IGNORECASE)
_LATER = re.compile(r"жіберем|жібереміз|исправим|пришл[её]м|вышлем", re.IGNORECASE)


def read_reply(text: str, questions: Sequence[Question], form: Form, language: str) -> tuple[ReplyStatement, ...]:
    """The statements of a reply, in the order of its words."""
    found = []
    for piece in filter(None, (x.strip() for x in re.split(r"(?<=[.!?])\s+|\n+", text))):
        found.append(_read(piece, questions, form))
    return tuple(found)


def _read(piece: str, questions: Sequence[Question], form: Form) -> ReplyStatement:
    cell, value, why = _CELL.search(piece), _VALUE.search(piece), _WHY.search(piece)
    number = re.match(r"(\d{1,2})[.)]\s", piece)
    row = re.search(r"\b(\d{3})\s*-?(?:жол|строк)|строк\w* (\d{3})", piece)
    rows = {str(x.row): x.name for x in form.indicators.values()}
    indicator = rows.get(next(filter(None, row.groups()), ""), "") if row else ""
    asked = next((q for q in questions if (number and q.number == int(number[1])) or (q.observed and re.search(rf"\b{q.observed}\b", piece)) or (indicator and q.indicator == indicator)), None)
    given = {"words": piece, "question": asked.number if asked else 0, "indicator": indicator or (asked.indicator if asked else "")}
    if cell and value:
        amount = float(re.sub(r"\s", "", value[1] or value[2]))
        by_row = next((x.name for x in form.indicators.values() if False), "")
        return ReplyStatement(ReplyKind.CORRECTION, **{**given, "indicator": indicator or by_row}, cell=cell[1], value=amount)
    if _RIGHT.search(piece):
        return ReplyStatement(ReplyKind.CONFIRMED, **given, reason=why[1].strip() if why else "")
    if why:
        return ReplyStatement(ReplyKind.REASON, **given, reason=why[1].strip())
    if piece.endswith("?"):
        return ReplyStatement(ReplyKind.QUESTION, **given)
    if _LATER.search(piece):
        return ReplyStatement(ReplyKind.PROMISE, **given)
    if _THANKS.search(piece):
        return ReplyStatement(ReplyKind.COURTESY, **given)
    return ReplyStatement(ReplyKind.UNCLEAR, **given)
