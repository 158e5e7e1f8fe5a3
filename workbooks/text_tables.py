"""Tables that come as text: CSV in the encodings and with the separators that offices use, HTML, XML spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from workbooks.grids import Area, Grid
from workbooks.limits import LIMITS, Refused
from workbooks.numerals import Value
from workbooks.sheet_xml import parse
from workbooks.text_encodings import decoded

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


class _Tables(HTMLParser):
    """Lays the rows of all tables of a page, and the texts between them, below one another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Value]] = []
        self.merged: list[Area] = []
        self._taken: set[tuple[int, int]] = set()
        self._row: int | None = None
        self._cell: tuple[int, int] | None = None
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self._skip += 1
        elif tag == "tr":
            self._row = len(self.rows)
            self.rows.append([])
        elif tag in ("td", "th") and self._row is not None:
            self._open_cell(dict(attrs))
        elif tag == "br" and self._cell:
            self._add("\n")
        elif tag in ("p", "div", "h1", "h2", "h3") and self._row is None:
            self.rows.append([])

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        row = self._row or 0
        column = len(self.rows[row])
        while (row, column) in self._taken:
            self.rows[row].append("")
            column += 1
        tall, wide = _span(attrs.get("rowspan")), _span(attrs.get("colspan"))
        if tall > 1 or wide > 1:
            self.merged.append((row, column, row + tall - 1, column + wide - 1))
            self._taken.update((row + i, column + j) for i in range(tall) for j in range(wide) if i)
        self.rows[row].extend([""] * wide)
        self._cell = (row, column)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._skip = max(0, self._skip - 1)
        elif tag in ("td", "th"):
            self._cell = None
        elif tag in ("tr", "table"):
            self._row = self._cell = None

    def handle_data(self, data: str) -> None:
        if self._skip or len(self.rows) > LIMITS.rows:
            return
        if self._cell:
            self._add(data)
        elif self._row is None and data.strip():
            if not self.rows or self.rows[-1]:
                self.rows.append([])
            self.rows[-1].append(data.strip())

    def _add(self, data: str) -> None:
        row, column = self._cell or (0, 0)
        self.rows[row][column] = f"{self.rows[row][column]}{data}".strip(" \r\t")


def _span(text: str | None) -> int:
    return max(1, min(int(text), LIMITS.columns)) if text and text.isdigit() else 1


def html_grid(data: bytes) -> Grid:
    """The grid of the tables of a page."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    try:
        text = data.decode(declared.group(1).decode().replace("windows-1251", "kz1048")) if declared else decoded(data)
    except (LookupError, UnicodeDecodeError):
        text = decoded(data)
    page = _Tables()
    page.feed(text)
    return Grid(
        "",
        [[" ".join(c.split(" ")) if isinstance(c, str) else c for c in row] for row in page.rows[: LIMITS.rows]],
        merged=tuple(page.merged),
    )


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
