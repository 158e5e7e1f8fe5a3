"""What a letter asked of an organisation, and what a reply says to it: records that cross rooms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """A numbered point of a letter: a cell to mend, a figure to confirm, or a change to explain.

    `number` counts from 1 within the letter. The other fields are those of the finding that it stands for; `observed`
    is what stood in the cell, `basis` a digest of the figures that the question rests on ("" where it was not kept).
    """

    number: int
    rule: str
    severity: str
    indicator: str = ""
    period: str = ""
    sheet: str = ""
    cell: str = ""
    observed: str = ""
    basis: str = ""


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


class MessageState(StrEnum):
    """What becomes of a message.

    counted: its words took effect. queued: a person must decide. courtesy: a greeting, thanks or a promise. decided: a
    person has decided what was queued. automatic: no person wrote it, so nobody is answered.
    """

    COUNTED = "counted"
    QUEUED = "queued"
    COURTESY = "courtesy"
    DECIDED = "decided"
    AUTOMATIC = "automatic"


class Effect(StrEnum):
    """What becomes of one statement of a message.

    explained: it settles a soft question. reasoned: it is joined to the note. again: the same was said before. moot:
    the question is not open any more. bare: a figure is confirmed without a reason. hard: words cannot settle a broken
    rule. insufficient: a person has asked again. proposed: a correction waits for a person. applied: a person has
    accepted the correction. promised, courtesy, asked, unclear: as the statement. figures: it tells figures where no
    return stands. picture: only a picture came. no-file: the message speaks of a file and brings none. stranger: its
    sender is not known for the organisation.
    """

    EXPLAINED = "explained"
    REASONED = "reasoned"
    AGAIN = "again"
    MOOT = "moot"
    BARE = "bare"
    HARD = "hard"
    INSUFFICIENT = "insufficient"
    PROPOSED = "proposed"
    APPLIED = "applied"
    PROMISED = "promised"
    COURTESY = "courtesy"
    ASKED = "asked"
    UNCLEAR = "unclear"
    FIGURES = "figures"
    PICTURE = "picture"
    NO_FILE = "no-file"
    STRANGER = "stranger"


# what a person must decide, and what leaves nothing to do
TO_DECIDE = frozenset(
    (Effect.BARE, Effect.HARD, Effect.PROPOSED, Effect.ASKED, Effect.UNCLEAR, Effect.FIGURES, Effect.PICTURE,
     Effect.NO_FILE, Effect.STRANGER)
)  # fmt: skip
WITHOUT_ANSWER = frozenset((Effect.PROMISED, Effect.COURTESY))


@dataclass(frozen=True, slots=True)
class StatementOutcome:
    """A statement and what becomes of it; `question` is the point of a letter that it is about, where there is one."""

    statement: ReplyStatement
    effect: str
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What the corrections of a message come to: whether all hard rules would hold, else the rules that still fail."""

    holds: bool
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """A message of a person, and what becomes of it.

    `file` is its path below inbox/, `organisation` whose it is ("" where nobody knows), `letter` the Message-ID of ours
    that it answers ("" for none). `state` is a MessageState. `brings` are the returns in it, `known` tells whether its
    sender may speak for the organisation. `decision` says how a person decided it.
    """

    file: str
    sha256: str
    organisation: str
    sender: str
    received: str
    arrived_at: str
    message_id: str
    subject: str
    references: tuple[str, ...]
    words: str
    letter: str
    state: str
    outcomes: tuple[StatementOutcome, ...] = ()
    brings: tuple[str, ...] = ()
    known: bool = True
    trial: Trial | None = None
    decision: str = ""
