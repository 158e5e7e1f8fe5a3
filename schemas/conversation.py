"""What a letter asked of an organisation, and what a reply says to it: records that cross rooms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """A numbered point of a letter: a cell to mend, a figure to confirm, or a change to explain.

    `number` counts from 1 within the letter. The other fields are those of the finding that it stands for; `observed`
    is what stood in the cell.
    """

    number: int
    rule: str
    severity: str
    indicator: str = ""
    period: str = ""
    sheet: str = ""
    cell: str = ""
    observed: str = ""


@dataclass(frozen=True, slots=True)
class LetterOnRecord:
    """A letter that was written: `number` is the short one in its subject, `version_key` names the return it is about.

    `written` and `sent_at` are ISO times in UTC, `sent_at` "" where it has not been sent.
    """

    number: str
    message_id: str
    organisation: str
    version_key: str
    file: str
    language: str
    written: str
    sent_at: str = ""
    questions: tuple[Question, ...] = ()


class ReplyKind(StrEnum):
    """What a person's words do.

    confirmed: the figure is right (with or without a reason). reason: why a figure moved, without a word on whether it
    is right. correction: a cell must hold another value. promise: it will be mended or sent. courtesy: a greeting,
    thanks, «прикладываю». question: something is asked of us. unclear: words that none of this fits.
    """

    CONFIRMED = "confirmed"
    REASON = "reason"
    CORRECTION = "correction"
    PROMISE = "promise"
    COURTESY = "courtesy"
    QUESTION = "question"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class ReplyStatement:
    """One thing that a reply says. `words` are the sender's own; `question` the number of the letter's point that it
    answers, 0 where it is tied to none. Place and `value` are those of a correction, or of a row that is named;
    `reason` is the part of the words that says why.
    """

    kind: str
    words: str
    question: int = 0
    indicator: str = ""
    period: str = ""
    sheet: str = ""
    cell: str = ""
    value: float | None = None
    reason: str = ""
