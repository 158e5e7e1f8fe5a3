"""The letters of a round whose ledger is lost, noted again as the outbox holds them, so that none is written twice."""

from __future__ import annotations

import csv
import datetime as dt
import email
import email.policy
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from flows.post.awaiting import Addressee, with_bases
from flows.post.correspondence import addressees, with_version_keys
from flows.post.deliveries_due import WITHDRAWN
from flows.post.letter_making import letter_content_of
from flows.post.telling_trees import TREE
from flows.round import Workspace, write_file
from judging import Judgement
from ledger import Ledger
from reports.letters import asked_questions, letter_number
from schemas.conversation import HeardMessage, LetterOnRecord, Question

SENT = "sent.csv"
_REMINDER, _TREE = "-reminder-", "-tree-"
_WITHDRAWN_FOLDER = "withdrawn"


@dataclass(frozen=True)
class _Found:
    """A letter of the outbox: to whom it is, and what it was written about as far as its name says it."""

    path: str
    message_id: str
    recipient: str
    date: str
    organisation: str
    stage: str

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return f"/{_WITHDRAWN_FOLDER}/" in self.path


def record_sent(work: Workspace) -> None:
    """Write beside the letters which of them were sent and when (outbox/sent.csv): a ledger that is lost knows it no
    more."""
    with work.ledger() as ledger:
        letters = ledger.letters()
    sent = letters.loc[letters["sent_at"].ne(""), ["message_id", "sent_at"]]
    content = sent.to_csv(index=False, lineterminator="\n")
    path = work.round.outbox / SENT
    if len(letters) and (not path.is_file() or path.read_text(encoding="utf-8") != content):
        write_file(path, content)


def restore_letters(work: Workspace, ledger: Ledger, judgement: Judgement) -> tuple[int, int]:
    """Note every letter of the outbox; how many there are, and how many of them count as sent.

    Sent are those of sent.csv; where there is none, all that were not taken back: better one too few than one twice.
    """
    found = list(_letters(work))
    sent, before = _sent(work.round.outbox), ledger.letters()
    noted = set(before.loc[before["sent_at"].ne(""), "message_id"])
    about = _about(work, judgement)
    answered = _answered(found, judgement.messages)
    count = 0
    for one in found:
        to, asked = about.get(one.message_id, (None, ()))
        key = one.stage and (one.stage if one.stage.startswith(TREE) else f"reminder {one.stage}")
        record = LetterOnRecord(
            letter_number(one.message_id), one.message_id, one.organisation, to.version_key if to else "",
            to.file if to else "", "", "", questions=asked,
        )  # fmt: skip
        ledger.add_letter(
            one.organisation,
            to.version_key if to else key or Path(one.path).stem.rpartition("-")[2],
            one.path,
            one.message_id,
            one.recipient,
            stage=one.stage,
            asked=None if one.stage else record,
            replies_to=answered.get(one.message_id, ()),
        )
        if one.withdrawn:
            ledger.mark_failed(one.message_id, WITHDRAWN)
        elif sent is None or one.message_id in sent:
            count += 1
            if one.message_id not in noted:
                ledger.mark_sent(one.message_id, sent[one.message_id] if sent else one.date)
    return len(found), count


def _letters(work: Workspace) -> Iterable[_Found]:
    """The letters of the outbox, the oldest first; one that was written again is not told of as taken back."""
    outbox, known = work.round.outbox, set(work.round.register["id"])
    found: dict[str, _Found] = {}
    for path in [*sorted((outbox / _WITHDRAWN_FOLDER).glob("*.eml")), *sorted(outbox.glob("*.eml"))]:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        organisation, stage = _whose(path.stem)
        if isinstance(message, EmailMessage) and message["Message-ID"] and organisation in known:
            place = path.relative_to(work.round.path).as_posix()
            identifier = str(message["Message-ID"]).strip()
            found[identifier] = _Found(
                place, identifier, str(message["To"] or ""), _date(message, path), organisation, stage
            )
    return sorted(found.values(), key=lambda x: x.date)


def _whose(stem: str) -> tuple[str, str]:
    """The organisation, and the stage of a reminder, by the name that a letter's file has."""
    if _REMINDER in stem:
        organisation, _, stage = stem.partition(_REMINDER)
        *day, when, days = stage.split("-")
        return organisation, f"{'-'.join(day)} {when} {days}"
    if _TREE in stem:
        organisation, _, date = stem.partition(_TREE)
        return organisation, f"{TREE}{date}"
    return stem.rpartition("-")[0], ""


def _date(message: EmailMessage, path: Path) -> str:
    try:
        moment = message["Date"].datetime
    except (AttributeError, ValueError):
        moment = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return str(moment.astimezone(dt.UTC).isoformat(timespec="seconds"))


def _sent(outbox: Path) -> dict[str, str] | None:
    try:
        text = (outbox / SENT).read_text(encoding="utf-8")
    except OSError:
        return None
    return {row["message_id"]: row["sent_at"] for row in csv.DictReader(io.StringIO(text))}


def _about(work: Workspace, judgement: Judgement) -> dict[str, tuple[Addressee, tuple[Question, ...]]]:
    """By the Message-ID of each letter that the judgement calls for: to whom it is, and what it asks."""
    found = {}
    for to in addressees(judgement, with_version_keys(judgement)):
        content = letter_content_of(work, judgement, to)
        asked = with_bases(asked_questions(content, work.round.form), judgement, to)
        found[content.message_id] = (to, asked)
    return found


def _answered(found: Iterable[_Found], messages: Iterable[HeardMessage]) -> Mapping[str, list[str]]:
    """The messages (their sha256) that each letter answers: those that came from its organisation before it."""
    told: dict[str, list[str]] = {}
    letters = [x for x in found if not x.stage and not x.withdrawn]
    for message in messages:
        later = (x for x in letters if x.organisation == message.organisation and _is_after(x.date, message.received))
        if letter := next(later, None):
            told.setdefault(letter.message_id, []).append(message.sha256)
    return told


def _is_after(date: str, received: str) -> bool:
    try:
        moment = dt.datetime.fromisoformat(received)
    except ValueError:
        return True
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return dt.datetime.fromisoformat(date) >= moment.astimezone(dt.UTC).replace(microsecond=0)
