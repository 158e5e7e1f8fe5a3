"""A mail message: who sent it when, the words of its body, and its attachments."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message

from workbooks.files.archives import safe_label
from workbooks.files.html_page import html_rows
from workbooks.files.limits import LIMITS, Refused
from workbooks.files.text_encodings import decoded

_NAMING_HEADERS = ("content-disposition", "content-type")
_RAW_NAME = re.compile(r"\b(?:file)?name\s*=\s*\"?([^\";\r\n]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message's parts; `sender` is the address in small letters."""

    sender: str
    received: dt.datetime | None
    body: str
    attachments: tuple[tuple[str, bytes], ...]


def open_message(data: bytes) -> OpenedMessage:
    """The message in the bytes of an .eml file. Raises Refused where there is none."""
    try:
        message = email.message_from_bytes(data.lstrip(b"\r\n"), policy=email.policy.default)
        sender = email.utils.parseaddr(str(message.get("From", "")))[1].casefold()
        plain, pages, attachments = _parts(message)
    except Exception as error:
        raise Refused("corrupt", str(error)[:200]) from error
    if not message.keys():
        raise Refused("corrupt", "no header")
    # A page beside the plain text says the same, or is a forwarded message's own; the fuller of both is taken.
    body = max("\n".join(plain).strip(), "\n".join(_page_text(page) for page in pages).strip(), key=len)
    return OpenedMessage(sender, _date(message), _without_quotes(body), tuple(attachments))


def _parts(message: Message) -> tuple[list[str], list[bytes], list[tuple[str, bytes]]]:
    plain: list[str] = []
    pages: list[bytes] = []
    attachments: list[tuple[str, bytes]] = []
    for number, part in enumerate(message.walk()):
        if number > LIMITS.leaves:
            raise Refused("too-large", "parts")
        kind, name = part.get_content_type(), _name(part)
        if kind == "message/rfc822" or part.get_content_maintype() == "multipart" or part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            attachments.append((safe_label(name or f"part{number}.{_suffix(kind)}"), content))
        elif kind == "text/html":
            pages.append(content)
        elif kind == "text/plain":
            plain.append(_text(part, content))
    return plain, pages, attachments


def _name(part: Message) -> str:
    raw = _raw_name(part)
    if raw:
        return raw
    try:
        return part.get_filename() or ""
    except Exception:
        return ""


def _raw_name(part: Message) -> str:
    """A name that stands in the header as plain bytes, in whatever encoding; empty for one written by the rules."""
    for header, value in part.raw_items():
        match = _RAW_NAME.search(str(value)) if header.casefold() in _NAMING_HEADERS else None
        if match and not match[1].isascii():
            return decoded(match[1].encode("utf-8", "surrogateescape"))
    return ""


def _suffix(kind: str) -> str:
    known = {"vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx", "vnd.ms-excel": "xls", "jpeg": "jpg"}
    tail = kind.partition("/")[2]
    return known.get(tail, tail[:12])


def _text(part: Message, content: bytes) -> str:
    charset = part.get_content_charset() or ""
    try:
        return content.decode(charset) if charset else decoded(content)
    except (LookupError, UnicodeDecodeError):
        return decoded(content)


def _page_text(page: bytes) -> str:
    return "\n".join("  ".join(str(c) for c in row if c) for row in html_rows(page)[0])


def _date(message: Message) -> dt.datetime | None:
    assert isinstance(message, EmailMessage)
    try:
        return email.utils.parsedate_to_datetime(str(message.get("Date", "")))
    except (TypeError, ValueError, IndexError):
        return None


def _without_quotes(body: str) -> str:
    """The body without the lines that it quotes from an earlier message."""
    lines = [line for line in body.replace("\r\n", "\n").split("\n") if not line.startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[: LIMITS.note_characters]
