"""The sheets of an .ods or .fods file, read from its XML as a stream: values, and what is known of them beside.

calamine 0.9 reads the values of what LibreOffice itself writes. It refused a file with white space between the
elements, ran the two languages of a label together at a line break, and tells neither percents nor formulas nor what
is hidden. Of four such files of one return it read none as it is shown; this reader reads all.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from workbooks.files import LIMITS, Refused, directory, unpacked
from workbooks.grids.dense_rows import counted, dense
from workbooks.grids.grid import Area, Details, Grid, Place
from workbooks.grids.sheet_xml import parse
from workbooks.text import Value

_PART = r"(?:\$?('(?:[^']|'')*'|[^\]'.:\[]+))?\.(\$?[A-Z]{1,3}\$?\d+)"
_REFERENCE = re.compile(rf"\[{_PART}(?::{_PART})?\]")
_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|NAME\?|VALUE!|NUM!|NULL!)|Err:\d{3}")
_NOTHING_TALL = re.compile(r"0*\.?0*[a-z]*")
_CELLS = ("table-cell", "covered-table-cell")
_MOST_SPACES, _MOST_BOXES = 40, 200
_NUMBERS = ("float", "percentage", "currency")
_SHAPES = frozenset(
    ("frame", "custom-shape", "rect", "ellipse", "circle", "caption", "path", "polygon", "line", "connector", "g")
)
_FOREIGN = frozenset(("tracked-changes", "dde-links", "object"))


def content_of(data: bytes) -> bytes:
    """The XML of an .ods file's content, or the whole of a flat one. Raises Refused."""
    if not data.startswith(b"PK"):
        return data
    member = directory(data).get("content.xml")
    if member is None:
        raise Refused("corrupt", "no content.xml")
    if member.unpacked > LIMITS.unpacked_bytes:
        raise Refused("too-large", f"{member.unpacked} bytes unpacked")
    return unpacked(member, "content.xml")


def open_document_grids(data: bytes) -> list[Grid]:
    """The sheets of a file. Raises Refused."""
    reader = _Reader()
    parse(content_of(data), reader.start, reader.end, reader.text)
    return [sheet.grid(reader.hidden_styles) for sheet in reader.sheets]


@dataclass
class _Sheet:
    """What has been met of one sheet."""

    name: str
    style: str
    values: dict[Place, Value] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    details: Details = field(default_factory=Details)

    def grid(self, hidden_styles: set[str]) -> Grid:
        """The sheet as a grid."""
        return Grid(
            self.name,
            dense(self.values),
            self.style not in hidden_styles,
            tuple(self.merged),
            known=self.details,
            telling=self.details.telling,
        )


class _Text:
    """The text of a cell, comment or shape: paragraphs below one another, white space as it is shown."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._inside = 0

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("p", "h"):
            self._inside += 1
            if self._pieces:
                self._pieces.append("\n")
        elif tag == "line-break":
            self._pieces.append("\n")
        elif tag == "tab":
            self._pieces.append("\t")
        elif tag == "s":
            self._pieces.append(" " * _count(attributes, "c", _MOST_SPACES))

    def close(self, tag: str) -> None:
        self._inside -= tag in ("p", "h")

    def add(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(re.sub(r"[ \t\r\n]+", " ", piece))

    def whole(self) -> str:
        return re.sub(r" *\n *", "\n", "".join(self._pieces)).strip()


class _Reader:
    """Collects the sheets from the events of the XML. `hidden_styles` are those of sheets that are not shown."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.hidden_styles: set[str] = set()
        self._flat_styles: set[str] = set()
        self._style = ""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._next_row = self._next_column = self._next_table_column = 0
        self._cell: dict[str, str] | None = None
        self._covered = False
        self._texts: list[_Text] = []
        self._shapes = self._foreign = self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag in _FOREIGN or self._foreign:
            self._foreign += tag in _FOREIGN
        elif tag == "style":
            self._style = attributes.get("name", "")
        elif tag in ("table-properties", "table-row-properties", "table-column-properties"):
            self._start_style(tag, attributes)
        elif tag == "table":
            self.sheets.append(_Sheet(attributes.get("name", ""), attributes.get("style-name", "")))
            self._next_row = self._next_table_column = 0
        elif not self.sheets:
            return
        elif tag == "table-column":
            self._start_column(attributes)
        elif tag == "table-row":
            self._start_row(attributes)
        elif tag in _CELLS:
            self._start_cell(tag, attributes)
        elif tag == "annotation":
            self._texts.append(_Text())
        elif tag in _SHAPES:
            self._shapes += 1
            if self._shapes == 1:
                self._texts.append(_Text())
        elif self._texts:
            self._texts[-1].open(tag, attributes)

    def _start_style(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self._style)
        for name in ("row-height", "column-width"):
            if name in attributes and _NOTHING_TALL.fullmatch(attributes[name]):
                self._flat_styles.add(self._style)

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-columns-repeated", LIMITS.columns)
        if self._is_hidden(attributes):
            self._details.hidden_columns.update(range(self._next_table_column, self._next_table_column + count))
        self._next_table_column = min(self._next_table_column + count, LIMITS.columns)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._rows = _count(attributes, "number-rows-repeated", LIMITS.rows)
        self._row, self._next_row, self._next_column = self._next_row, self._next_row + self._rows, 0
        if self._is_hidden(attributes):
            self._details.hidden_rows.update(range(self._row, min(self._row + self._rows, LIMITS.rows)))

    def _is_hidden(self, attributes: dict[str, str]) -> bool:
        return (
            attributes.get("visibility", "visible") != "visible"
            or attributes.get("style-name", "") in self._flat_styles
        )

    def _start_cell(self, tag: str, attributes: dict[str, str]) -> None:
        self._columns = _count(attributes, "number-columns-repeated", LIMITS.columns)
        self._column, self._next_column = self._next_column, self._next_column + self._columns
        self._cell, self._covered = attributes, tag == "covered-table-cell"
        self._texts = [_Text()]

    @property
    def _details(self) -> Details:
        return self.sheets[-1].details

    def text(self, piece: str) -> None:
        """Character data."""
        if self._texts and not self._foreign:
            self._texts[-1].add(piece)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag in _FOREIGN:
            self._foreign -= 1
        elif self._foreign or not self.sheets:
            return
        elif tag == "annotation" and self._texts:
            self._details.comments[self._row, self._column] = self._texts.pop().whole()
        elif tag in _SHAPES and self._shapes:
            self._shapes -= 1
            text = "" if self._shapes or not self._texts else self._texts.pop().whole()
            if text and len(self._details.boxes) < _MOST_BOXES:
                self._details.boxes.append(text)
        elif tag in _CELLS and self._cell is not None:
            if not self._covered:
                self._end_cell(self._cell, self._texts[0].whole() if self._texts else "")
            self._cell, self._texts = None, []
        elif self._texts:
            self._texts[-1].close(tag)

    def _end_cell(self, cell: dict[str, str], text: str) -> None:
        sheet, here = self.sheets[-1], (self._row, self._column)
        self._merge(sheet, cell)
        value, kind = _value(cell, text), cell.get("value-type", "")
        formula = cell.get("formula")
        if formula:
            sheet.details.formulas[here] = _plain(formula)
            if value == "" or (not kind and "value" not in cell) or (kind in _NUMBERS and "value" not in cell):
                sheet.details.uncached.add(here)
        if kind == "error" or (formula and _ERROR.fullmatch(text)):
            sheet.details.errors[here] = text or "#"
            sheet.details.uncached.discard(here)
        if value != "":
            self._cells = counted(self._cells, self._rows * self._columns)
            for row in range(self._row, min(self._row + self._rows, LIMITS.rows)):
                for column in range(self._column, min(self._column + self._columns, LIMITS.columns)):
                    sheet.values[row, column] = value
                    if kind == "percentage":
                        sheet.details.formats[row, column] = "0%"

    def _merge(self, sheet: _Sheet, cell: dict[str, str]) -> None:
        tall = _count(cell, "number-rows-spanned", LIMITS.rows)
        wide = _count(cell, "number-columns-spanned", LIMITS.columns)
        if tall > 1 or wide > 1:
            sheet.merged.append((self._row, self._column, self._row + tall - 1, self._column + wide - 1))


def _value(cell: dict[str, str], text: str) -> Value:
    """What a cell holds; its text where its value is not stated or no value."""
    kind = cell.get("value-type", "")
    try:
        if kind in _NUMBERS:
            return float(cell["value"])
        if kind == "date":
            return dt.datetime.fromisoformat(cell["date-value"])
    except (KeyError, ValueError):
        return text
    if kind == "boolean":
        return cell.get("boolean-value") == "true"
    return text or cell.get("string-value", "")


def _count(attributes: dict[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 10 else 1


def _plain(formula: str) -> str:
    """An OpenDocument formula as Excel writes it, where it is a simple one."""
    text = formula.partition("=")[2] or formula

    def reference(match: re.Match[str]) -> str:
        sheet, first, _, last = match.groups()
        return (f"{sheet}!" if sheet else "") + first + (f":{last}" if last else "")

    return _REFERENCE.sub(reference, text)
