"""The records of an .xlsb part: their numbers and bodies, and the texts and numbers in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

Record = tuple[int, bytes]
_LONGEST_SIZE = 4


def records(part: bytes) -> Iterator[Record]:
    """Number and body of each record. Raises IndexError or struct.error where the part is cut short."""
    position, end = 0, len(part)
    while position < end:
        kind = part[position]
        position += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | part[position] << 7
            position += 1
        size = shift = 0
        for _ in range(_LONGEST_SIZE):
            byte = part[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, part[position : position + size]
        position += size


def wide_text(body: bytes, start: int) -> tuple[str, int]:
    """A text of a stated number of wide signs, and where it ends; a missing one is empty."""
    length = struct.unpack_from("<L", body, start)[0]
    if length == 0xFFFFFFFF:
        return "", start + 4
    end = start + 4 + 2 * length
    if end > len(body):
        raise IndexError("text cut short")
    return body[start + 4 : end].decode("utf-16-le", "replace"), end


def rk_number(body: bytes, start: int) -> float:
    """A number in four bytes: an integer or the upper half of a float, perhaps a hundredth."""
    stored = struct.unpack_from("<l", body, start)[0]
    if stored & 2:
        value = float(stored >> 2)
    else:
        value = struct.unpack("<d", b"\x00\x00\x00\x00" + struct.pack("<L", stored & 0xFFFFFFFC))[0]
    return value / 100 if stored & 1 else value
