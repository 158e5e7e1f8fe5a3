"""The rows of an HTML page: those of its tables, and the texts between them, below one another.

Programs that save a sheet as a page say beside the shown text which number is stored: Excel in `x:num`, LibreOffice in
`sdval`, SheetJS in `data-v`, Google in `data-sheets-value`. lxml and pandas read the shown text alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from workbooks.files.limits import LIMITS
from workbooks.files.text_encodings import decoded, unbroken

Place = tuple[int, int]
Merged = tuple[int, int, int, int]
_STORED = ("x:num", "sdval", "data-v", "data-value")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|NAME\?|VALUE!|NUM!|NULL!)")
_DAY_OR_TIME = re.compile(r"\d[./-]\d{1,2}[./-]\d|\d:\d\d")
_LETTER = re.compile(r"[^\W\d_]")
_EXPONENT = re.compile(r"\d[eEеЕ][+-]?\d")
_NOT_SHOWN = re.compile(r"display\s*:\s*none")
_NO_HEIGHT = re.compile(r"(?<![\w-])height\s*:\s*0(?:\.0+)?(?:pt|px)?\s*(?:;|$)")
# Elements that end the cell or text before them: what they hold is no part of a cell's text.
_UNREAD = ("script", "style", "title")
_BLOCKS = ("p", "div", "h1", "h2", "h3")


@dataclass
class Page:
    """The texts of a page's cells, row by row; merged areas; and by row and column what programs say beside the text:
    the stored number, the format that it is shown in, an error; and the rows that are not shown."""

    rows: list[list[str]] = field(default_factory=list)
    merged: tuple[Merged, ...] = ()
    numbers: dict[Place, float] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


class _Tables(HTMLParser):
    """Lays the rows of all tables of a page, and the texts between them, below one another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[Merged] = []
        self.stored: dict[Place, Mapping[str, str | None]] = {}
        self.hidden_rows: set[int] = set()
        self._taken: set[tuple[int, int]] = set()
        self._row: int | None = None
        self._cell: tuple[int, int] | None = None
        self._pieces: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._skip += 1
        elif tag == "tr":
            self._close_cell()
            self._row = len(self.rows)
            self.rows.append([])
            if _is_hidden(dict(attrs)):
                self.hidden_rows.add(self._row)
        elif tag in ("td", "th") and self._row is not None and len(self.rows) <= LIMITS.rows:
            self._close_cell()
            self._open_cell(dict(attrs))
        elif tag == "br" and self._cell:
            self._pieces.append("\n")
        elif tag in _BLOCKS and self._row is None:
            self.rows.append([])

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        row = self._row or 0
        column = len(self.rows[row])
        while (row, column) in self._taken:
            self.rows[row].append("")
            column += 1
        tall, wide = _span(attrs.get("rowspan")), _span(attrs.get("colspan"))
        if (tall > 1 or wide > 1) and len(self._taken) < LIMITS.box_cells // 10:
            self.merged.append((row, column, row + tall - 1, column + wide - 1))
            self._taken.update((row + i, column + j) for i in range(tall) for j in range(wide) if i)
        self.rows[row].extend([""] * wide)
        self._cell = (row, column)
        if any(name in attrs for name in (*_STORED, "x:err", "data-sheets-value")):
            self.stored[self._cell] = attrs

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._skip = max(0, self._skip - 1)
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table"):
            self._close_cell()
            self._row = None

    def close(self) -> None:
        super().close()
        self._close_cell()

    def handle_data(self, data: str) -> None:
        if self._skip or len(self.rows) > LIMITS.rows:
            return
        if self._cell:
            self._pieces.append(data)
        elif self._row is None and data.strip():
            if not self.rows or self.rows[-1]:
                self.rows.append([])
            self.rows[-1].append(data.strip())

    def _close_cell(self) -> None:
        if self._cell and self._pieces:
            row, column = self._cell
            self.rows[row][column] = "".join(self._pieces).strip(" \r\t")
        self._cell, self._pieces = None, []


def _span(text: str | None) -> int:
    return max(1, min(int(text), LIMITS.columns)) if text and text.isdecimal() and len(text) < 10 else 1


def _is_hidden(attrs: Mapping[str, str | None]) -> bool:
    style = (attrs.get("style") or "").casefold()
    return "hidden" in attrs or attrs.get("height") == "0" or bool(_NOT_SHOWN.search(style) or _NO_HEIGHT.search(style))


def tables_of_page(data: bytes) -> Page:
    """What the tables of a page hold."""
    tables = _Tables()
    tables.feed(unbroken(page_text(data)))
    tables.close()
    page = Page(tables.rows[: LIMITS.rows], tuple(tables.merged), hidden_rows=tables.hidden_rows)
    for (row, column), attrs in tables.stored.items():
        if row < len(page.rows):
            _take(page, (row, column), attrs, page.rows[row][column].strip())
    return page


def page_text(data: bytes) -> str:
    """The text of a page with its tags, in the encoding that it declares, or else that its bytes suggest."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    try:
        return data.decode(declared.group(1).decode().replace("windows-1251", "kz1048")) if declared else decoded(data)
    except (LookupError, UnicodeDecodeError):
        return decoded(data)


def _take(page: Page, place: Place, attrs: Mapping[str, str | None], shown: str) -> None:
    """Notes what a program says of a cell beside its text. A day or a time is what the text shows, and so are words."""
    if "x:err" in attrs or attrs.get("data-t") == "e" or _ERROR.fullmatch(shown):
        page.errors[place] = shown or "#"
        return
    number = _stored_number(attrs)
    worded = _LETTER.search(_EXPONENT.sub("", shown))
    if number is None or _DAY_OR_TIME.search(shown) or worded:
        return
    page.numbers[place] = number
    number_format = _format(attrs, shown, number)
    if number_format:
        page.formats[place] = number_format


def _stored_number(attrs: Mapping[str, str | None]) -> float | None:
    if attrs.get("data-t") not in (None, "n"):
        return None
    for name in _STORED:
        text = (attrs.get(name) or "").strip()
        if _NUMBER.fullmatch(text):
            return float(text)
    return _google_number(attrs.get("data-sheets-value"))


def _google_number(text: str | None) -> float | None:
    """The number in Google's record of a cell, whose first entry says that it is one and whose third gives it."""
    if not text or len(text) > 200:
        return None
    try:
        record = json.loads(text)
    except ValueError:
        return None
    number = record.get("3") if isinstance(record, dict) and record.get("1") == 3 else None
    return float(number) if isinstance(number, int | float) and not isinstance(number, bool) else None


def _format(attrs: Mapping[str, str | None], shown: str, number: float) -> str:
    """The format that a number is shown in, as far as it tells: percent, or whole where the number has a fraction."""
    stated = attrs.get("data-z") or (attrs.get("sdnum") or "").rpartition(";")[2]
    if "%" in shown or "%" in stated:
        return "0%"
    return "0" if not number.is_integer() and shown.lstrip("+-−–( ").rstrip(") ").isdecimal() else ""


def html_rows(data: bytes) -> tuple[list[list[str]], tuple[Merged, ...]]:
    """The texts of the cells, row by row, and the merged areas as (first row, first column, last row, last column)."""
    page = tables_of_page(data)
    return page.rows, page.merged
