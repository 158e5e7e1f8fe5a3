"""What the head of a message says: who sent it, what it answers, and whether a person wrote it."""

from __future__ import annotations

import email.errors
import email.header
from email.message import Message

from schemas.documents import MailHead
from workbooks.files.bounced_letters import MESSAGE_ID, undelivered_letters
from workbooks.files.mail_addresses import addresses_of
from workbooks.files.own_post import OwnPost
from workbooks.files.own_server import failed_checks, reached_us
from workbooks.files.raw_headers import RawHeaders

_SUBJECT, _ANSWERS, _SHOWN = 500, 100, 80
_MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "mailer_daemon")
_PRECEDENCE = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_AUTOMATIC = (
    "auto-submitted", "x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-auto-reply", "x-failed-recipients",
)  # fmt: skip
_NOT = ("", "no", "none")


def sender_of(message: Message) -> str:
    """The address that a message comes from; where its From and Sender name several, all of them, between commas.

    Where they name none, the text that stands there in «», which is nobody's address.
    """
    headers = RawHeaders(message)
    raw = ", ".join((*headers.all("from"), *headers.all("sender")))
    return ", ".join(addresses_of(raw)) or (f"«{decoded_line(raw)[:_SHOWN]}»" if raw else "")


def is_own_letter(message: Message, post: OwnPost) -> bool:
    """Whether a message is a letter of ours: from our address, to others alone."""
    headers = RawHeaders(message)
    senders = addresses_of(", ".join(headers.all("from")))
    receivers = addresses_of(", ".join((*headers.all("to"), *headers.all("cc"))))
    ours = bool(senders) and set(senders) <= set(post.addresses)
    return ours and bool(receivers) and set(receivers).isdisjoint(post.addresses)


def head_of(message: Message, post: OwnPost) -> MailHead | None:
    """The head of a message, as far as it can be read; None for what has none, as the inside of a signed message."""
    headers = RawHeaders(message)
    if all(name.startswith(("content-", "mime-version")) for name, _ in headers.items):
        return None
    answered = MESSAGE_ID.findall(headers.first("in-reply-to"))
    thread = MESSAGE_ID.findall(headers.first("references"))
    return MailHead(
        message_id=next(iter(MESSAGE_ID.findall(headers.first("message-id"))), ""),
        subject=decoded_line(headers.first("subject")),
        answers=tuple(dict.fromkeys((*answered, *reversed(thread))))[:_ANSWERS],
        automatic=_is_automatic(message, headers),
        undelivered=undelivered_letters(message) if _is_bounce(message, headers) else (),
        reached_us=reached_us(headers, post),
        failed=failed_checks(headers, post),
    )


def decoded_line(raw: str) -> str:
    """A header's text, decoded, on one line."""
    try:
        text = str(email.header.make_header(email.header.decode_header(raw)))
    except (LookupError, ValueError, email.errors.HeaderParseError):
        text = raw
    return "".join(x if x.isprintable() else " " for x in " ".join(text.split()))[:_SUBJECT].strip()


def _is_bounce(message: Message, headers: RawHeaders) -> bool:
    """Whether a mail system wrote the message about one that it could not deliver."""
    report = message.get_content_type() == "multipart/report"
    kind = str(message.get_param("report-type", "delivery-status")).lower()
    return (report and kind == "delivery-status") or _is_machine(headers) or bool(headers.first("x-failed-recipients"))


def _is_machine(headers: RawHeaders) -> bool:
    return any(x.partition("@")[0] in _MACHINES for x in addresses_of(headers.first("from")))


def _is_automatic(message: Message, headers: RawHeaders) -> bool:
    """Whether a program wrote the message: a bounce, an answering machine, a list, a receipt of reading."""
    told = any(headers.word(name) not in _NOT for name in _AUTOMATIC)
    nobodys = headers.first("return-path").replace(" ", "") == "<>"
    reporting = message.get_content_type() == "multipart/report" or _is_machine(headers)
    return told or nobodys or reporting or headers.word("precedence") in _PRECEDENCE
