"""The sheets of a workbook in the XML format of Excel 2003: values, and what is known of them beside.

No library that we found reads this format in Python: calamine, openpyxl and pandas do not know it. Cells are placed as
Excel, LibreOffice and SheetJS place them: after a cell that is merged to the right comes the first free one, while
rows below a merged cell must say themselves where they go on (Excel refuses a file whose rows do not).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from workbooks.files import LIMITS
from workbooks.grids.dense_rows import counted, dense
from workbooks.grids.grid import Area, Details, Grid, Place, address
from workbooks.grids.number_formats import as_shown
from workbooks.grids.sheet_xml import parse
from workbooks.text import Value

_NAMED_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "General Number": "General"}
_RELATIVE = re.compile(r"(?<![\w.])R(\d+|\[-?\d+\])?C(\d+|\[-?\d+\])?(?![\w(.])")
_FURTHEST = 1 << 20


def xml_spreadsheet_grids(data: bytes) -> list[Grid]:
    """The sheets of a file. Raises Refused."""
    reader = _Reader()
    parse(data, reader.start, reader.end, reader.text)
    return [sheet.grid() for sheet in reader.sheets[: LIMITS.sheets]]


@dataclass
class _Sheet:
    """What has been met of one sheet."""

    name: str
    visible: bool = True
    values: dict[Place, Value] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    details: Details = field(default_factory=Details)

    def grid(self) -> Grid:
        """The sheet as a grid."""
        telling = self.details.telling
        return Grid(
            self.name, dense(self.values), self.visible, tuple(self.merged), known=self.details, telling=telling
        )


class _Reader:
    """Collects the sheets from the events of the XML."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._formats: dict[str, str] = {}
        self._style = ""
        self._row = self._column = self._table_column = -1
        self._left = 0
        self._no_height = False
        self._styles_of_columns: dict[int, str] = {}
        self._style_of_row = ""
        self._kind = "String"
        self._formula = ""
        self._text: list[str] | None = None
        self._comment = self._filled = False
        self._after = self._after_cell = self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag == "Style":
            self._style = attributes.get("ID", "")
            self._formats[self._style] = self._formats.get(attributes.get("Parent", "Default"), "")
        elif tag == "NumberFormat":
            text = attributes.get("Format", "General")
            self._formats[self._style] = _NAMED_FORMATS.get(text, text)
        elif tag == "Worksheet":
            self.sheets.append(_Sheet(attributes.get("Name", "")))
            self._row = self._table_column = -1
            self._styles_of_columns = {}
        elif not self.sheets:
            return
        elif tag == "Table":
            self._row = _number(attributes, "TopCell", 1) - 2
            self._left = _number(attributes, "LeftCell", 1) - 1
            self._table_column = self._left - 1
            self._no_height = _is_zero(attributes.get("DefaultRowHeight"))
        elif tag == "Column":
            self._start_column(attributes)
        elif tag == "Row":
            self._start_row(attributes)
        elif tag == "Cell":
            self._start_cell(attributes)
        elif tag == "Comment":
            self._comment = True
        elif tag == "Data":
            self._kind, self._text = attributes.get("Type", "String"), []
        elif tag == "Visible":
            self._text = []

    def _start_column(self, attributes: dict[str, str]) -> None:
        first = self._next(self._table_column, attributes, self._left)
        last = min(first + _number(attributes, "Span", 0), LIMITS.columns)
        self._table_column = last
        self._styles_of_columns.update(dict.fromkeys(range(first, last + 1), attributes.get("StyleID", "")))
        if attributes.get("Hidden") == "1" or _is_zero(attributes.get("Width")):
            self._details.hidden_columns.update(range(first, last + 1))

    def _start_row(self, attributes: dict[str, str]) -> None:
        first = self._next(self._row, attributes, 0)
        last = min(first + _number(attributes, "Span", 0), LIMITS.rows)
        self._row, self._after, self._column = first, last, self._left - 1
        self._style_of_row = attributes.get("StyleID", "")
        height = attributes.get("Height")
        if attributes.get("Hidden") == "1" or _is_zero(height) or (self._no_height and height is None):
            self._details.hidden_rows.update(range(first, min(last + 1, LIMITS.rows)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column = self._next(self._column, attributes, self._left)
        here, across = self._here, _number(attributes, "MergeAcross", 0)
        down = _number(attributes, "MergeDown", 0)
        if across or down:
            self.sheets[-1].merged.append((*here, here[0] + down, here[1] + across))
        style = attributes.get("StyleID") or self._style_of_row or self._styles_of_columns.get(here[1]) or "Default"
        if (shown := self._formats.get(style, "")) not in ("", "General"):
            self._details.formats[here] = shown
        self._formula, self._filled = attributes.get("Formula", ""), False
        self._after_cell = self._column + across

    def _next(self, place: int, attributes: dict[str, str], first: int) -> int:
        """The place of the next row or cell: its own index, counted from 1, or the one after the last."""
        index = _number(attributes, "Index", 0)
        return min(first + index - 1 if index else place + 1, _FURTHEST)

    @property
    def _details(self) -> Details:
        return self.sheets[-1].details

    @property
    def _here(self) -> Place:
        return self._row, self._column

    def text(self, piece: str) -> None:
        """Character data."""
        if self._text is not None:
            self._text.append(piece)

    def end(self, tag: str) -> None:
        """An element closes."""
        if not self.sheets:
            return
        if tag in ("Data", "Visible") and self._text is not None:
            self._end_text(tag, "".join(self._text))
            self._text = None
        elif tag == "Comment":
            self._comment = False
        elif tag == "Cell":
            self._end_cell()
        elif tag == "Row":
            self._row = self._after

    def _end_text(self, tag: str, text: str) -> None:
        if tag == "Visible":
            self.sheets[-1].visible = text.strip() in ("", "SheetVisible")
        elif self._comment:
            self._details.comments[self._here] = text.strip()
        elif text.strip():
            self._filled = True
            if self._kind == "Error":
                self._details.errors[self._here] = text.strip()
            value = _value(text, self._kind)
            shown = self._details.formats.get(self._here, "")
            self.sheets[-1].values[self._here] = as_shown(value, shown) if type(value) is float else value
            self._cells = counted(self._cells, 1)

    def _end_cell(self) -> None:
        if self._formula:
            self._details.formulas[self._here] = in_a1(self._formula.partition("=")[2] or self._formula, self._here)
            if not self._filled:
                self._details.uncached.add(self._here)
        self._column, self._formula = self._after_cell, ""


def _number(attributes: dict[str, str], name: str, otherwise: int) -> int:
    text = attributes.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise


def _is_zero(size: str | None) -> bool:
    return size is not None and not size.strip("0. ")


def _value(text: str, kind: str) -> Value:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text


def in_a1(formula: str, cell: Place) -> str:
    """A formula with its references in A1 style, which these files give relative to their cell: R[1]C for the cell
    below."""

    def reference(match: re.Match[str]) -> str:
        row, column = (_moved(text, here) for text, here in zip(match.groups(), cell, strict=True))
        return address(row, column) if 0 <= row < _FURTHEST and 0 <= column < _FURTHEST else "#REF!"

    return _RELATIVE.sub(reference, formula)


def _moved(text: str | None, here: int) -> int:
    if not text:
        return here
    number = text.strip("[]")
    if len(number) > 8:
        return -1
    return here + int(number) if text.startswith("[") else int(number) - 1
