"""Which file the copy was made of, as its last sheet: proof of what was sent."""

from __future__ import annotations

import hashlib

from openpyxl import Workbook
from openpyxl.styles import Font

from workbooks.marked.cell_writing import sheet_title, write_value
from workbooks.text import word

_FONT = "Arial"


def add_receipt_sheet(workbook: Workbook, source: bytes, language: str) -> None:
    """Puts the SHA-256 of the source after all other sheets."""
    title = sheet_title(word("marked.receipt.title", language))
    taken = {x.title for x in workbook.worksheets}
    sheet = workbook.create_sheet(next(x for x in (title, *(f"{title} {n}" for n in range(2, 99))) if x not in taken))
    write_value(sheet, 1, 1, word("marked.receipt.title", language))
    write_value(sheet, 2, 1, word("marked.receipt.sha256", language))
    write_value(sheet, 2, 2, hashlib.sha256(source).hexdigest())
    sheet.cell(1, 1).font = Font(name=_FONT, size=12, bold=True)
    for column in (1, 2):
        sheet.cell(2, column).font = Font(name=_FONT, size=9)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 72
