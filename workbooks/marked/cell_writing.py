"""Texts and values written into a sheet as they are: nothing becomes a formula, nothing is too long for a cell."""

from __future__ import annotations

import datetime as dt

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TEXT = 32_000


def write_value(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Writes a value as it is: a text stays a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(value, bool | int | float | dt.date | dt.time | dt.timedelta):
        cell.value = value
        return
    text = plain(str(value))
    cell.value = text
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True


def plain(text: str) -> str:
    """A text without the control characters that a workbook cannot hold, and not longer than a cell."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST_TEXT]


def sheet_title(name: str) -> str:
    """A name that a sheet may have."""
    cleaned = "".join("_" if x in "[]:*?/\\" else x for x in plain(name)).strip("'")[:31]
    return cleaned or "1"
