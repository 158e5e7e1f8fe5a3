"""The sheets of an .xlsb file, read from its records: values, and what is known of them beside.

calamine 0.9 reads the values of what Excel writes. It lost every cell that follows its neighbour in a short record, as
SheetJS writes them (0 of 125 figures of such a return), left cells with errors empty, and tells neither number formats
nor what is hidden. pyxlsb (LGPL) knows no short records either.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from workbooks.files import LIMITS, Refused
from workbooks.grids.binary_records import records, rk_number, wide_text
from workbooks.grids.dense_rows import counted, dense
from workbooks.grids.grid import Area, Details, Grid, Place
from workbooks.grids.number_formats import BUILT_IN_FORMATS, as_shown
from workbooks.grids.old_excel import ERRORS
from workbooks.grids.workbook_parts import Parts
from workbooks.text import Value

_ROW, _CELLS, _SHORT_CELLS, _SST_ITEM, _FORMAT, _XF = 0, range(1, 12), range(12, 19), 19, 44, 47
_COLUMN, _RICH_CELL, _WORKBOOK_PROPERTIES, _SHEET, _MERGED = 60, 62, 153, 156, 176
_STYLES_BEGIN, _STYLES_END, _COMMENT, _COMMENT_TEXT = 617, 618, 635, 637
# A short record is the long one of the same content without its column.
_SHORT_TO_LONG = 11
_RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = 8, 9, 10, 11
_HIDDEN_ROW = 0x10


def binary_grids(parts: Parts) -> list[Grid]:
    """The sheets of a file. Raises Refused."""
    try:
        return _grids(parts)
    except (struct.error, IndexError) as error:
        raise Refused("corrupt", "records") from error


def _grids(parts: Parts) -> list[Grid]:
    targets = parts.relations("xl/workbook.bin", "/worksheet")
    strings, formats = _shared_strings(parts), _formats(parts)
    since_1904, sheets = False, []
    for kind, body in records(parts.read("xl/workbook.bin")):
        if kind == _WORKBOOK_PROPERTIES:
            since_1904 = bool(body[0] & 1)
        elif kind == _SHEET:
            relation, end = wide_text(body, 8)
            if relation in targets:
                sheets.append((wide_text(body, end)[0], struct.unpack_from("<L", body)[0] == 0, targets[relation]))
    grids, cells = [], 0
    for name, visible, part in sheets[: LIMITS.sheets]:
        sheet = _Sheet(strings, formats, since_1904)
        sheet.read(parts.read(part))
        cells = counted(cells, len(sheet.values))
        details = sheet.details
        details.comments = parts.threads(part) or _comments(parts, part)
        details.boxes = parts.boxes(part)
        rows = dense(sheet.values)
        grids.append(Grid(name, rows, visible, tuple(sheet.merged), known=details, telling=details.telling))
    return grids


def _shared_strings(parts: Parts) -> list[str]:
    return [wide_text(body, 1)[0] for kind, body in records(parts.read("xl/sharedStrings.bin")) if kind == _SST_ITEM]


def _formats(parts: Parts) -> list[str]:
    """The number format of each cell style, by its number."""
    custom: dict[int, str] = {}
    found: list[str] = []
    inside = False
    for kind, body in records(parts.read("xl/styles.bin")):
        inside = kind == _STYLES_BEGIN or (inside and kind != _STYLES_END)
        if kind == _FORMAT:
            custom[struct.unpack_from("<H", body)[0]] = wide_text(body, 2)[0]
        elif kind == _XF and inside:
            number = struct.unpack_from("<H", body, 2)[0]
            found.append(custom.get(number, BUILT_IN_FORMATS.get(number, "General")))
    return found


def _comments(parts: Parts, sheet_part: str) -> dict[Place, str]:
    found: dict[Place, str] = {}
    for part in parts.relations(sheet_part, "/comments").values():
        place = (0, 0)
        for kind, body in records(parts.read(part)):
            if kind == _COMMENT:
                row, _, column = struct.unpack_from("<3L", body, 4)
                place = row, column
            elif kind == _COMMENT_TEXT:
                found[place] = wide_text(body, 1)[0]
    return found


@dataclass
class _Sheet:
    """Collects the cells of one sheet."""

    strings: list[str]
    formats: list[str]
    since_1904: bool
    values: dict[Place, Value] = field(default_factory=dict)
    details: Details = field(default_factory=Details)
    merged: list[Area] = field(default_factory=list)
    row: int = 0
    column: int = -1

    def read(self, part: bytes) -> None:
        """Reads the records of the sheet's part."""
        for kind, body in records(part):
            if kind == _ROW:
                self.row, self.column = struct.unpack_from("<L", body)[0], -1
                if body[11] & _HIDDEN_ROW:
                    self.details.hidden_rows.add(self.row)
            elif kind in _CELLS or kind == _RICH_CELL:
                self.column = struct.unpack_from("<L", body)[0]
                self._cell(kind, body, 4)
            elif kind in _SHORT_CELLS:
                self.column += 1
                self._cell(kind - _SHORT_TO_LONG, body, 0)
            elif kind == _COLUMN:
                first, last, width, _, flags = struct.unpack_from("<4LH", body)
                if flags & 1 or not width:
                    self.details.hidden_columns.update(range(first, min(last + 1, LIMITS.columns)))
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4L", body)
                self.merged.append((top, left, bottom, right))

    def _cell(self, kind: int, body: bytes, start: int) -> None:
        if self.row >= LIMITS.rows or self.column >= LIMITS.columns:
            return
        here = self.row, self.column
        style = int.from_bytes(body[start : start + 3], "little")
        shown = self.formats[style] if style < len(self.formats) else "General"
        if shown != "General":
            self.details.formats[here] = shown
        if kind in (_ERROR, _FORMULA_ERROR):
            self.details.errors[here] = ERRORS.get(body[start + 4], "#")
            self.values[here] = self.details.errors[here]
            return
        value = self._value(kind, body, start + 4)
        if type(value) is float:
            value = as_shown(value, shown, since_1904=self.since_1904)
        if value != "":
            self.values[here] = value

    def _value(self, kind: int, body: bytes, start: int) -> Value:
        if kind == _RK:
            return rk_number(body, start)
        if kind in (_REAL, _FORMULA_NUMBER):
            return float(struct.unpack_from("<d", body, start)[0])
        if kind in (_BOOL, _FORMULA_BOOL):
            return bool(body[start])
        if kind in (_TEXT, _FORMULA_TEXT):
            return wide_text(body, start)[0]
        if kind == _RICH_CELL:
            return wide_text(body, start + 1)[0]
        if kind == _SHARED:
            number = struct.unpack_from("<L", body, start)[0]
            return self.strings[number] if number < len(self.strings) else ""
        return ""
