"""The letter as a message: headers, a text and an HTML part of the same content, what goes with it."""

from __future__ import annotations

import mimetypes
import re
import textwrap
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from reports.letters.letter_content import LetterContent
from reports.letters.letter_page import LetterPage, letter_page
from reports.wording import one_line, printable, render
from schemas.addresses import can_be_written_to, recipients_in
from schemas.form import Form

_WIDTH = 60
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


def letter(content: LetterContent, form: Form) -> EmailMessage:
    """The message: text and HTML parts of the same content, the marked workbook or a fresh form attached.

    Headers are made of single lines. A recipient without an address that can be written to leaves `To` out: the
    letter can still be read in the outbox, and cannot be sent to somebody else.
    """
    page = letter_page(content, form)
    message = EmailMessage(policy=SMTP)
    _write_headers(message, content, f"{page.title} – {content.name or content.file}")
    message.set_content(_text(page, content, form), cte="base64")
    html = printable(render("letter.html.j2", content.language, form, page=page, content=content))
    message.add_alternative(html, subtype="html", cte="base64")
    for name, data in filter(None, (content.attachment, content.blank)):
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        main, _, sub = guessed.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=header_text(name))
    message["Content-Language"] = content.language
    return message


def _write_headers(message: EmailMessage, content: LetterContent, title: str) -> None:
    number = f" № {content.number}"
    message["Subject"] = foldable(header_text(title)[: 240 - len(number)] + number)
    put_addresses(message, content.sender, content.department, content.recipient)
    message["Date"] = format_datetime(content.written)
    message["Message-ID"] = content.message_id
    answered = _MESSAGE_ID.findall(" ".join(content.answers))
    if answered:
        message["In-Reply-To"], message["References"] = answered[0], " ".join(reversed(answered))
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<esep.{content.domain}>"
    message["X-Esep-SHA256"] = header_text(content.sha256)


def put_addresses(message: EmailMessage, sender: str, department: str, recipient: str) -> None:
    """From and Reply-To where the sender is one address; To, where the recipient names some that can be written to."""
    if can_be_written_to(sender.strip()):
        message["From"] = Address(display_name=header_text(department), addr_spec=sender.strip())
        message["Reply-To"] = Address(addr_spec=sender.strip())
    if to := [Address(addr_spec=x) for x in recipients_in(recipient)]:
        message["To"] = to


def foldable(text: str) -> str:
    """The text with no-break spaces, where Python's folding would lose the space between two encoded words."""
    probe = EmailMessage(policy=SMTP)
    probe["Subject"] = text
    kept = message_from_bytes(probe.as_bytes(), policy=SMTP)["Subject"]
    return text if kept == text else text.replace(" ", "\u00a0")


def header_text(text: str) -> str:
    """The text as one short line without control characters, so that it cannot start another header."""
    return one_line(text)[:240]


def _text(page: LetterPage, content: LetterContent, form: Form) -> str:
    """The text part, wrapped."""
    return text_lines(render("letter.txt.j2", content.language, form, page=page, content=content))


def text_lines(rendered: str) -> str:
    """A rendered text part as it is sent: printable, wrapped, without gaps of several lines."""
    raw = printable(rendered)
    lines = [wrapped for line in raw.splitlines() for wrapped in _wrap(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _wrap(line: str) -> list[str]:
    indent = re.match(r"^\s*(?:[-•]\s+|\d+\.\s+)?", line)
    hanging = " " * len(indent[0]) if indent else ""
    return textwrap.wrap(line, _WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
