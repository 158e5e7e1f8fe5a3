"""A mail message: who sent it when, the words of its body, and its attachments."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import email.utils
import quopri
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from typing import NamedTuple

from schemas.documents import MailHead
from workbooks.files.archives import safe_label
from workbooks.files.limits import LIMITS, Refused
from workbooks.files.mail_lines import MailLine, page_lines, plain_lines
from workbooks.files.message_heads import head_of, is_own_letter, sender_of
from workbooks.files.outlook_messages import OutlookMessage
from workbooks.files.own_post import OwnPost
from workbooks.files.quoted_mail import is_quoting, own_words, words_below_quotations
from workbooks.files.text_encodings import decoded
from workbooks.files.uuencoded_files import without_uuencoded

_NAMING_HEADERS = ("content-disposition", "content-type")
_ENCODINGS: dict[str, Callable[[bytes], bytes]] = {"base64": base64.b64decode, "quoted-printable": quopri.decodestring}
_MESSAGES = ("message/rfc822", "message/global")
# The headers alone of a letter that comes back, and messages whose content is looked at by itself.
_ASIDE = (*_MESSAGES, "text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_RAW_NAME = re.compile(r"\b(?:file)?name\s*=\s*\"?([^\";\r\n]+)", re.IGNORECASE)


class Enclosed(NamedTuple):
    """A file in a message; `is_ours` where it lies in a letter of ours that the message holds, or is."""

    name: str
    data: bytes
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message's parts; `sender` is the address in small letters, `body` what the sender wrote, without quotations.

    `answers` is the body with the quoted lines that parts of it stand below, `thread` all that stands in it, where that
    is more than its sender's words.
    """

    sender: str
    received: dt.datetime | None
    body: str
    attachments: tuple[Enclosed, ...]
    head: MailHead | None = None
    is_ours: bool = False
    answers: str = ""
    thread: str = ""


def open_message(data: bytes, post: OwnPost = OwnPost()) -> OpenedMessage:
    """The message in the bytes of an .eml file. Raises Refused where there is none."""
    try:
        message = _parsed(data)
        parts = _Parts(message, post)
        sender, head, ours = sender_of(message), head_of(message, post), is_own_letter(message, post)
    except Refused:
        raise
    except Exception as error:
        raise Refused("corrupt", str(error)[:200]) from error
    if not message.keys():
        raise Refused("corrupt", "no header")
    words, answers, thread = _joined(*parts.bodies)
    return OpenedMessage(sender, _date(message), words, tuple(parts.attachments), head, ours, answers, thread)


def open_outlook_message(data: bytes, post: OwnPost = OwnPost()) -> OpenedMessage:
    """The message in the bytes of a .msg file. Raises Refused where there is none."""
    message = OutlookMessage(data)
    words, answers, thread = _joined(_Body([message.plain], [message.page] if message.page else []))
    attachments = tuple(Enclosed(safe_label(name), content) for name, content in message.attachments)
    head, ours = message.head(post), is_own_letter(message.headers, post)
    return OpenedMessage(message.sender, message.received, words, attachments, head, ours, answers, thread)


def bodies_of(data: bytes) -> tuple[str, ...]:
    """What stands in the body of a message, as each of its parts shows it: as text, and as a page.

    The bytes may end behind the parts that are shown. Raises Refused where there is no message in them.
    """
    body = _Parts(_parsed(data), OwnPost()).bodies[0]
    return tuple("\n".join(line.text for line in lines) for lines in body.shown())


def _joined(*bodies: _Body) -> tuple[str, str, str]:
    """The sender's own words, without what they stand below and with it, and all that stands there."""
    chosen = [body.lines() for body in bodies]
    words, answers = map(own_words, chosen), map(words_below_quotations, chosen)
    return _within_limits(words), _within_limits(answers), _within_limits(body.thread() for body in bodies)


def _within_limits(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))[: LIMITS.note_characters]


def _parsed(data: bytes) -> EmailMessage:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decoded(data).encode("utf-8")
    plain = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return email.message_from_bytes(plain, policy=email.policy.default)


def _address(message: Message, header: str) -> str:
    return email.utils.parseaddr(str(message.get(header, "")))[1].casefold()


@dataclass(frozen=True, slots=True)
class _Body:
    """The body of a message, as plain text and as a page, which say the same or go on from one another."""

    plain: list[str] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)

    def lines(self) -> Sequence[MailLine]:
        """The lines of the one of both in which quotations were found, else of the fuller one."""
        found = [(own_words(lines), lines) for lines in self.shown()]
        quoting = [(own, lines) for own, lines in found if is_quoting(lines, own)]
        if not quoting:
            return max(found, key=lambda x: len(x[0]), default=("", []))[1]
        return min((x for x in quoting if x[0]), key=lambda x: len(x[0]), default=("", []))[1]

    def shown(self) -> list[Sequence[MailLine]]:
        """The lines of the plain text and of the page, where something stands in them."""
        bodies = (plain_lines("\n".join(self.plain)), [line for page in self.pages for line in page_lines(page)])
        return [lines for lines in bodies if any(line.text.strip() for line in lines)]

    def thread(self) -> str:
        """All that stands in the body that is read, where that is more than its sender's words."""
        lines = self.lines() or next(iter(self.shown()), [])
        return "\n".join(line.text for line in lines) if is_quoting(lines, own_words(lines)) else ""


class _Parts:
    """The parts of a message, and of those attached to it, in their order."""

    def __init__(self, message: EmailMessage, post: OwnPost) -> None:
        self.bodies = [_Body()]
        self.attachments: list[Enclosed] = []
        self._post, self._outer = post, {_address(message, "To"), _address(message, "Cc")} - {""}
        waiting: list[tuple[Message, _Body | None]] = [(message, self.bodies[0])]
        number = 0
        while waiting:
            if number > LIMITS.leaves:
                raise Refused("too-large", "parts")
            part, body = waiting.pop()
            self._take(part, number, body)
            for inner in reversed(_within(part)):
                within = part.get_content_type() in _MESSAGES and body is not None
                waiting.append((inner, self._body_of(inner) if within else body))
            number += 1

    def _body_of(self, message: Message) -> _Body | None:
        """Where the words of a message within go; None for our own letter, which holds nothing that was sent to us.

        The words of one by whom the outer is sent to are our own too.
        """
        if is_own_letter(message, self._post):
            return None
        body = _Body()
        if _address(message, "From") not in self._outer:
            self.bodies.append(body)
        return body

    def _take(self, part: Message, number: int, body: _Body | None) -> None:
        kind, name = part.get_content_type(), _name(part)
        if kind in _ASIDE or part.get_content_maintype() == "multipart" or part.is_multipart():
            return
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            label = safe_label(name or f"part{number}.{_suffix(kind)}")
            # The fork of a Mac's file that holds no data bears the file's own name.
            forked = kind == "application/applefile" and not label.startswith("._")
            self.attachments.append(Enclosed(f"._{label}" if forked else label, content, body is None))
        elif body is None:
            return
        elif kind == "text/html":
            body.pages.append(content)
        elif kind == "text/plain":
            text, files = without_uuencoded(_text(part, content))
            self.attachments += [Enclosed(safe_label(name), data) for name, data in files]
            body.plain.append(text)


def _within(part: Message) -> list[Message]:
    """The parts of a part; of a message that was encoded whole, which the library leaves as text, the message."""
    if not part.is_multipart():
        return []
    inner = [x for x in part.get_payload() if isinstance(x, Message)]
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().casefold()
    if part.get_content_type() in _MESSAGES and len(inner) == 1 and encoding in _ENCODINGS:
        whole = inner[0].as_bytes(policy=email.policy.compat32)
        return [_parsed(_ENCODINGS[encoding](whole))]
    return inner


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


def _date(message: Message) -> dt.datetime | None:
    assert isinstance(message, EmailMessage)
    try:
        return email.utils.parsedate_to_datetime(str(message.get("Date", "")))
    except (TypeError, ValueError, IndexError):
        return None
