"""A message that was saved from Outlook (.msg): who sent it when, the words of its body, and its attachments.

olefile gives the streams; which of them holds what is told by the numbers of MAPI properties.
"""

from __future__ import annotations

import datetime as dt
import email
import email.utils
import io
import struct
from dataclasses import replace
from email.message import Message
from typing import Any

from schemas.addresses import address_form
from schemas.documents import MailHead
from workbooks.files.bounced_letters import MESSAGE_ID
from workbooks.files.limits import LIMITS, Refused
from workbooks.files.message_heads import decoded_line, head_of, sender_of
from workbooks.files.own_post import OwnPost
from workbooks.files.text_encodings import decoded

_SUBMITTED, _DELIVERED, _CODE_PAGES = 0x0039, 0x0E06, (0x3FFD, 0x3FDE)
_SMTP_ADDRESS, _SENT_SMTP, _SENDER, _HEADERS = "5D01", "5D02", "0C1F", "007D"
_CLASS, _SUBJECT, _MESSAGE_ID, _ANSWERED, _THREAD = "001A", "0037", "1035", "1042", "1039"
_LONGEST_SENDER = 250
_BODY, _PAGE = "1000", "10130102"
_CONTENT, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME = "37010102", "3707", "3704", "3001"
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
Attachment = tuple[str, bytes]


class OutlookMessage:
    """The message in the bytes of a .msg file. Raises Refused where there is none, or it is too large."""

    def __init__(self, data: bytes) -> None:
        import olefile

        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            self._streams = {"/".join(path): path for path in self._file.listdir()}
            stated = sum(self._file.get_size(path) for path in self._streams.values())
        except Exception as error:
            raise Refused("corrupt", str(error)[:200]) from error
        if len(self._streams) > LIMITS.members * 10 or stated > LIMITS.unpacked_bytes:
            raise Refused("too-large", f"{stated} bytes")
        self._fixed = self._fixed_properties()

    @property
    def headers(self) -> Message:
        """The headers that the message came with; none for one that was never sent by mail."""
        text = self._text("", _HEADERS).lstrip()
        first, _, rest = text.partition("\n")
        # Outlook may write a line of its own, without a colon, above them.
        return email.message_from_string(text if ":" in first else rest)

    def head(self, post: OwnPost) -> MailHead:
        """What its headers say, else its properties; a report of the mail system is told by its class."""
        told = head_of(self.headers, post) or MailHead()
        kind = self._text("", _CLASS).upper()
        report = kind.startswith("REPORT.")
        answered = MESSAGE_ID.findall(self._text("", _ANSWERED))
        thread = MESSAGE_ID.findall(self._text("", _THREAD))
        return replace(
            told,
            message_id=told.message_id or self._text("", _MESSAGE_ID)[:250],
            subject=told.subject or decoded_line(self._text("", _SUBJECT)),
            answers=told.answers or tuple(dict.fromkeys((*answered, *reversed(thread)))),
            automatic=told.automatic or report,
            returns_nothing=told.returns_nothing or report,
            undelivered=told.undelivered or (tuple(answered) if kind.endswith(".NDR") else ()),
        )

    @property
    def sender(self) -> str:
        """The address of the sender, in small letters, else by whatever name it goes; empty where none is given."""
        given = (sender_of(self.headers), *(self._text("", name) for name in (_SMTP_ADDRESS, _SENT_SMTP, _SENDER)))
        told = next((x for x in given if "@" in x), "") or next(filter(None, given), "")
        return address_form("".join(x if x.isprintable() else "?" for x in told[:_LONGEST_SENDER]))

    @property
    def received(self) -> dt.datetime | None:
        """The Date of its headers, else when it was sent or delivered."""
        try:
            return email.utils.parsedate_to_datetime(str(self.headers["Date"]))
        except (TypeError, ValueError, IndexError):
            pass
        for name in (_SUBMITTED, _DELIVERED):
            ticks = struct.unpack("<Q", self._fixed.get(name, bytes(8)))[0]
            if 0 < ticks < 1 << 60:
                return _EPOCH + dt.timedelta(microseconds=ticks // 10)
        return None

    @property
    def plain(self) -> str:
        """The body as plain text."""
        return self._text("", _BODY)

    @property
    def page(self) -> bytes:
        """The body as a page."""
        return self._bytes(f"__substg1.0_{_PAGE}")

    @property
    def attachments(self) -> list[Attachment]:
        """Names and bytes of the attachments, those of messages attached to it among them."""
        folders = sorted({name.rpartition("/")[0] for name in self._streams if "__attach_version1.0_" in name})
        found: list[Attachment] = []
        for folder in folders:
            depth = folder.count("__attach_version1.0_")
            last = folder.rpartition("/")[2]
            if not last.startswith("__attach_version1.0_") or depth > LIMITS.depth:
                continue
            content = f"{folder}/__substg1.0_{_CONTENT}"
            if content in self._streams and len(found) <= LIMITS.leaves:
                names = (self._text(folder + "/", name) for name in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
                found.append((next(filter(None, names), ""), self._bytes(content)))
        return found

    def _bytes(self, name: str) -> bytes:
        path = self._streams.get(name)
        try:
            return bytes(self._file.openstream(path).read()) if path else b""
        except Exception as error:
            raise Refused("corrupt", str(error)[:200]) from error

    def _text(self, folder: str, name: str) -> str:
        wide = self._bytes(f"{folder}__substg1.0_{name}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").strip("\x00")
        narrow = self._bytes(f"{folder}__substg1.0_{name}001E")
        for page in _CODE_PAGES:
            number = int.from_bytes(self._fixed.get(page, b"")[:4], "little")
            try:
                return narrow.decode("utf-8" if number == 65001 else f"cp{number}").strip("\x00")
            except (LookupError, UnicodeDecodeError):
                continue
        return decoded(narrow).strip("\x00")

    def _fixed_properties(self) -> dict[int, bytes]:
        """The values of the properties that have a fixed size, by number."""
        data = self._bytes("__properties_version1.0")
        found: dict[int, Any] = {}
        for place in range(32, len(data) - 15, 16):
            found[struct.unpack_from("<H", data, place + 2)[0]] = data[place + 8 : place + 16]
        return found
