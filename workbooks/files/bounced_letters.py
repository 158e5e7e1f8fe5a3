"""Which letters a message gives back as not delivered."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message

from workbooks.files.raw_headers import RawHeaders

MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_HEADS = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_COPIED = re.compile(r"^[ \t>]*message-id:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_LONGEST = 200_000


def undelivered_letters(message: Message) -> tuple[str, ...]:
    """The Message-IDs of the letters that a bounce gives back whole, by their headers, or copied into its text.

    Empty for one that says that a letter was delivered, or will be tried again.
    """
    parts = list(message.walk())[1:] if message.is_multipart() else [message]
    actions = {x for part in parts if part.get_content_type() == "message/delivery-status" for x in _actions(part)}
    if actions and "failed" not in actions:
        return ()
    given_back = [x for part in parts if part.get_content_type() in _HEADS for x in _ids_of(part)]
    copied = [x for part in parts if part.get_content_type() == "text/plain" for x in _COPIED.findall(_text(part))]
    return tuple(dict.fromkeys(given_back or copied))


def _actions(status: Message) -> set[str]:
    blocks = status.get_payload() if status.is_multipart() else []
    return {RawHeaders(x).word("action") for x in blocks if isinstance(x, Message)} - {""}


def _ids_of(part: Message) -> list[str]:
    """The Message-ID of a message that is given back, or of its headers alone."""
    inner = part.get_payload() if part.is_multipart() else []
    head = next((x for x in inner if isinstance(x, Message)), None)
    if head is None:
        head = email.message_from_string(_text(part).lstrip(), policy=email.policy.compat32)
    return MESSAGE_ID.findall(RawHeaders(head).first("message-id"))[:1]


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return (content if isinstance(content, bytes) else b"")[:_LONGEST].decode("utf-8", "replace")
