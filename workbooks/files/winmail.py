"""The attachments of winmail.dat, in which Outlook wraps a message for those who do not use it (TNEF)."""

from __future__ import annotations

import logging

from workbooks.files.limits import LIMITS, Refused
from workbooks.files.text_encodings import decoded

SIGNATURE = b"\x78\x9f\x3e\x22"
# tnefparse copies the rest of the file for every attribute of it.
_TITLE, _DATA = 0x8010, 0x800F
_MOST_COPIED = 1 << 32
Attachment = tuple[str, bytes]


def winmail_attachments(data: bytes) -> list[Attachment]:
    """Names and bytes of the attachments, those of messages attached to it among them. Raises Refused (corrupt)."""
    from tnefparse import TNEF

    # What it cannot make out of a property it would say on the terminal.
    logging.getLogger("tnefparse").disabled = True
    attributes = _attributes(data)
    if len(attributes) * len(data) > _MOST_COPIED:
        raise Refused("too-large", "winmail.dat")
    try:
        waiting = [TNEF(data, do_checksum=False)]
        found: list[Attachment] = []
        while waiting and len(found) <= LIMITS.leaves:
            for attachment in waiting.pop().attachments:
                inner = getattr(attachment, "embed", None)
                if inner is not None:
                    waiting.append(inner)
                elif attachment.data:
                    found.append((_name(attachment), bytes(attachment.data)))
    except Exception as error:
        # A text in another code page than is stated stops the library, and hides no file.
        found = _plain_attachments(attributes)
        if not found:
            raise Refused("corrupt", f"winmail.dat: {error}"[:200]) from error
    return found


def _attributes(data: bytes) -> list[tuple[int, bytes]]:
    """The number and bytes of each attribute."""
    found = []
    place = 6
    while place + 12 < len(data):
        end = place + 9 + int.from_bytes(data[place + 5 : place + 9], "little")
        found.append((int.from_bytes(data[place + 1 : place + 3], "little"), data[place + 9 : end]))
        place = end + 2
    return found


def _plain_attachments(attributes: list[tuple[int, bytes]]) -> list[Attachment]:
    """The attachments by their short names alone."""
    found: list[Attachment] = []
    title = b""
    for number, data in attributes:
        if number == _TITLE:
            title = data
        elif number == _DATA:
            found.append((decoded(title).strip("\x00"), data))
    return found


def _name(attachment: object) -> str:
    """The long name where there is one; the short one is in the code page of the sender's computer."""
    try:
        name = attachment.long_filename()  # type: ignore[attr-defined]
    except UnicodeDecodeError:
        name = attachment._name  # type: ignore[attr-defined]
    return decoded(name).strip("\x00") if isinstance(name, bytes) else str(name or "")
