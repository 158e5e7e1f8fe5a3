"""The text of a Word document of the years 1997 to 2003 (.doc): olefile gives its streams, the piece table the order.

No library was found that reads this format and that an MIT program may use; what is needed of it is small.
"""

from __future__ import annotations

import bisect
import io
import re
import struct
from itertools import islice, pairwise

from workbooks.files import LIMITS, Refused
from workbooks.read.old_word_hidden import Range, unseen_ranges

_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COMPRESSED = 0x40000000
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14?|\x15")
_SIGNS = str.maketrans({"\r": "\n", "\x07": "  ", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\xa0": " "})
_OTHER_SIGNS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def old_word_text(data: bytes) -> str:
    """The text with its footnotes and endnotes, a line a paragraph. Raises Refused: password, old-word."""
    document, table_of = _streams(data)
    if len(document) < 0x1AA or struct.unpack_from("<H", document, 2)[0] < _WORD_97:
        raise Refused("old-word", "older than 1997")
    flags = struct.unpack_from("<H", document, 10)[0]
    if flags & _ENCRYPTED:
        raise Refused("password")
    try:
        table = table_of["1Table" if flags & _SECOND_TABLE else "0Table"]
        text = _text(document, _pieces(document, table), unseen_ranges(document, table))
    except (struct.error, IndexError, KeyError) as error:
        raise Refused("old-word", str(error)[:200]) from error
    main, foot, head, macros, comments, end = struct.unpack_from("<6L", document, 0x4C)
    endnotes = main + foot + head + macros + comments
    shown = "\n".join((text[:main], text[main : main + foot], text[endnotes : endnotes + end]))
    plain = _OTHER_SIGNS.sub("", _FIELD.sub("", shown).translate(_SIGNS))
    lines = (line.strip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[: LIMITS.note_characters]


def _streams(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            found = {
                name: file.openstream(name).read()
                for name in ("WordDocument", "0Table", "1Table")
                if file.exists(name) and file.get_size(name) <= LIMITS.file_bytes
            }
    except Exception as error:
        raise Refused("old-word", str(error)[:200]) from error
    return found.pop("WordDocument", b""), found


def _pieces(document: bytes, table: bytes) -> list[tuple[int, int]]:
    """Length and place of each piece of the text, in its order; a place bears the mark of 8-bit text."""
    start, size = struct.unpack_from("<LL", document, 0x1A2)
    place = start
    while place < start + size and table[place] == 1:
        place += 3 + struct.unpack_from("<H", table, place + 1)[0]
    length = struct.unpack_from("<L", table, place + 1)[0]
    count = min((length - 4) // 12, (len(table) - place) // 12)
    positions = struct.unpack_from(f"<{count + 1}L", table, place + 5)
    first = place + 5 + (count + 1) * 4
    places = [struct.unpack_from("<L", table, first + 8 * n + 2)[0] for n in range(count)]
    return [(after - before, at) for (before, after), at in zip(pairwise(positions), places, strict=True)]


def _text(document: bytes, pieces: list[tuple[int, int]], unseen: list[Range]) -> str:
    """The text of the pieces; a sign that is not shown is a null character, so that all stay in their places."""
    found: list[str] = []
    left = LIMITS.note_characters * 4
    for stated, place in pieces:
        length = min(max(stated, 0), left)
        left -= length
        wide = 1 if place & _COMPRESSED else 2
        start = (place & ~_COMPRESSED) // 2 if wide == 1 else place
        raw = document[start : start + wide * length]
        text = raw.decode("cp1252" if wide == 1 else "utf-16-le", "replace")
        found.append(_shown(text, start, wide, unseen))
    return "".join(found)


def _shown(text: str, start: int, wide: int, unseen: list[Range]) -> str:
    end = start + wide * len(text)
    signs = list(text)
    for low, high in islice(unseen, max(bisect.bisect_left(unseen, (start, 0)) - 1, 0), None):
        if low >= end:
            break
        if high > start:
            first, last = max(0, (low - start) // wide), min(len(signs), -(-(high - start) // wide))
            signs[first:last] = "\0" * (last - first)
    return "".join(signs)
