"""Which letters a message gives back as not delivered."""

from __future__ import annotations

import base64
import email
import email.policy
import html
import re
from collections.abc import Sequence
from email.message import Message

from workbooks.files.raw_headers import RawHeaders
from workbooks.files.text_encodings import decoded

MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_HEADS = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_COPIED = re.compile(r"^[ \t>]*message-id:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_ANSWER = re.compile(r"^.*?\b([45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3}|\S*[^\W\d]).*)$", re.MULTILINE)
_TAGS = re.compile(r"<[^<>]{0,500}>")
_DELAYED = re.compile(r"\bdelay|\bwarning\b|задерж|отлож|отсроч|кешік|кідір", re.IGNORECASE)
_NUMBER = re.compile(r"№\s?([0-9A-Z]{6})(?!\w)")
_KIND = re.compile(r"^\s*[\w-]+\s*;\s*")
_LONGEST, _LONGEST_DIAGNOSIS = 200_000, 400


def undelivered_letters(message: Message, subject: str, answered: Sequence[str]) -> tuple[str, ...]:
    """The Message-IDs of the letters that a bounce gives back whole, by their headers, or copied into its text; else of
    those that it answers, or the numbers of letters that stand in its subject.

    Empty for one that says that a letter was delivered, or will be tried again.
    """
    parts = list(message.walk())[1:] if message.is_multipart() else [message]
    actions = {x for part in parts if part.get_content_type() == "message/delivery-status" for x in _actions(part)}
    if (actions and "failed" not in actions) or (not actions and _DELAYED.search(subject)):
        return ()
    given_back = [x for part in parts if part.get_content_type() in _HEADS or _is_file(part) for x in _ids_of(part)]
    copied = [x for part in parts for x in _COPIED.findall(_readable(part))]
    return tuple(dict.fromkeys(given_back or copied or answered or _NUMBER.findall(subject)))


def diagnosis_of(message: Message) -> str:
    """What a bounce says of whom a letter did not reach, and why: `a@x.kz: 5.1.1 550 no such user`, between ; .

    By the fields of the report; where it has none, by the first answer of a server in its text.
    """
    parts = list(message.walk())
    blocks = [x for part in parts if part.get_content_type() == "message/delivery-status" for x in _blocks(part)]
    told = [_told(RawHeaders(x)) for x in blocks]
    failed = RawHeaders(message).first("x-failed-recipients")
    if not any(told):
        texts = [_readable(part) for part in parts]
        answers = [x[1] for text in texts for x in _ANSWER.finditer(text)][:1]
        told = [": ".join(filter(None, (failed, *answers)))]
    return _one_line("; ".join(dict.fromkeys(filter(None, told))))[:_LONGEST_DIAGNOSIS]


def _told(recipient: RawHeaders) -> str:
    """What the block of one recipient says; "" for one that was reached, or is no recipient's."""
    if recipient.word("action") not in ("", "failed"):
        return ""
    address = (recipient.first("original-recipient") or recipient.first("final-recipient")).rpartition(";")[2].strip()
    said = _one_line(_KIND.sub("", recipient.first("diagnostic-code")))
    status = recipient.first("status").strip()
    reason = " ".join(filter(None, ("" if status and status in said else status, said)))
    return ": ".join(filter(None, (address.strip("<>").lower(), reason))) if address else ""


def _is_file(part: Message) -> bool:
    """Whether a part is a message that was attached as a mere file."""
    return part.get_content_maintype() == "application" and str(part.get_filename() or "").lower().endswith(".eml")


def _readable(part: Message) -> str:
    """What a part says as text; of a page without its tags."""
    kind = part.get_content_type()
    if kind == "text/html":
        return html.unescape(_TAGS.sub("\n", _text(part)))
    return _text(part) if kind == "text/plain" else ""


def _one_line(text: str) -> str:
    return "".join(x if x.isprintable() else " " for x in " ".join(text.split()))


def _blocks(status: Message) -> list[Message]:
    inner = status.get_payload() if status.is_multipart() else []
    return [x for x in inner if isinstance(x, Message)]


def _actions(status: Message) -> set[str]:
    return {RawHeaders(x).word("action") for x in _blocks(status)} - {""}


def _ids_of(part: Message) -> list[str]:
    """The Message-ID of a message that is given back, or of its headers alone."""
    inner = part.get_payload() if part.is_multipart() else []
    head = next((x for x in inner if isinstance(x, Message)), None)
    if head is None:
        head = email.message_from_string(_text(part).lstrip(), policy=email.policy.compat32)
    elif not head.keys():
        head = email.message_from_bytes(_decoded(head), policy=email.policy.compat32)
    return MESSAGE_ID.findall(RawHeaders(head).first("message-id"))[:1]


def _decoded(message: Message) -> bytes:
    """A message that was given back in base64, which no message may be, but which some systems do."""
    try:
        return base64.b64decode(str(message.get_payload()), validate=False)
    except ValueError:
        return b""


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return decoded((content if isinstance(content, bytes) else b"")[:_LONGEST])
