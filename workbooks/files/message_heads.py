"""What the head of a message says: who sent it, what it answers, and whether a person wrote it."""

from __future__ import annotations

import email.errors
import email.header
import re
from collections.abc import Iterable
from email.message import Message

from schemas.documents import MailHead
from workbooks.files.bounced_letters import MESSAGE_ID, diagnosis_of, undelivered_letters
from workbooks.files.mail_addresses import BETWEEN_SENDERS, addresses_of
from workbooks.files.own_post import OwnPost
from workbooks.files.own_server import failed_checks, reached_us
from workbooks.files.raw_headers import RawHeaders

_SUBJECT, _ANSWERS, _SHOWN = 500, 100, 80
_MACHINES = (
    "mailer-daemon", "postmaster", "mail-daemon", "mailer_daemon", "mailerdaemon", "maildaemon", "mail-delivery",
    "mail.delivery", "mail-delivery-subsystem", "bounce", "bounces",
)  # fmt: skip
_MACHINE_OF_EXCHANGE = "microsoftexchange"
_PRECEDENCE = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_AUTOMATIC = (
    "auto-submitted", "x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-auto-reply", "x-failed-recipients",
)  # fmt: skip
# a program that writes for people asks for silence with this one: what it brings may be a return
_ASKING_FOR_SILENCE = "x-auto-response-suppress"
_NOT = ("", "no", "none")
_OF_BOUNCES = ("x-failed-recipients", "x-ms-exchange-message-is-ndr")
_GIVEN_BACK = re.compile(
    r"undeliver|undelivered|deliver(?:y|ed)?\b.{0,20}\b(?:fail|problem|error|unable|incomplete|impossible|status notif)"
    r"|failed? to deliver|(?:could|can)(?:not|n't| not) be delivered|failure notice|mail failure"
    r"|returned (?:mail|to sender)"
    r"|non-?delivery|не ?доставлен|недоставк|не удалось доставить|невозможно доставить|ошибк\w+ (?:при )?доставк"
    r"|сбой доставк|не может быть доставлен|возвра[тщ]\w+ (?:почт|письм|сообщен)|жеткізілме|жеткізу (?:мүмкін|қате)",
    re.IGNORECASE,
)


def sender_of(message: Message) -> str:
    """The address that a message comes from; where its From and Sender name several, all of them, between commas.

    Where they name none, the text that stands there in «», which is nobody's address.
    """
    headers = RawHeaders(message)
    raw = ", ".join((*headers.all("from"), *headers.all("sender")))
    return BETWEEN_SENDERS.join(addresses_of(raw)) or (f"«{decoded_line(raw)[:_SHOWN]}»" if raw else "")


def is_own_letter(message: Message, post: OwnPost) -> bool:
    """Whether a message is a letter of ours: from our address, to others alone; or marked as one of ours."""
    headers = RawHeaders(message)
    if headers.first("x-esep-sha256") and headers.word("auto-submitted") == "auto-generated":
        return True
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
    bounce, subject = _is_bounce(message, headers), decoded_line(headers.first("subject"))
    return MailHead(
        message_id=next(iter(MESSAGE_ID.findall(headers.first("message-id"))), ""),
        subject=subject,
        answers=tuple(dict.fromkeys((*answered, *reversed(thread))))[:_ANSWERS],
        automatic=_is_automatic(message, headers),
        returns_nothing=_returns_nothing(message, headers),
        undelivered=undelivered_letters(message, subject, answered) if bounce else (),
        diagnosis=diagnosis_of(message) if bounce else "",
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
    if message.get_content_type() == "multipart/report":
        return str(message.get_param("report-type", "delivery-status")).lower() == "delivery-status"
    if _is_machine(headers) or any(headers.first(x) for x in _OF_BOUNCES):
        return True
    return _is_automatic(message, headers) and bool(_GIVEN_BACK.search(decoded_line(headers.first("subject"))))


def _is_machine(headers: RawHeaders) -> bool:
    names = [x.partition("@")[0] for x in addresses_of(headers.first("from"))]
    return any(x in _MACHINES or x.startswith(_MACHINE_OF_EXCHANGE) for x in names)


def _returns_nothing(message: Message, headers: RawHeaders) -> bool:
    """Whether a program gave back what it had been sent, or answered it: no file of it is a return."""
    names = (x for x in _AUTOMATIC if x != _ASKING_FOR_SILENCE)
    return _written_by_program(message, headers, names)


def _is_automatic(message: Message, headers: RawHeaders) -> bool:
    """Whether a program wrote the message: a bounce, an answering machine, a list, a receipt of reading."""
    return _written_by_program(message, headers, _AUTOMATIC)


def _written_by_program(message: Message, headers: RawHeaders, names: Iterable[str]) -> bool:
    told = any(headers.word(name) not in _NOT for name in names)
    nobodys = headers.first("return-path").replace(" ", "") == "<>"
    reporting = message.get_content_type() == "multipart/report" or _is_machine(headers)
    return told or nobodys or reporting or headers.word("precedence") in _PRECEDENCE
