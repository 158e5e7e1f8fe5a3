"""The letter to an organisation about one version of its return: text and HTML, in its language."""

from __future__ import annotations

import datetime as dt
import hashlib
import mimetypes
import re
import textwrap
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pandas as pd

from reports.letters.letter_causes import causes
from reports.letters.letter_changes import Inquiry, open_inquiries
from reports.letters.letter_remarks import CONSEQUENCES, TOLD_AS_CHANGES, Remark, in_language, remarks
from reports.wording import as_at, date_text, known, moment_text, one_line, phrase, printable, render, until
from schemas.form import Form, Text, format_number

_WIDTH = 76
_ADDRESS = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$")


@dataclass(frozen=True)
class LetterContent:
    """What a letter is made from; the frames hold the rows of this organisation's return alone.

    `received` is an ISO date-time or "", `version_key` names the version of the return (the same key gives the same
    Message-ID), `written` is the letter's Date. `lost` names what the marked copy could not keep.
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

    @property
    def name(self) -> str:
        """The organisation's name in the letter's language."""
        return self.names[self.language]


@dataclass(frozen=True)
class _Page:
    """What both templates show."""

    title: str
    verdict: str
    causes: tuple[str, ...]
    hard: tuple[Remark, ...]
    soft: tuple[Remark, ...]
    soft_help: str
    notes: tuple[str, ...]
    inquiries: tuple[Inquiry, ...]
    receipt: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    attachment: str
    lost: str


def letter(content: LetterContent, form: Form) -> EmailMessage:
    """The message: text and HTML parts of the same content, the marked workbook attached.

    Headers are made of single lines. A recipient that is not exactly one ASCII address leaves `To` out: the letter
    can still be read in the outbox, and cannot be sent to somebody else.
    """
    page = _page(content, form)
    message = EmailMessage(policy=SMTP)
    _write_headers(message, content, page.title)
    message.set_content(_text(page, content, form), cte="base64")
    html = printable(render("letter.html.j2", content.language, form, page=page, content=content))
    message.add_alternative(html, subtype="html", cte="base64")
    if content.attachment is not None:
        name, data = content.attachment
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        main, _, sub = guessed.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=header_text(name))
    message["Content-Language"] = content.language
    return message


def _write_headers(message: EmailMessage, content: LetterContent, title: str) -> None:
    message["Subject"] = foldable(header_text(title))
    put_addresses(message, content.sender, content.recipient)
    message["Date"] = format_datetime(content.written)
    digest = hashlib.sha256(f"{content.organisation}\0{content.version_key}".encode()).hexdigest()[:40]
    domain = content.sender.rpartition("@")[2].strip() if _ADDRESS.fullmatch(content.sender.strip()) else "esep.invalid"
    message["Message-ID"] = f"<{digest}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"


def put_addresses(message: EmailMessage, sender: str, recipient: str) -> None:
    """From and To, where each is exactly one ASCII address."""
    for header, address in (("From", sender), ("To", recipient)):
        if _ADDRESS.fullmatch(address.strip()):
            message[header] = Address(addr_spec=address.strip())


def foldable(text: str) -> str:
    """The text with no-break spaces, where Python's folding would lose the space between two encoded words."""
    probe = EmailMessage(policy=SMTP)
    probe["Subject"] = text
    kept = message_from_bytes(probe.as_bytes(), policy=SMTP)["Subject"]
    return text if kept == text else text.replace(" ", "\u00a0")


def header_text(text: str) -> str:
    """The text as one short line without control characters, so that it cannot start another header."""
    return one_line(text)[:240]


def _page(content: LetterContent, form: Form) -> _Page:
    language = content.language
    found = in_language(content.findings, form, language)
    hard, soft, comments = (found[found["severity"].eq(x)] for x in ("hard", "soft", "commentary"))
    told = comments[~comments["rule"].isin(TOLD_AS_CHANGES)]
    lost = [phrase(f"letter.lost_kind.{x}", language) if known(f"letter.lost_kind.{x}") else x for x in content.lost]
    return _Page(
        title=f"{phrase(f'letter.subject.{content.outcome}', language)} – {content.name or content.file}",
        verdict=_verdict(content),
        causes=causes(content.suspects, language) if len(hard) else (),
        hard=remarks(hard, content.suspects, form, language),
        soft=remarks(soft, content.suspects if len(hard) else content.suspects.iloc[:0], form, language),
        soft_help=phrase(f"letter.soft_{'later' if set(hard['rule']) & set(CONSEQUENCES) else 'help'}", language),
        notes=tuple(dict.fromkeys(told["message"])),
        inquiries=open_inquiries(found, content.commentary, content.figures, form, language),
        receipt=_receipt(content),
        figures=_figures(content, form),
        attachment=phrase("letter.attachment", language, name=content.attachment[0]) if content.attachment else "",
        lost=phrase("letter.lost", language, lost=", ".join(lost)) if content.attachment and lost else "",
    )


def _verdict(content: LetterContent) -> str:
    language = content.language
    when = (
        until(content.deadline, language)
        if content.written.date() <= content.deadline
        else phrase("letter.when_late", language, deadline=date_text(content.deadline, language))
    )
    return phrase(f"letter.verdict.{content.outcome}", language, as_at=as_at(content.as_of, language), when=when)


def _receipt(content: LetterContent) -> tuple[tuple[str, str], ...]:
    language = content.language
    rows = [
        (phrase("letter.receipt_file", language), content.file),
        (phrase("letter.receipt_received", language), moment_text(content.received, language)),
        (phrase("letter.receipt_outcome", language), phrase(f"outcome.{content.outcome}", language)),
        (phrase("letter.receipt_sha256", language), content.sha256),
    ]
    return tuple((label, value) for label, value in rows if value)


def _figures(content: LetterContent, form: Form) -> tuple[tuple[str, str], ...]:
    """The main figures as they were read; none where the file holds no figures at all."""
    if content.figures.empty:
        return ()
    current = content.figures[content.figures["period"].eq("current")].drop_duplicates("indicator")
    values = current.set_index("indicator")["value"]
    unread = phrase("letter.receipt_unread", content.language)
    return tuple(
        (
            f"{form.indicators[name].row} · {form.indicators[name].label[content.language]}",
            format_number(float(values[name]), content.language) if pd.notna(values.get(name)) else unread,
        )
        for name in form.role.headline
    )


def _text(page: _Page, content: LetterContent, form: Form) -> str:
    """The text part, wrapped."""
    raw = printable(render("letter.txt.j2", content.language, form, page=page, content=content))
    lines = [wrapped for line in raw.splitlines() for wrapped in _wrap(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _wrap(line: str) -> list[str]:
    indent = re.match(r"^\s*(?:[-•]\s+|\d+\.\s+)?", line)
    hanging = " " * len(indent[0]) if indent else ""
    return textwrap.wrap(line, _WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
