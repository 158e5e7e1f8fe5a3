"""A spreadsheet file of any kind as grids. Those of .xlsx and .xls come from calamine, their parts and records tell
what it leaves out; the other kinds have readers of their own."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
from collections.abc import Callable
from typing import Any

from workbooks.files import LIMITS, FileKind, Refused, kind_of, runs_in_circles, stream, unlocked, with_usual_names
from workbooks.grids import old_excel
from workbooks.grids.binary_workbook import binary_grids
from workbooks.grids.csv_tables import csv_grid
from workbooks.grids.grid import Details, Grid
from workbooks.grids.html_tables import html_grid
from workbooks.grids.open_document import open_document_grids
from workbooks.grids.workbook_parts import Parts
from workbooks.grids.xml_spreadsheet import xml_spreadsheet_grids

_STREAMS = ("Workbook", "Book")


def grids_of(data: bytes, kind: FileKind) -> list[Grid]:
    """The sheets of a file, in its order. Raises Refused where it cannot be read."""
    if kind is FileKind.TEXT:
        return [csv_grid(data)]
    if kind is FileKind.HTML:
        return [html_grid(data)]
    if kind is FileKind.XML_SPREADSHEET:
        return xml_spreadsheet_grids(data)
    if kind is FileKind.WEB_ARCHIVE:
        return [html_grid(part) for part in _html_parts(data)]
    if kind is FileKind.XLSX:
        return _office_grids(data)
    if kind is FileKind.XLS:
        return _old_excel_grids(data)
    if kind is FileKind.ODS:
        return open_document_grids(data)
    if kind is FileKind.PASSWORD:
        opened = _unlocked(data)
        return grids_of(opened, kind_of(opened, ""))
    return binary_grids(Parts(data))


def _unlocked(data: bytes) -> bytes:
    """The workbook that Excel opens without asking, because its own password locks it."""
    opened = unlocked(data)
    if opened is None or kind_of(opened, "") is FileKind.PASSWORD:
        raise Refused("password")
    return opened


def own_time(data: bytes, kind: FileKind) -> dt.datetime | None:
    """When a workbook says that it was last saved; None where its kind does not tell."""
    return Parts(data).modified() if kind in (FileKind.XLSX, FileKind.XLSB) else None


def _office_grids(data: bytes) -> list[Grid]:
    parts = Parts(data)
    parts.read("xl/sharedStrings.xml")
    detailed = parts.need_details()
    if parts.too_wide():
        return _sparse_grids(parts)
    try:
        grids = _calamine_grids(data)
    except Refused as refused:
        if refused.reason != "corrupt":
            raise
        grids = _sparse_grids(parts)
    if not any(grid.rows for grid in grids):
        # XML in an encoding of its own is beyond calamine.
        grids = _sparse_grids(parts)
    for grid in grids:
        grid.look_up, grid.telling = _details_of(parts, grid.name), detailed
    return grids


def _old_excel_grids(data: bytes) -> list[Grid]:
    try:
        return _old_excel_grids_of(data)
    except Refused as refused:
        if refused.reason != "password":
            raise
    return _old_excel_grids_of(_unlocked(data))


def _old_excel_grids_of(data: bytes) -> list[Grid]:
    if runs_in_circles(data):
        raise Refused("corrupt", "a chain of sectors without end")
    try:
        details = old_excel.workbook_details(stream(data, *_STREAMS))
        data = with_usual_names(data, *_STREAMS)
    except Refused as refused:
        if refused.reason != "corrupt":
            raise
        # Values may be there all the same; calamine decides.
        details = {}
    grids = _calamine_grids(data)
    for grid in grids:
        known = details.get(grid.name)
        if known:
            grid.look_up, grid.telling = _known(known), known.telling
    return grids


def _known(details: Details) -> Callable[[], Details]:
    return lambda: details


def _details_of(parts: Parts, sheet: str) -> Callable[[], Details]:
    return lambda: parts.details(sheet)


def _sparse_grids(parts: Parts) -> list[Grid]:
    hidden = parts.hidden_sheets()
    grids = []
    for name in list(parts.sheet_parts())[: LIMITS.sheets]:
        rows, merged = parts.sparse_rows(name)
        grids.append(Grid(name, rows, name not in hidden, merged, _details_of(parts, name), telling=True))
    return grids


def _calamine_grids(data: bytes) -> list[Grid]:
    import python_calamine as calamine

    try:
        workbook = calamine.load_workbook(io.BytesIO(data))
        shown = calamine.SheetVisibleEnum.Visible
        kinds = (calamine.SheetTypeEnum.WorkSheet,)
        return [
            _grid(workbook, number, about.name, about.visible == shown)
            for number, about in enumerate(workbook.sheets_metadata[: LIMITS.sheets])
            if about.typ in kinds
        ]
    except calamine.PasswordError as error:
        raise Refused("password", str(error)) from error
    except MemoryError as error:
        raise Refused("too-large", "memory") from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic of the Rust library is a BaseException of its own.
        raise Refused("corrupt", str(error)[:200]) from error


def _grid(workbook: Any, number: int, name: str, visible: bool) -> Grid:
    sheet = workbook.get_sheet_by_index(number)
    if sheet.start is None:
        return Grid(name, [], visible)
    rows = sheet.to_python(skip_empty_area=False, nrows=LIMITS.rows)
    merged = sheet.merged_cell_ranges or ()
    return Grid(name, rows, visible, tuple((a[0], a[1], b[0], b[1]) for a, b in merged))


def _html_parts(data: bytes) -> list[bytes]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
    return [page for page in pages if isinstance(page, bytes)]
