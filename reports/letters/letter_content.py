"""What a letter to an organisation about one version of its return is made from, and what it asks."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from reports.letters.letter_numbers import letter_number
from reports.letters.letter_point import Point
from reports.letters.letter_points import letter_points, numbered_questions
from schemas.addresses import can_be_written_to
from schemas.conversation import LetterOnRecord, Question
from schemas.form import Form, Text
from schemas.frames import Findings, empty
from schemas.round_terms import Contact

LETTER_OUTCOMES = ("accepted", "queried", "returned", "duplicate", "unreadable")  # Of others nothing is written.
UNCONFIRMED = "unconfirmed"  # What a letter tells of a return whose sender nobody knows, beside the outcomes.
NOBODY = Contact()


@dataclass(frozen=True)
class LetterContent:
    """What a letter is made from; the frames hold the rows of this organisation's return alone.

    `received` is an ISO date-time or "", `version_key` names the version of the return (the same key gives the same
    Message-ID), `written` is the letter's Date. `attachment` is the marked copy, `lost` names what it could not keep;
    `blank` is the form to be filled in anew. `answers` are the Message-IDs of the message that brought the return,
    `earlier` the last letter on an earlier version. `department` is who writes, by name. `kept_note` is the
    day (ISO) of the earlier version's note that this one keeps, "" where it keeps none. `asked_because` is by
    indicator the sentence of the rule that asks for a change which is not large by itself; `waits` says what cannot be
    judged yet, in the letter's language. `waived` are the findings that two people of the department have let pass.
    """

    organisation: str
    names: Text
    language: str
    recipient: str
    sender: str
    outcome: str
    file: str
    sha256: str
    received: str
    deadline: dt.date
    as_of: dt.date
    written: dt.datetime
    version_key: str
    findings: pd.DataFrame
    commentary: pd.DataFrame
    suspects: pd.DataFrame
    figures: pd.DataFrame
    attachment: tuple[str, bytes] | None = None
    lost: tuple[str, ...] = ()
    blank: tuple[str, bytes] | None = None
    answers: tuple[str, ...] = ()
    earlier: LetterOnRecord | None = None
    contact: Contact = NOBODY
    department: str = ""
    time_zone: str = "Asia/Almaty"
    kept_note: str = ""
    asked_because: Mapping[str, str] = field(default_factory=dict)
    waits: tuple[str, ...] = ()
    waived: pd.DataFrame = field(default_factory=lambda: empty(Findings))

    @property
    def name(self) -> str:
        """The organisation's name in the letter's language."""
        return self.names[self.language]

    @property
    def domain(self) -> str:
        """The domain in whose name the letter is written."""
        return self.sender.rpartition("@")[2].strip() if can_be_written_to(self.sender.strip()) else "esep.invalid"

    @property
    def message_id(self) -> str:
        """The Message-ID: the same for the same version of the return."""
        digest = hashlib.sha256(f"{self.organisation}\0{self.version_key}".encode()).hexdigest()[:40]
        return f"<{digest}@{self.domain}>"

    @property
    def number(self) -> str:
        """The letter's short number."""
        return letter_number(self.message_id)


def points_of(content: LetterContent, form: Form) -> tuple[Point, ...]:
    """The points of the letter in the order in which it shows them."""
    return letter_points(
        content.findings, content.commentary, content.suspects, content.figures, form, content.language,
        content.asked_because,
    )  # fmt: skip


def asked_questions(content: LetterContent, form: Form) -> tuple[Question, ...]:
    """What the letter asks, in its order. Numbers run through the whole letter: cells to mend, figures to confirm,
    changes to explain; where one point stands for several findings, several questions share its number.
    """
    return numbered_questions(points_of(content, form))


def words_of_points(content: LetterContent, form: Form) -> dict[tuple[str, str, str], str]:
    """What the letter says of each question in one line, by rule, indicator and period."""
    return {(x.rule, x.indicator, x.period): point.words for point in points_of(content, form) for x in point.asked}
