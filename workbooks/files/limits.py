"""How much of a file is looked at. What is larger is no return, and is refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file, unpacked size, ratio, nesting and number of members, and the part of a sheet that is read."""

    file_bytes: int = 48 * MEBIBYTE
    unpacked_bytes: int = 128 * MEBIBYTE
    ratio: int = 200
    ratio_applies_above: int = 16 * MEBIBYTE
    members: int = 2_000
    depth: int = 4
    leaves: int = 500
    box_cells: int = 3_000_000
    rows: int = 4_000
    columns: int = 256
    sheets: int = 60
    note_characters: int = 200_000


LIMITS = Limits()


class Refused(Exception):
    """A file that is not read; `reason` is a word that the message to the sender explains."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}" if detail else reason)
