"""Tables that come as text: CSV in the encodings and with the separators that offices use, HTML, XML spreadsheets."""

from __future__ import annotations

import csv
import io
import re

from workbooks.files import LIMITS, Refused, decoded, html_rows
from workbooks.grids.grid import Grid
from workbooks.grids.sheet_xml import parse
from workbooks.text import Value

_FORMULA_TEXT = re.compile(r'="(.*)"')


def csv_grid(data: bytes) -> Grid:
    """The grid of a text table, without a sheet name."""
    text = decoded(data)
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"\s*sep=(.)\s*", first)
    if named:
        text = rest
    separator = named.group(1) if named else _separator(text)
    csv.field_size_limit(LIMITS.unpacked_bytes)
    rows: list[list[Value]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([_without_wrapper(cell) for cell in record[: LIMITS.columns]])
            if len(rows) >= LIMITS.rows:
                break
    except csv.Error as error:
        raise Refused("corrupt", str(error)) from error
    return Grid("", rows)


def _separator(text: str) -> str:
    """The separator that parts most lines into the same number of cells, at least three."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    best, votes = ";", 0
    for mark in (";", "\t", ",", "|"):
        counts = [len(cells) for cells in csv.reader(lines, delimiter=mark) if len(cells) >= 3]
        common = max((counts.count(n) for n in set(counts)), default=0)
        if common > votes:
            best, votes = mark, common
    return best


def _without_wrapper(cell: str) -> str:
    match = _FORMULA_TEXT.fullmatch(cell)
    return match.group(1) if match else cell


def html_grid(data: bytes) -> Grid:
    """The grid of the tables of a page."""
    rows, merged = html_rows(data)
    return Grid("", [list(row) for row in rows], merged=merged)


def xml_spreadsheet_grids(data: bytes) -> list[Grid]:
    """The grids of a workbook in the XML format of Excel 2003."""
    reader = _XmlSpreadsheet()
    parse(data, reader.start, reader.end, reader.text)
    return reader.grids


class _XmlSpreadsheet:
    """Collects the sheets from the events of the XML."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._row = self._column = -1
        self._kind = "String"
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag == "Worksheet":
            self.grids.append(Grid(attributes.get("Name", ""), []))
            self._row = -1
        elif tag == "Row":
            self._row = _next(self._row, attributes, LIMITS.rows)
            self._column = -1
        elif tag == "Cell":
            self._column = _next(self._column, attributes, LIMITS.columns)
        elif tag == "Data":
            self._kind, self._text = attributes.get("Type", "String"), []

    def text(self, piece: str) -> None:
        """Character data."""
        if self._text is not None:
            self._text.append(piece)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "Data" and self.grids and self._text is not None:
            _put(self.grids[-1].rows, self._row, self._column, "".join(self._text), self._kind)
            self._text = None


def _next(place: int, attributes: dict[str, str], most: int) -> int:
    """The place of the next row or cell: its own index, counted from 1, or the one after the last."""
    index = attributes.get("Index", "")
    return min(int(index) - 1 if index.isdigit() and int(index) else place + 1, most)


def _put(rows: list[list[Value]], row: int, column: int, text: str, kind: str) -> None:
    while len(rows) <= row:
        rows.append([])
    while len(rows[row]) <= column:
        rows[row].append("")
    try:
        rows[row][column] = float(text) if kind == "Number" else text
    except ValueError:
        rows[row][column] = text
