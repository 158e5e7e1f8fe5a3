"""The rows of an HTML page: those of its tables, and the texts between them, below one another."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from workbooks.files.limits import LIMITS
from workbooks.files.text_encodings import decoded

Merged = tuple[int, int, int, int]


class _Tables(HTMLParser):
    """Lays the rows of all tables of a page, and the texts between them, below one another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[Merged] = []
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


def page_text(data: bytes) -> str:
    """The text of a page with its tags, in the encoding that it declares, or else that its bytes suggest."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    try:
        return data.decode(declared.group(1).decode().replace("windows-1251", "kz1048")) if declared else decoded(data)
    except (LookupError, UnicodeDecodeError):
        return decoded(data)


def html_rows(data: bytes) -> tuple[list[list[str]], tuple[Merged, ...]]:
    """The texts of the cells, row by row, and the merged areas as (first row, first column, last row, last column)."""
    page = _Tables()
    page.feed(page_text(data))
    return page.rows[: LIMITS.rows], tuple(page.merged)
