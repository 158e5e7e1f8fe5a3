"""The attachments of winmail.dat, in which Outlook wraps a message for those who do not use it (TNEF)."""

from __future__ import annotations

from workbooks.files.limits import LIMITS, Refused
from workbooks.files.text_encodings import decoded

SIGNATURE = b"\x78\x9f\x3e\x22"
# tnefparse copies the rest of the file for every attribute of it.
_MOST_COPIED = 1 << 32
Attachment = tuple[str, bytes]


def winmail_attachments(data: bytes) -> list[Attachment]:
    """Names and bytes of the attachments, those of messages attached to it among them. Raises Refused (corrupt)."""
    from tnefparse import TNEF

    if _attributes(data) * len(data) > _MOST_COPIED:
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
        raise Refused("corrupt", f"winmail.dat: {error}"[:200]) from error
    return found


def _attributes(data: bytes) -> int:
    count, place = 0, 6
    while place + 12 < len(data):
        place += int.from_bytes(data[place + 5 : place + 9], "little") + 11
        count += 1
    return count


def _name(attachment: object) -> str:
    """The long name where there is one; the short one is in the code page of the sender's computer."""
    try:
        name = attachment.long_filename()  # type: ignore[attr-defined]
    except UnicodeDecodeError:
        name = attachment._name  # type: ignore[attr-defined]
    return decoded(name).strip("\x00") if isinstance(name, bytes) else str(name or "")
