"""What an .ods file tells beside values: formulas and errors, comments, and which rows and columns are hidden."""

from __future__ import annotations

import re

from workbooks.files import LIMITS, Refused, directory, unpacked
from workbooks.grids.grid import Details, Place
from workbooks.grids.sheet_xml import parse

_TELLING = (b'visibility="collapse"', b'visibility="filter"', b'"error"', b"<office:annotation")
_REFERENCE = re.compile(r"\[\.([A-Z$]+[0-9$]+)(?::\.([A-Z$]+[0-9$]+))?\]")
_CELLS = ("table-cell", "covered-table-cell")


def content_of(data: bytes) -> bytes:
    """The XML of an .ods file's content. Raises Refused."""
    member = directory(data).get("content.xml")
    if member is None:
        raise Refused("corrupt", "no content.xml")
    if member.unpacked > LIMITS.unpacked_bytes:
        raise Refused("too-large", f"{member.unpacked} bytes unpacked")
    return unpacked(member, "content.xml")


def is_telling(content: bytes) -> bool:
    """Whether the content hides something or holds errors or comments."""
    return any(mark in content for mark in _TELLING)


def sheet_details(content: bytes, sheet: str) -> Details:
    """The details of one sheet."""
    reader = _Reader(sheet)
    parse(content, reader.start, reader.end, reader.text)
    return reader.details


class _Reader:
    """Collects the details of one table from the events of the XML."""

    def __init__(self, sheet: str) -> None:
        self.details = Details()
        self._sheet, self._inside = sheet, False
        self._row = self._column = 0
        self._next_row = self._next_column = self._next_table_column = 0
        self._comment: list[str] | None = None
        self._text: list[str] = []
        self._error = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag == "table":
            self._inside = attributes.get("name", "") == self._sheet
            self._next_row = self._next_table_column = 0
        elif self._inside and tag == "table-column":
            self._start_column(attributes)
        elif self._inside and tag == "table-row":
            self._start_row(attributes)
        elif self._inside and tag in _CELLS:
            self._start_cell(attributes)
        elif self._inside and tag == "annotation":
            self._comment = []

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-columns-repeated", LIMITS.columns)
        if attributes.get("visibility", "visible") != "visible":
            self.details.hidden_columns.update(range(self._next_table_column, self._next_table_column + count))
        self._next_table_column += count

    def _start_row(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-rows-repeated", LIMITS.rows)
        self._row, self._next_row, self._next_column = self._next_row, self._next_row + count, 0
        if attributes.get("visibility", "visible") != "visible":
            self.details.hidden_rows.update(range(self._row, self._row + count))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-columns-repeated", LIMITS.columns)
        self._column, self._next_column = self._next_column, self._next_column + count
        self._error = attributes.get("value-type") == "error"
        self._text = []
        formula = attributes.get("formula")
        if formula:
            self.details.formulas[self._place] = _plain(formula)
            if "value" not in attributes and "value-type" not in attributes:
                self.details.uncached.add(self._place)

    @property
    def _place(self) -> Place:
        return self._row, self._column

    def text(self, piece: str) -> None:
        """Character data."""
        (self._text if self._comment is None else self._comment).append(piece)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "annotation" and self._comment is not None:
            self.details.comments[self._place] = "".join(self._comment).strip()
            self._comment = None
        elif tag in _CELLS and self._error and self._inside:
            self.details.errors[self._place] = "".join(self._text).strip() or "#"
            self._error = False
        elif tag == "table":
            self._inside = False


def _count(attributes: dict[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return min(int(text), most) if text.isdigit() else 1


def _plain(formula: str) -> str:
    """An OpenDocument formula as Excel writes it, where it is a simple one."""
    text = formula.partition("=")[2] or formula
    return _REFERENCE.sub(lambda m: m[1] + (f":{m[2]}" if m[2] else ""), text)
