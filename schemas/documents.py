"""What reading a file gives: frozen records, before any of it is judged.

The reader's worker processes import this module, so it imports nothing heavy.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

UNREAD = "unread"
_UNREADABLE = "workbook-unreadable"


class Period(StrEnum):
    """The three figures that a row of the form holds."""

    PRIOR = "prior"
    CURRENT = "current"
    CHANGE = "change"


class DocumentKind(StrEnum):
    """What a leaf of the inbox is, by its content. A message is a mail that holds words to a person, and no file."""

    WORKBOOK = "workbook"
    NOTE = "note"
    CONTAINER = "container"
    OTHER = "other"
    MESSAGE = "message"


class CellState(StrEnum):
    """What became of a cell: a value, nothing, a proposal that waits for the sender's word, or an unreadable text."""

    READ = "read"
    EMPTY = "empty"
    PROPOSED = "proposed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One figure and where it stands. `value` is set only for `read`, `proposed` only for `proposed` (and
    not even there where the sender wrote that there are no data).

    `repair` names a lossless repair that was made (logged, no finding), or why a lossy one is proposed. `source` is the
    file that it stands in where that is another than its document's: what a correction in words left as it was.
    """

    indicator: str
    period: str
    sheet: str
    cell: str
    raw: str
    state: str
    value: float | None = None
    proposed: float | None = None
    repair: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding that reading raises: `rule` is a name of the form's intake findings.

    `parameters` fill the rule's message: {lhs}, {rhs}, {raw}, {val}, {sheets} ….
    """

    rule: str
    sheet: str = ""
    cell: str = ""
    indicator: str = ""
    period: str = ""
    observed: str = ""
    expected: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What the workbook says of itself: whose it is, for when, on which form, who signed."""

    code: str = ""
    names: tuple[str, ...] = ()
    as_of: dt.date | None = None
    form_version: str = ""
    chair: str = ""
    prepared_by: str = ""
    contact: str = ""
    signed_on: dt.date | None = None
    found: bool = False


@dataclass(frozen=True, slots=True)
class NoteText:
    """A piece of explanatory text: `source` is sheet, docx, mail, comment or reason (column G); `place` says where."""

    source: str
    text: str
    place: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class MailHead:
    """What the head of a message says, besides who sent it.

    `answers` are the Message-IDs of In-Reply-To and References, the last first. `automatic` tells of what no person
    wrote: a bounce, an answering machine, a list; `returns_nothing` of that whose files nobody has sent us either, as a
    program gave back what it had been sent. `undelivered` are the Message-IDs of letters that a bounce gives back, or
    their numbers where it names them so, `diagnosis` what it says of why, and for whom. `reached_us` is the time at
    which our own server received it, None where no such header stands. `failed` names the checks of the sender's
    address (spf, dmarc) that our own server saw fail.
    """

    message_id: str = ""
    subject: str = ""
    answers: tuple[str, ...] = ()
    automatic: bool = False
    returns_nothing: bool = False
    undelivered: tuple[str, ...] = ()
    diagnosis: str = ""
    reached_us: dt.datetime | None = None
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One leaf of an inbox file: the file itself, a member of an archive, a part of a message, or the container.

    `file` is the path below inbox/, with `/` also inside containers. `received` is the Date of the message that
    brought it, `mail` the head of that message. A workbook has a `cover`, `figures` and `notes`; a note only `notes`; a
    message `words`, those that its sender wrote; lines that begin with `>` are what they stand below. `thread` is all
    that stands in the message, where that is more than its sender's words.
    """

    file: str
    sha256: str
    kind: str
    sender: str = ""
    received: dt.datetime | None = None
    modified: dt.datetime | None = None
    cover: Cover = Cover()
    figures: tuple[FigureCell, ...] = ()
    notes: tuple[NoteText, ...] = ()
    issues: tuple[Issue, ...] = ()
    mail: MailHead | None = None
    words: str = ""
    thread: str = ""

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON values; dates as ISO text."""
        return dataclasses.asdict(self, dict_factory=_plain)

    def renamed(self, path: str, new: str) -> Document:
        """The record with another name for the inbox file that it came from."""
        return dataclasses.replace(self, file=new + self.file.removeprefix(path))

    @property
    def is_unread(self) -> bool:
        """Whether it stands for a file that could not be read here, of which nothing can be said to its sender."""
        return any(x.rule == _UNREADABLE and x.observed == UNREAD for x in self.issues)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Document:
        """The record that `to_json` wrote."""
        cover = dict(record["cover"])
        cover["names"] = tuple(cover["names"])
        for name in ("as_of", "signed_on"):
            cover[name] = cover[name] and dt.date.fromisoformat(cover[name])
        values = dict(record)
        for name in ("received", "modified"):
            values[name] = values[name] and dt.datetime.fromisoformat(values[name])
        values["cover"] = Cover(**cover)
        values["figures"] = tuple(FigureCell(**x) for x in record["figures"])
        values["notes"] = tuple(NoteText(**x) for x in record["notes"])
        values["issues"] = tuple(
            Issue(**{**x, "parameters": tuple((k, v) for k, v in x["parameters"])}) for x in record["issues"]
        )
        values["mail"] = _mail_head(record.get("mail"))
        return cls(**values)


def not_read(file: str, sha256: str) -> Document:
    """What stands for a file that has arrived and could not be read here: by our fault, not its sender's."""
    return Document(file, sha256, str(DocumentKind.WORKBOOK), issues=(Issue(_UNREADABLE, observed=UNREAD),))


def _mail_head(record: dict[str, Any] | None) -> MailHead | None:
    if record is None:
        return None
    told: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in record.items()}
    reached = told["reached_us"]
    told["reached_us"] = dt.datetime.fromisoformat(reached) if reached else None
    return MailHead(**told)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in pairs}
