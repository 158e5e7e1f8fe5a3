"""Files that stand in the text of a message as uuencoded lines, between `begin 644 name` and `end`."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from workbooks.files.limits import LIMITS

_BEGIN = re.compile(r"^begin [0-7]{3,4} (\S.{0,240})$")
Attachment = tuple[str, bytes]


def without_uuencoded(text: str) -> tuple[str, list[Attachment]]:
    """The text without its uuencoded files, and those files by name. A block without its end stays text."""
    if "begin " not in text:
        return text, []
    lines = text.replace("\r\n", "\n").split("\n")
    ends = (number for number, line in enumerate(lines) if line.strip() == "end")
    end = next(ends, len(lines))
    kept: list[str] = []
    files: list[Attachment] = []
    number = 0
    while number < len(lines):
        end = _end_after(number, end, ends, len(lines))
        begin = _BEGIN.match(lines[number].rstrip()) if len(files) < LIMITS.leaves and end < len(lines) else None
        data = _decoded(islice(lines, number + 1, end)) if begin else None
        if begin and data is not None:
            files.append((begin[1].strip(), data))
            number = end
        else:
            kept.append(lines[number])
        number += 1
    return "\n".join(kept), files


def _end_after(number: int, end: int, ends: Iterator[int], last: int) -> int:
    while end <= number:
        end = next(ends, last)
    return end


def _decoded(lines: Iterable[str]) -> bytes | None:
    pieces = []
    for line in lines:
        if not line.isascii():
            return None
        raw = line.rstrip("\r").encode()
        if not raw or raw[0] in b"` ":
            continue
        # Some programs add a checksum to each line: only what its length says is decoded.
        stated = (((raw[0] - 32) & 63) * 4 + 5) // 3
        try:
            pieces.append(binascii.a2b_uu(raw[:stated]))
        except binascii.Error:
            return None
    return b"".join(pieces)
