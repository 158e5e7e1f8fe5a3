"""The answer to what somebody wrote to us: it has come, what became of it, what is still open."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from reports.letters.letter_message import foldable, header_text, put_addresses, text_lines
from reports.letters.letter_numbers import letter_number, without_letter_numbers
from reports.letters.letter_remarks import row_text
from reports.wording import date_text, moment_text, one_line, phrase, printable, render, until
from schemas.conversation import WITHOUT_ANSWER, Effect, HeardMessage, Question, StatementOutcome
from schemas.form import Form, Text, format_number, quoted
from schemas.round_terms import Contact

_SHOWN, _LONGEST_QUOTE = 8, 120
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what programs put before the subject of an answer, however often
_ANSWERING = re.compile(r"^(?:\s*(?:re|aw|fw|fwd|отв|ответ|на|жауап|пересл)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_UNSAID = frozenset((*WITHOUT_ANSWER, Effect.APPLIED, Effect.STRANGER))


@dataclass(frozen=True)
class AnswerContent:
    """What an answer is made from: the messages that it answers, and what is open after them.

    `outcome` is that of the return that counts, "" where none stands. `open_points` are the numbered points that are
    still open, each with its sentence. `blank` is a fresh form, its name and bytes, for one who has not reported.
    """

    organisation: str
    names: Text
    language: str
    recipient: str
    sender: str
    department: str
    contact: Contact
    outcome: str
    deadline: dt.date
    written: dt.datetime
    time_zone: str
    messages: tuple[HeardMessage, ...]
    open_points: tuple[tuple[Question, str], ...] = ()
    blank: tuple[str, bytes] | None = None

    @property
    def name(self) -> str:
        """The organisation's name in the letter's language."""
        return self.names[self.language]

    @property
    def message_id(self) -> str:
        """The letter's Message-ID: the same messages give the same."""
        told = "\0".join((self.organisation, *(x.sha256 for x in self.messages)))
        domain = self.sender.rpartition("@")[2].strip() or "esep.invalid"
        return f"<{hashlib.sha256(told.encode()).hexdigest()[:40]}@{domain}>"


def answer_letter(content: AnswerContent, form: Form) -> EmailMessage:
    """The answer: text and HTML parts of the same content, in the thread of the last message that it answers."""
    message = EmailMessage(policy=SMTP)
    language, last = content.language, content.messages[-1]
    message["Subject"] = foldable(header_text(_subject(content, last)))
    put_addresses(message, content.sender, content.department, content.recipient)
    message["Date"] = format_datetime(content.written)
    message["Message-ID"] = content.message_id
    if last.message_id:
        message["In-Reply-To"] = _one_id(last.message_id)
        message["References"] = " ".join(map(_one_id, dict.fromkeys((*last.references, last.message_id))))
    message["Auto-Submitted"] = "auto-replied"
    page = {"lines": _lines(content, form), "points": _points(content), "more": _more(content)}
    page |= {"standing": _standing(content), "received": _received(content)}
    page["contact"] = ", ".join(filter(None, (content.contact.name, content.contact.phone)))
    text = text_lines(render("answer.txt.j2", language, form, page=page, content=content))
    message.set_content(text, cte="base64")
    html = printable(render("answer.html.j2", language, form, page=page, content=content))
    message.add_alternative(html, subtype="html", cte="base64")
    if content.blank:
        name, data = content.blank
        main, _, sub = _WORKBOOK.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=header_text(name))
    message["Content-Language"] = language
    return message


def _one_id(identifier: str) -> str:
    return f"<{one_line(identifier).strip('<>').replace(' ', '')}>"


def _subject(content: AnswerContent, last: HeardMessage) -> str:
    """Theirs, so that programs keep the thread together, with the number by which an answer is known again."""
    plain = _ANSWERING.sub("", without_letter_numbers(one_line(last.subject)))
    subject = plain or phrase("answer.subject", content.language)
    return f"Re: {subject[:220]} № {letter_number(content.message_id)}"


def _received(content: AnswerContent) -> str:
    moments = (x.received or x.arrived_at or content.written.isoformat() for x in content.messages)
    times = [moment_text(x, content.language, content.time_zone) for x in moments]
    name = "answer.received" if len(times) == 1 else "answer.received_several"
    return phrase(name, content.language, received="; ".join(times))


def _lines(content: AnswerContent, form: Form) -> tuple[str, ...]:
    """What became of what was said, a line for each thing; the same of several questions in one."""
    said = [x for message in content.messages for x in message.outcomes if x.effect not in _UNSAID]
    settled = {x.question.number for x in said if x.effect == Effect.EXPLAINED and x.question}
    said = [x for x in said if not (x.effect == Effect.AGAIN and x.question and x.question.number in settled)]
    groups: dict[tuple[str, str], list[StatementOutcome]] = {}
    for outcome in said:
        effect = _still_open(outcome, content) or _which(outcome) or str(outcome.effect)
        quotes = _detail(outcome, content.language, form) if effect == Effect.UNCLEAR else ""
        groups.setdefault((effect, quotes), []).append(outcome)
    return tuple(_line(effect, group, content, form) for (effect, _), group in groups.items())


def _still_open(outcome: StatementOutcome, content: AnswerContent) -> str:
    """What is said of reasons that did not explain what was asked."""
    if outcome.effect != Effect.REASONED:
        return ""
    open_changes = {x.indicator for x, _ in content.open_points if x.severity == "commentary"}
    asked = outcome.question.indicator if outcome.question else ""
    return "reasoned_open" if (asked or "") in open_changes or "" in open_changes else ""


def _which(outcome: StatementOutcome) -> str:
    """What is said of a bare word that may be about any of several questions."""
    return "bare_which" if outcome.effect == Effect.BARE and outcome.question is None else ""


def _detail(outcome: StatementOutcome, language: str, form: Form) -> str:
    """What the sentence quotes: the correction, or the words that nobody could place."""
    statement = outcome.statement
    if outcome.effect == Effect.PROPOSED and statement.value is not None:
        row = form.indicators[statement.indicator].row if statement.indicator in form.indicators else ""
        return f"{statement.cell or row}: {format_number(statement.value, language)}"
    return quoted(one_line(statement.words), _LONGEST_QUOTE) if outcome.effect == Effect.UNCLEAR else ""


def _line(effect: str, group: Sequence[StatementOutcome], content: AnswerContent, form: Form) -> str:
    language = content.language
    detail = "; ".join(dict.fromkeys(filter(None, (_detail(x, language, form) for x in group))))
    about = _about((x.question for x in group), language) or _row(group, form, language)
    sentence = phrase(f"answer.effect.{effect}", language, detail=detail)
    return f"{about}: {sentence}" if about else sentence[:1].upper() + sentence[1:]


def _about(questions: Iterable[Question | None], language: str) -> str:
    numbers = sorted({x.number for x in questions if x is not None and x.number})
    if not numbers:
        return ""
    name = "answer.question" if len(numbers) == 1 else "answer.questions"
    return phrase(name, language, numbers=", ".join(map(str, numbers)))


def _row(group: Sequence[StatementOutcome], form: Form, language: str) -> str:
    """The row that the statements are about, where they are about one."""
    rows = {x.question.indicator if x.question else x.statement.indicator for x in group} - {""}
    if len(rows) != 1 or group[0].effect in (Effect.PROPOSED, Effect.UNCLEAR):
        return ""
    return row_text(rows.pop(), "", form, language)


def _points(content: AnswerContent) -> tuple[tuple[Question, str], ...]:
    """The first of the open points, in the letter's own words."""
    return content.open_points[:_SHOWN]


def _more(content: AnswerContent) -> str:
    left = len(content.open_points) - _SHOWN
    return phrase("answer.more", content.language, count=left) if left > 0 else ""


def _standing(content: AnswerContent) -> str:
    """Where the return stands: nothing is open, something is, or it has not come."""
    language = content.language
    if not content.outcome:
        told = phrase("answer.no_return", language, deadline=date_text(content.deadline, language))
        form = phrase("answer.form_attached", language, file=content.blank[0]) if content.blank else ""
        return " ".join(filter(None, (told, form)))
    if not content.open_points:
        return phrase("answer.nothing_open", language)
    late = content.written.date() > content.deadline
    when = phrase("answer.soon", language) if late else until(content.deadline, language, content.written.year)
    return phrase(f"answer.open_{'hard' if content.outcome == 'returned' else 'soft'}", language, when=when)
