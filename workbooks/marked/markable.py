"""A file of any spreadsheet kind as an openpyxl workbook that can be marked."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.files import LIMITS, MEBIBYTE, Refused
from workbooks.grids import Grid, area, grids_apart
from workbooks.marked.cell_writing import sheet_title, write_value
from workbooks.marked.inert import has_acting_formula, make_inert

_MOST_MARKUP = 16 * MEBIBYTE
_MOST_AREA = 200_000
_AREA = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_WIDEST = 60


@dataclass(frozen=True)
class Markable:
    """A workbook to mark; `lost` are the keys of what of the file is not in it; a `whole` one is no copy of values."""

    workbook: Workbook
    lost: tuple[str, ...]
    whole: bool = False


def markable(source: bytes, file_name: str, *, values_only: bool = False) -> Markable:
    """The file as a workbook: itself where openpyxl can hold it, else its values, else an empty one. Never raises."""
    ways: list[Callable[[], Markable]] = [
        lambda: _opened(source),
        lambda: Markable(_copied(source, file_name), ("formatting",)),
    ]
    for make in ways[values_only:]:
        try:
            return make()
        except Exception:
            continue  # the next way asks less of the file
    return Markable(_empty(), ("contents",))


def _opened(source: bytes) -> Markable:
    with zipfile.ZipFile(BytesIO(source)) as package:
        _refuse_what_is_too_large(package)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(BytesIO(source), rich_text=True)
        if not workbook.worksheets:
            raise Refused("corrupt", "no worksheet")
        stored = _stored_values(source) if has_acting_formula(workbook) else {}
    return Markable(workbook, ("acting",) if make_inert(workbook, stored) else (), whole=True)


def _stored_values(source: bytes) -> dict[tuple[str, str], object]:
    book = load_workbook(BytesIO(source), data_only=True)
    cells = ((sheet.title, x) for sheet in book.worksheets for x in sheet._cells.values())
    return {(title, x.coordinate): x.value for title, x in cells if x.value is not None}


def _refuse_what_is_too_large(package: zipfile.ZipFile) -> None:
    """openpyxl takes some fifty times the markup in memory, and makes every cell of a merged or linked area."""
    members = package.infolist()
    markup = sum(x.file_size for x in members if x.filename.endswith((".xml", ".rels", ".vml")))
    if markup > _MOST_MARKUP or sum(x.file_size for x in members) > LIMITS.unpacked_bytes:
        raise Refused("too-large", "markup")
    cells = 0
    for part in members:
        if part.filename.startswith("xl/worksheets/"):
            for reference in _AREA.findall(package.read(part)):
                top, left, bottom, right = area(reference.decode())
                cells += max(0, bottom - top + 1) * max(0, right - left + 1)
    if cells > _MOST_AREA:
        raise Refused("too-large", "merged areas")


def _empty() -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def _copied(source: bytes, file_name: str) -> Workbook:
    """A workbook of the file's values at their addresses, without its styles."""
    workbook = _empty()
    for grid in grids_apart(source, file_name):
        _copy_sheet(workbook, grid, grid.name or PurePosixPath(file_name).stem)
    if not workbook.worksheets:
        raise Refused("corrupt", "no sheet")
    return workbook


def _copy_sheet(workbook: Workbook, grid: Grid, name: str) -> None:
    sheet: Worksheet = workbook.create_sheet(sheet_title(name))
    widths: dict[int, int] = {}
    for row, values in enumerate(grid.rows[: LIMITS.rows], 1):
        for column, value in enumerate(values[: LIMITS.columns], 1):
            if value in ("", None):
                continue
            write_value(sheet, row, column, value)
            widths[column] = max(widths.get(column, 8), min(_WIDEST, len(str(value)) + 2))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for top, left, bottom, right in grid.merged:
        if (bottom, right) != (top, left) and bottom < LIMITS.rows and right < LIMITS.columns:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    sheet.sheet_state = "visible" if grid.visible else "hidden"
