"""Writes small .xlsb workbooks for tests: the records that Excel writes, or the short ones of other programs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

ERRORS = {"#REF!": 23, "#N/A": 42, "#DIV/0!": 7, "#NAME?": 29}
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, body: bytes = b"") -> bytes:
    """A record with its number and size."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(body)
    while True:
        size += bytes([rest & 0x7F | (0x80 if rest > 127 else 0)])
        rest >>= 7
        if not rest:
            return head + size + body


def text(value: str) -> bytes:
    """A text with its length before."""
    return struct.pack("<L", len(value)) + value.encode("utf-16-le")


def cell(column: int, value: Any, style: int, *, short: bool, formula: bool = False) -> bytes:
    """The record of a cell; `short` leaves its column out."""
    start = (b"" if short else struct.pack("<L", column)) + struct.pack("<L", style)
    more = 11 if short else 0
    tail = struct.pack("<HLL", 0, 0, 0)
    if value in ("", None):
        return record(1 + more, start)
    if value in ERRORS:
        code = bytes([ERRORS[value]])
        return (
            record(11, struct.pack("<LL", column, style) + code + tail) if formula else record(3 + more, start + code)
        )
    if isinstance(value, str):
        return record(6 + more, start + text(value))
    if isinstance(value, int) and abs(value) < 1 << 28:
        return record(2 + more, start + struct.pack("<l", value << 2 | 2))
    return (
        record(9, struct.pack("<LL", column, style) + struct.pack("<d", value) + tail)
        if formula
        else record(5 + more, start + struct.pack("<d", value))
    )


def sheet_part(
    rows: Sequence[Sequence[Any]],
    *,
    short: bool = False,
    styles: Mapping[tuple[int, int], int] | None = None,
    hidden: Sequence[int] = (),
    formulas: Sequence[tuple[int, int]] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    """The part of a sheet."""
    body = record(129) + record(145)
    for number, row in enumerate(rows):
        flags = 0x10 if number in hidden else 0
        body += record(0, struct.pack("<LLHBBB", number, 0, 300, 0, flags, 0) + struct.pack("<L", 0))
        for column, value in enumerate(row):
            begun = short and column > 0
            body += cell(
                column,
                value,
                (styles or {}).get((number, column), 0),
                short=begun,
                formula=(number, column) in formulas,
            )
    body += record(146) + b"".join(
        record(176, struct.pack("<4L", top, bottom, left, right)) for top, left, bottom, right in merged
    )
    return body + record(130)


def book(
    sheets: Mapping[str, bytes], formats: Sequence[str] = (), hidden: Sequence[str] = (), comments: bytes = b""
) -> bytes:
    """The bytes of a workbook whose cell styles are the general one and one for each of `formats`."""
    names = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(len(sheets))
    )
    bundle = b"".join(
        record(156, struct.pack("<LL", name in hidden, n + 1) + text(f"r{n}") + text(name))
        for n, name in enumerate(sheets)
    )
    styles = (
        record(615)
        + b"".join(record(44, struct.pack("<H", 164 + n) + text(x)) for n, x in enumerate(formats))
        + record(616)
    )
    numbers = [0, *range(164, 164 + len(formats))]
    styles += record(617) + b"".join(record(47, struct.pack("<HH", 0, x) + bytes(12)) for x in numbers) + record(618)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format(names))
        archive.writestr("xl/workbook.bin", record(131) + record(153, struct.pack("<LL", 0, 0)) + bundle + record(132))
        archive.writestr("xl/styles.bin", styles)
        for n, part in enumerate(sheets.values()):
            archive.writestr(f"xl/worksheets/sheet{n}.bin", part)
        if comments:
            archive.writestr(
                "xl/worksheets/_rels/sheet0.bin.rels",
                _RELATIONS.format(f'<Relationship Id="c" Type="{_OFFICE}/comments" Target="../comments1.bin"/>'),
            )
            archive.writestr("xl/comments1.bin", comments)
    return stream.getvalue()
