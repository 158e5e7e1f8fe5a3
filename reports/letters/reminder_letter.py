"""The letter that reminds an organisation of its return: text and HTML, in its language."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from reports.letters.letter_message import foldable, header_text, text_lines
from reports.wording import as_at, date_text, dated, phrase, printable, render, until
from schemas.addresses import can_be_written_to, recipients_in
from schemas.form import Form, Text
from schemas.languages import in_language
from schemas.round_terms import RoundTerms

_TONES = {"before": "#1a5fb4", "after": "#b26a00"}
_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class ReminderContent:
    """What a reminder is made from.

    `when` is before or after the deadline; `why` missing, unreadable or returned. `stage` tells one reminder of an
    organisation from another. `form` is the name and the bytes of the form to fill in, `has_prior` whether last year's
    figures stand in it, `form_sent` whether it was sent before. `asked_on` is the day of the letter that said what to
    mend, None where it is not known.
    """

    organisation: str
    names: Text
    language: str
    recipient: str
    terms: RoundTerms
    stage: str
    when: str
    why: str
    written: dt.datetime
    form: tuple[str, bytes] | None = None
    has_prior: bool = True
    form_sent: bool = False
    asked_on: dt.date | None = None

    @property
    def name(self) -> str:
        """The organisation's name in the letter's language."""
        return self.names[self.language]


def reminder(content: ReminderContent, form: Form) -> EmailMessage:
    """The message: text and HTML parts of the same content, the form attached where it is given."""
    kind = "returned" if content.why == "returned" else content.when
    return polite_letter(content, form, _said(content, f"reminder.subject.{kind}"), tuple(_paragraphs(content)))


def polite_letter(content: ReminderContent, form: Form, title: str, paragraphs: tuple[str, ...]) -> EmailMessage:
    """The message with these paragraphs between its greeting and whom one may ask."""
    parts = {
        "content": content,
        "title": title,
        "tone": _TONES[content.when],
        "paragraphs": paragraphs,
        "closing": tuple(_closing(content)),
    }
    message = EmailMessage(policy=SMTP)
    _write_headers(message, content, title)
    message.set_content(text_lines(render("reminder.txt.j2", content.language, form, **parts)), cte="base64")
    html = printable(render("reminder.html.j2", content.language, form, **parts))
    message.add_alternative(html, subtype="html", cte="base64")
    if content.form is not None:
        name, data = content.form
        message.add_attachment(data, maintype=_WORKBOOK[0], subtype=_WORKBOOK[1], filename=header_text(name))
    message["Content-Language"] = content.language
    return message


def _said(content: ReminderContent, name: str, /, **values: str) -> str:
    language, terms = content.language, content.terms
    dates = {
        "as_at": as_at(terms.as_of, language),
        "until": until(terms.deadline, language),
        "deadline": date_text(terms.deadline, language),
    }
    text = phrase(name, language, **dates, **values)
    return text[:1].upper() + text[1:]


def _paragraphs(content: ReminderContent) -> Iterator[str]:
    yield _said(content, f"reminder.{content.when}.{content.why}")
    if content.why == "returned" and content.form is None:
        on = content.asked_on
        said = {"dated": dated(on, content.language)} if on else {}
        yield _said(content, "reminder.mend" if on else "reminder.mend_told", **said)
    elif content.form is not None:
        yield _said(content, "reminder.form" if content.has_prior else "reminder.form_new", name=content.form[0])
    elif content.form_sent:
        yield _said(content, "reminder.form_sent")
    yield " ".join(
        _said(content, f"reminder.{x}") for x in ("reply", "crossed" if content.why == "missing" else "when")
    )
    if content.when == "after" and content.why == "missing":
        yield _said(content, "reminder.when")


def _closing(content: ReminderContent) -> Iterator[str]:
    """Who asks, and whom one may ask."""
    language, terms = content.language, content.terms
    if terms.federation:
        yield in_language(terms.federation, language)
    given = terms.contact
    room = phrase("reminder.room", language, room=given.room) if given.room else ""
    contact = ", ".join(filter(None, (given.name, given.phone, room, given.hours, terms.sender)))
    yield phrase("reminder.ask", language, contact=contact)


def _write_headers(message: EmailMessage, content: ReminderContent, title: str) -> None:
    sender = content.terms.sender.strip()
    message["Subject"] = foldable(header_text(f"{title} – {content.name}"))
    if can_be_written_to(sender):
        federation = in_language(content.terms.federation, content.language) if content.terms.federation else ""
        message["From"] = Address(header_text(federation), addr_spec=sender)
        message["Reply-To"] = sender
    if to := recipients_in(content.recipient):
        message["To"] = ", ".join(to)
    message["Date"] = format_datetime(content.written)
    digest = hashlib.sha256(f"{content.organisation}\0reminder\0{content.stage}".encode()).hexdigest()[:40]
    domain = sender.rpartition("@")[2] if can_be_written_to(sender) else "esep.invalid"
    message["Message-ID"] = f"<{digest}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
