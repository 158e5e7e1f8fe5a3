"""The parts of a Word 97 document that are hidden or deleted: places in its main stream, from the table of its runs."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PAGE, _NUMBER = 512, 0x3FFFFF
_TABLE_OF_RUNS = 0xFA
_DELETED, _HIDDEN = 0x0800, 0x083C
# How many bytes follow a property, by the three highest bits of its number; six says that in a byte of its own.
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_OF_VARIABLE_SIZE = 6
Range = tuple[int, int]


def unseen_ranges(document: bytes, table: bytes) -> list[Range]:
    """First and last place of what is not shown, in their order, none within another. A broken table hides nothing."""
    try:
        start, size = struct.unpack_from("<LL", document, _TABLE_OF_RUNS)
        count = max(0, (min(size, len(table) - start) - 4) // 8)
        pages = struct.unpack_from(f"<{count}L", table, start + 4 * (count + 1))
        return _merged(sorted(x for page in dict.fromkeys(pages) for x in _in_page(document, page & _NUMBER)))
    except struct.error:
        return []


def _merged(ranges: list[Range]) -> list[Range]:
    found: list[Range] = []
    for low, high in ranges:
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _in_page(document: bytes, number: int) -> Iterator[Range]:
    page = document[number * _PAGE : (number + 1) * _PAGE]
    if len(page) < _PAGE:
        return
    count = page[-1]
    if count * 5 + 4 >= _PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}L", page)
    for run in range(count):
        at = 2 * page[4 * (count + 1) + run]
        if at and _is_unseen(page[at + 1 : at + 1 + page[at]]) and places[run] < places[run + 1]:
            yield places[run], places[run + 1]


def _is_unseen(properties: bytes) -> bool:
    at = 0
    unseen = {_DELETED: False, _HIDDEN: False}
    while at + 2 < len(properties):
        number = struct.unpack_from("<H", properties, at)[0]
        kind = number >> 13
        if number in unseen:
            unseen[number] = bool(properties[at + 2] & 1)
        at += 2 + (1 + properties[at + 2] if kind == _OF_VARIABLE_SIZE else _SIZES[kind])
    return any(unseen.values())
