"""What an .xls file tells beside values: errors, number formats, comments, and which rows and columns are hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from workbooks.files import LIMITS, Refused
from workbooks.grids.grid import Details, Place
from workbooks.grids.number_formats import BUILT_IN_FORMATS
from workbooks.grids.old_formulas import formula_text

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _FORMAT, _XF = 0x809, 0x0A, 0x85, 0x2F, 0x41E, 0xE0
_ROW, _COLINFO, _BOOLERR, _FORMULA, _NOTE, _OBJ, _TXO, _CONTINUE = 0x208, 0x7D, 0x205, 0x06, 0x1C, 0x5D, 0x1B6, 0x3C
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_BIFF8 = 0x600
_EMPTY_TEXT = 3
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Record = tuple[int, bytes]


def workbook_details(book: bytes) -> dict[str, Details]:
    """The details of each sheet of a Workbook stream, by its name; nothing for files older than Excel 97.

    Raises Refused for an encrypted workbook, and (corrupt) for one whose records are cut short.
    """
    try:
        return _details(book)
    except (struct.error, IndexError) as error:
        raise Refused("corrupt", "records") from error


def _details(book: bytes) -> dict[str, Details]:
    sheets: dict[str, int] = {}
    formats: dict[int, str] = {}
    styles: list[int] = []
    for kind, body in _records(book, 0):
        if kind == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
            return {}
        if kind == _FILEPASS:
            raise Refused("password", "xls")
        if kind == _BOUNDSHEET:
            sheets[_text(body, body[6], 7)] = struct.unpack_from("<L", body)[0]
        elif kind == _FORMAT:
            number, length = struct.unpack_from("<HH", body)
            formats[number] = _text(body, length, 4)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    shown = [formats.get(number, BUILT_IN_FORMATS.get(number, "General")) for number in styles]
    return {name: _sheet(book, offset, shown) for name, offset in list(sheets.items())[: LIMITS.sheets]}


def _records(book: bytes, position: int) -> Iterator[Record]:
    """The records from a position to the end of their part."""
    while position + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, position)
        yield kind, book[position + 4 : position + 4 + size]
        if kind == _EOF:
            return
        position += 4 + size


def _text(body: bytes, length: int, start: int) -> str:
    """A text of `length` characters whose first byte says whether they are wide."""
    wide = body[start] & 1
    raw = body[start + 1 : start + 1 + (length * 2 if wide else length)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(book: bytes, offset: int, formats: list[str]) -> Details:
    details = Details()
    notes: dict[int, Place] = {}
    texts: dict[int, str] = {}
    last_object, awaited = -1, 0
    for kind, body in _records(book, offset):
        if kind == _ROW and (struct.unpack_from("<H", body, 12)[0] & 0x20 or _has_no_height(body)):
            details.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and (struct.unpack_from("<H", body, 8)[0] & 1 or body[4:6] == b"\x00\x00"):
            first, last = struct.unpack_from("<HH", body)
            details.hidden_columns.update(range(first, min(last + 1, LIMITS.columns)))
        elif kind in (_NUMBER, _RK, _FORMULA, _BOOLERR, _MULRK):
            _cell(kind, body, formats, details)
        elif kind == _OBJ:
            last_object = struct.unpack_from("<H", body, 6)[0]
        elif kind == _TXO:
            awaited = struct.unpack_from("<H", body, 10)[0]
        elif kind == _CONTINUE and awaited:
            texts[last_object], awaited = _text(body, awaited, 0), 0
        elif kind == _NOTE:
            row, column, _, number = struct.unpack_from("<4H", body)
            notes[number] = (row, column)
    details.comments = {place: texts[number] for number, place in notes.items() if number in texts}
    details.boxes = [text for number, text in texts.items() if number not in notes and text.strip()]
    return details


def _has_no_height(body: bytes) -> bool:
    """Whether the height of a row is none."""
    return body[6:8] == b"\x00\x00"


def _cell(kind: int, body: bytes, formats: list[str], details: Details) -> None:
    row, column, style = struct.unpack_from("<3H", body)
    if kind == _MULRK:
        for number in range((len(body) - 6) // 6):
            _format((row, column + number), struct.unpack_from("<H", body, 4 + 6 * number)[0], formats, details)
        return
    _format((row, column), style, formats, details)
    if kind == _BOOLERR and body[7]:
        details.errors[row, column] = ERRORS.get(body[6], "#")
    elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        details.errors[row, column] = ERRORS.get(body[8], "#")
    elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _EMPTY_TEXT:
        # A script writes no result, which looks as an empty text does; a formula that is not simple may give one.
        text = formula_text(body[22 : 22 + struct.unpack_from("<H", body, 20)[0]])
        if text is not None:
            details.formulas[row, column] = text
            details.uncached.add((row, column))


def _format(place: Place, style: int, formats: list[str], details: Details) -> None:
    if style < len(formats) and formats[style] != "General":
        details.formats[place] = formats[style]
