"""Findings at their cells: a fill by severity and a comment that says what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.exceptions import CellCoordinatesException
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.marked.cell_writing import plain
from workbooks.text import in_every_language

AUTHOR = "esep"
HEAD = "esep:"  # the first line of what we say in a comment, so that it is not taken for the sender's own words
FILLS = {"hard": "FFFFC7CE", "soft": "FFFFE0A3", "commentary": "FFFFE0A2"}
SIGNS = {"hard": "✖", "soft": "▲", "commentary": "●"}
_ORDER = tuple(FILLS)
_COMMENT_WIDTH = 340
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def mark_cells(workbook: Workbook, findings: pd.DataFrame) -> set[tuple[str, str]]:
    """Fills and comments the cells of the findings; returns those (sheet, cell) that were hidden and are shown now.

    A finding without a cell, or with one that is no address, is passed over.
    """
    uncovered: set[tuple[str, str]] = set()
    for (name, address), group in findings[findings["cell"] != ""].groupby(["sheet", "cell"], sort=False):
        sheet = sheet_called(workbook.worksheets, str(name))
        cell = cell_at(sheet, str(address)) if sheet is not None else None
        if sheet is None or cell is None:
            continue
        severity = min(group["severity"], key=_ORDER.index)
        cell.fill = PatternFill("solid", fgColor=FILLS[severity])
        if severity == "hard":
            cell.protection = Protection(locked=False)  # what is to be mended can be
        lines = [f"{SIGNS[s]} {m}" for s, m in zip(group["severity"], _numbered(group), strict=True)]
        cell.comment = _comment(cell.comment, dict.fromkeys(lines))
        if _uncover(sheet, cell):
            uncovered.add((str(name), str(address)))
    return uncovered


def _numbered(group: pd.DataFrame) -> list[str]:
    """The messages with the numbers of the letter, where there is one."""
    if "number" not in group.columns:
        return list(group["message"])
    return [f"№ {number}. {message}" for number, message in zip(group["number"], group["message"], strict=True)]


def sheet_called(sheets: Sequence[Worksheet], name: str) -> Worksheet | None:
    """The sheet of this name, or the only one, or the first for no name; None where there is none."""
    exact = next((x for x in sheets if x.title == name), None)
    same = exact or next((x for x in sheets if x.title.strip().casefold() == name.strip().casefold()), None)
    if same is None and sheets and (len(sheets) == 1 or not name):
        return sheets[0]
    return same


def cell_at(sheet: Worksheet, address: str) -> Cell | None:
    """The cell at an address; of a merged area its first. None for what is no address within a sheet."""
    try:
        letters, row = coordinate_from_string(address.replace("$", ""))
        column = column_index_from_string(letters)
        if row > _LAST_ROW or column > _LAST_COLUMN:
            return None
        cell = sheet.cell(row, column)
    except (CellCoordinatesException, ValueError):
        return None
    if not isinstance(cell, MergedCell):
        return cell
    for area in sheet.merged_cells.ranges:
        if address in area:
            anchor = sheet.cell(area.min_row, area.min_col)
            return None if isinstance(anchor, MergedCell) else anchor
    return None


def _comment(present: Comment | None, lines: dict[str, None]) -> Comment:
    """What the sender had written, and below it what we say."""
    ours = plain("\n".join([HEAD, *lines]))
    text = f"{present.text}\n\n{ours}" if present is not None else ours
    made = Comment(text, present.author if present is not None else AUTHOR)
    made.width = _COMMENT_WIDTH
    made.height = 30 + 17 * sum(1 + len(line) // 48 for line in text.split("\n"))
    return made


def _uncover(sheet: Worksheet, cell: Cell) -> bool:
    """Shows the cell where its row, its column or its sheet is hidden; whether it was."""
    row = sheet.row_dimensions[cell.row]
    column = next((x for x in sheet.column_dimensions.values() if _spans(x, cell.column) and x.hidden), None)
    was = bool(row.hidden) or column is not None or sheet.sheet_state != "visible"
    row.hidden = False
    if column is not None:
        column.hidden = False
    sheet.sheet_state = "visible"
    return was


def _spans(dimension: ColumnDimension, column: int) -> bool:
    first = dimension.min or column_index_from_string(dimension.index)
    return first <= column <= (dimension.max or first)


def unmark(workbook: Workbook) -> None:
    """Takes off what an earlier marking has left, so that a corrected copy sent back is marked afresh."""
    titles = {*in_every_language("marked.title"), *in_every_language("marked.receipt.title")}
    for sheet in list(workbook.worksheets):
        if sheet["A1"].value in titles and len(workbook.worksheets) > 1:
            workbook.remove(sheet)
            continue
        for cell in list(sheet._cells.values()):  # those that are there: a sheet may span billions
            if not isinstance(cell, MergedCell) and cell.comment is not None and HEAD in cell.comment.text:
                _unmark_cell(cell)


def _unmark_cell(cell: Cell) -> None:
    assert cell.comment is not None
    theirs = cell.comment.text.partition(HEAD)[0].strip()
    cell.comment = Comment(theirs, cell.comment.author) if theirs else None
    if cell.fill.fgColor.rgb in FILLS.values():
        cell.fill = PatternFill()
