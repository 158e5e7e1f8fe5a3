"""The members of a zip file, straight from its directory: what many small workbooks need, without `zipfile`'s overhead.

Sizes and checksums are checked as strictly as `zipfile` does. Whatever is unusual is refused as corrupt.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from workbooks.files.limits import Refused

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1, 0x800
_FEW, _MOST_FOLD = 16_384, 1_032


@dataclass(slots=True)
class Member:
    """A member's place and sizes, as the directory states them."""

    flags: int
    method: int
    checksum: int
    packed: int
    unpacked: int
    offset: int


def directory(data: bytes) -> dict[str, Member]:
    """The members of a zip file by name. Raises Refused (corrupt)."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + _END.size > len(data):
        raise Refused("corrupt", "no directory")
    _, _, _, _, count, size, start, _ = _END.unpack_from(data, end)
    # Bytes before the first member, as self-extracting archives have, move everything.
    moved = end - size - start
    position = start + moved
    found: dict[str, Member] = {}
    for _ in range(count):
        if position < 0 or position + _ENTRY.size > end:
            raise Refused("corrupt", "directory cut short")
        fields = _ENTRY.unpack_from(data, position)
        if fields[0] != b"PK\x01\x02":
            raise Refused("corrupt", "directory entry")
        first = position + _ENTRY.size
        raw = data[first : first + fields[12]]
        name = raw.decode("utf-8", "replace") if fields[5] & _UTF8 or raw.isascii() else raw.decode("latin-1")
        # Some tools write the separator of their system.
        found[name.replace("\\", "/")] = Member(
            fields[5], fields[6], fields[9], fields[10], fields[11], fields[18] + moved
        )
        position = first + fields[12] + fields[13] + fields[14]
    return found


def unpacked(data: bytes, member: Member, name: str) -> bytes:
    """The bytes of a member. Raises Refused: password, or corrupt where sizes or checksum are not as stated."""
    if member.flags & _ENCRYPTED:
        raise Refused("password", name)
    if member.offset < 0 or member.offset + _LOCAL.size > len(data):
        raise Refused("corrupt", name)
    local = _LOCAL.unpack_from(data, member.offset)
    first = member.offset + _LOCAL.size + local[10] + local[11]
    packed = data[first : first + member.packed]
    if local[0] != b"PK\x03\x04" or len(packed) != member.packed or member.method not in (_STORED, _DEFLATED):
        raise Refused("corrupt", name)
    content = packed if member.method == _STORED else _inflated(packed, member.unpacked, name)
    if len(content) != member.unpacked or zlib.crc32(content) != member.checksum:
        raise Refused("corrupt", f"{name}: checksum")
    return content


def _inflated(packed: bytes, size: int, name: str) -> bytes:
    """At most one byte more than the stated size, so that a lying directory costs nothing.

    Few bytes cannot unpack to many (a thousandfold at most), and are unpacked in one go, which is faster.
    """
    try:
        if len(packed) <= _FEW and size <= _FEW * _MOST_FOLD:
            return zlib.decompress(packed, -15, size or 1)
        return zlib.decompressobj(-15).decompress(packed, size + 1)
    except zlib.error as error:
        raise Refused("corrupt", f"{name}: {error}") from error
