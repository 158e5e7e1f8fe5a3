"""An XlsxWriter workbook with the formats, two-language headings and print setup that all sheets share."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

from reports.wording import form_phrase, phrase, printable
from schemas.form import Form, Indicator, Text

LETTERS = 1.08  # Cyrillic letters of Arial 10 that fit in a unit of column width, on average
_BASE = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_LINE = {"bottom": 1, "bottom_color": "#D5DBE3"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": "#12355B"},
    "subtitle": {"font_size": 11, "font_color": "#56606E"},
    "note": {"font_size": 9, "font_color": "#56606E", "text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "text_wrap": True, "bg_color": "#FDECEA", "font_color": "#8C1D18", "indent": 1},
    "fine": {"bold": True, "text_wrap": True, "bg_color": "#E8F5EE", "font_color": "#14613A", "indent": 1},
    "head": {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#12355B", "font_color": "#FFFFFF",
             "font_size": 9, "border": 1, "border_color": "#3A5A80"},
    "section": {"bold": True, "bg_color": "#E9F1FB", "font_color": "#12355B", **_LINE},
    "text": {"text_wrap": True, "indent": 1, **_LINE},
    "grey": {"text_wrap": True, "font_color": "#7B8794", **_LINE},
    "centre": {"align": "center", **_LINE},
    "strong": {"bold": True, "text_wrap": True, **_LINE},
    "count": {"num_format": "#,##0", **_LINE},
    "change": {"num_format": "+#,##0;[Red]\u2212#,##0;0", **_LINE},
    "rate": {"num_format": "0.0", **_LINE},
    "rate_change": {"num_format": "+0.0;[Red]\u22120.0;0.0", **_LINE},
    "share": {"num_format": "0.00", **_LINE},
    "points": {"num_format": "+0.00;[Red]\u22120.00;0.00", **_LINE},
    "total": {"bold": True, "num_format": "#,##0", "top": 2, "bg_color": "#F3F6FA"},
    "total_rate": {"bold": True, "num_format": "0.0", "top": 2, "bg_color": "#F3F6FA"},
    "total_rate_change": {"bold": True, "num_format": "+0.0;[Red]\u22120.0;0.0", "top": 2, "bg_color": "#F3F6FA"},
    "total_share": {"bold": True, "num_format": "0.00", "top": 2, "bg_color": "#F3F6FA"},
    "total_text": {"bold": True, "top": 2, "bg_color": "#F3F6FA"},
    "total_change": {"bold": True, "num_format": "+#,##0;[Red]\u2212#,##0;0", "top": 2, "bg_color": "#F3F6FA"},
    "total_points": {"bold": True, "num_format": "+0.00;[Red]\u22120.00;0.00", "top": 2, "bg_color": "#F3F6FA"},
    "link": {"font_color": "#1A5FB4", "underline": 1, **_LINE},
    "hard": {"font_color": "#B3261E", "bold": True, **_LINE},
    "soft": {"font_color": "#B26A00", "bold": True, **_LINE},
    "commentary": {"font_color": "#1A5FB4", "bold": True, **_LINE},
}  # fmt: skip

_RATES = {"count": "rate", "change": "rate_change", "total": "total_rate", "total_change": "total_rate_change"}


class BilingualBook:
    """The workbook being written. Texts go in as texts, whatever they begin with; numbers as numbers, NaN as blanks."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._buffer, options)
        self._book.set_properties(
            {
                "title": form.consolidated_title.kk,
                "created": dt.datetime.combine(form.as_of, dt.time(), dt.UTC),
            }
        )
        self._formats = {name: self._book.add_format(_BASE | style) for name, style in _STYLES.items()}

    def format(self, name: str) -> Any:
        """The format of this name; a number after a dot in it is how many decimals are shown."""
        if name not in self._formats:
            style, _, decimals = name.partition(".")
            shape = re.sub(r"0(?=;|$)", "0." + "0" * int(decimals), _STYLES[style]["num_format"])
            self._formats[name] = self._book.add_format(_BASE | _STYLES[style] | {"num_format": shape})
        return self._formats[name]

    def sheet(self, name: str, tab: str, paper: int = 9, pages_wide: int = 1) -> Any:
        """A new landscape sheet (A4 unless `paper` says 8, A3), fitted to so many pages' width, with page numbers."""
        sheet = self._book.add_worksheet(sheet_name(name))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(pages_wide, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        sheet.set_tab_color(tab)
        return sheet

    def heading(self, sheet: Any, row: int, column: int, name: str) -> None:
        """A column's heading in Kazakh and Russian."""
        sheet.write_string(row, column, self._head(name), self.format("head"))

    def headings(self, sheet: Any, row: int, columns: Mapping[str, float], first: int = 0) -> None:
        """The headings of a table, a row that is repeated on every printed page; `columns` maps phrases to widths."""
        for place, (name, width) in enumerate(columns.items(), start=first):
            sheet.set_column(place, place, width)
            self.heading(sheet, row, place, name)
        self.fit(sheet, row, [(self._head(name), width * 0.85) for name, width in columns.items()])
        sheet.repeat_rows(row)

    def _head(self, name: str) -> str:
        return two_lines(Text(kk=form_phrase(self.form, name, "kk"), ru=form_phrase(self.form, name, "ru"), en=""))

    def fit(self, sheet: Any, row: int, texts: Iterable[tuple[str, float]]) -> None:
        """Makes the row as high as the longest of its texts, each in a column of this width, needs.

        Not every spreadsheet program does so by itself when it opens the file.
        """
        lines = max(
            sum(math.ceil(max(len(x), 1) / (LETTERS * width)) for x in text.split("\n")) for text, width in texts
        )
        sheet.set_row(row, 4 + 13 * lines)

    def number(self, sheet: Any, row: int, column: int, value: float, style: str) -> None:
        """A number, or a blank for NaN."""
        if math.isnan(value):
            sheet.write_blank(row, column, None, self.format(style))
        else:
            sheet.write_number(row, column, float(value), self.format(style))

    def text(self, sheet: Any, row: int, column: int, value: str, style: str = "text") -> None:
        """A text, cut at Excel's limit."""
        sheet.write_string(row, column, printable(value)[:32_000], self.format(style))

    def bytes(self) -> bytes:
        """The finished workbook."""
        self._book.close()
        return self._buffer.getvalue()


def style_of(name: str, indicator: Indicator) -> str:
    """The style of a row's figure for that of a count (count, change, total, total_change), as its unit asks."""
    if indicator.kind == "percent":
        return _RATES[name]
    return f"{name}.{indicator.decimals}" if indicator.decimals else name


def sheet_name(name: str) -> str:
    """The name of a sheet as its tab shows it."""
    return phrase(f"workbook.sheet.{name}", "kk")


def link_to(name: str, cell: str) -> str:
    """A hyperlink to a cell of another sheet of the book."""
    return f"internal:'{sheet_name(name)}'!{cell}"


def both(name: str) -> str:
    """The phrase in Kazakh and Russian, one below the other; once where they are the same."""
    return two_lines(Text(kk=phrase(name, "kk"), ru=phrase(name, "ru"), en=""))


def two_lines(text: Text) -> str:
    """Kazakh and Russian, one below the other; once where they are the same."""
    return text.kk if text.kk == text.ru else f"{text.kk}\n{text.ru}"
