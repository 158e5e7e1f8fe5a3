"""The list of findings as the first sheet of a marked workbook, each linked to its cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from schemas.form import Form
from workbooks.marked.cell_writing import sheet_title, write_value
from workbooks.marked.marked_cells import FILLS, SIGNS, cell_at, sheet_called
from workbooks.text import word

_COLUMNS = {"number": 5, "severity": 14, "cell": 18, "indicator": 40, "message": 70, "observed": 18}
_FONT = "Arial"
_DEEP, _RULE = "FF1F4E78", "FF9FB4C8"
_ORDER = ("hard", "soft", "commentary")
_FIRST = 5
_CENTRED = Alignment(horizontal="center", vertical="center")
_WRAPPED = Alignment(wrap_text=True, vertical="center", indent=1)


def add_findings_sheet(
    workbook: Workbook,
    findings: pd.DataFrame,
    uncovered: set[tuple[str, str]],
    language: str,
    form: Form,
    lost: tuple[str, ...] = (),
) -> None:
    """Puts the list of findings before all other sheets and opens the workbook there; the gravest come first."""
    sheet: Worksheet = workbook.create_sheet(_title(workbook, language), 0)
    _head(sheet, language)
    rank = findings["number"] if "number" in findings.columns else findings["severity"].map(_ORDER.index)
    ranked = findings.assign(_=rank).sort_values("_", kind="stable")
    row = _FIRST
    for _, finding in ranked.iterrows():
        _write(workbook, sheet, row, {str(k): v for k, v in finding.items()}, uncovered, language, form)
        row += 1
    if findings.empty:
        _text(sheet, row, 1, word("marked.none", language), Font(name=_FONT, size=10))
        row += 1
    if lost:
        text = f"{word('marked.lost.title', language)}: {'; '.join(lost)}."
        _text(sheet, row + 1, 1, text, Font(name=_FONT, size=9, italic=True, color="FF5F6B78"))
    _page(sheet)
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = False
    workbook.active = 0
    sheet.sheet_view.tabSelected = True


def _title(workbook: Workbook, language: str) -> str:
    title = sheet_title(word("marked.sheet", language))
    taken = {x.title for x in workbook.worksheets}
    return next(x for x in (title, *(f"{title} {n}" for n in range(2, 99))) if x not in taken)


def _head(sheet: Worksheet, language: str) -> None:
    _text(sheet, 1, 1, word("marked.title", language), Font(name=_FONT, size=15, bold=True, color=_DEEP))
    _text(sheet, 2, 1, word("marked.guide", language), Font(name=_FONT, size=9, color="FF5F6B78"))
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(_COLUMNS))
    sheet.cell(2, 1).alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 24, 28
    sheet.row_dimensions[_FIRST - 1].height = 22
    for column, (name, width) in enumerate(_COLUMNS.items(), 1):
        label = word(f"marked.columns.{name}", language)
        cell = _text(sheet, _FIRST - 1, column, label, Font(name=_FONT, size=10, bold=True, color="FFFFFFFF"))
        cell.fill = PatternFill("solid", fgColor=_DEEP)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width


def _write(
    workbook: Workbook, sheet: Worksheet, row: int, finding: Mapping[str, Any],
    uncovered: set[tuple[str, str]], language: str, form: Form,
) -> None:  # fmt: skip
    severity = str(finding["severity"])
    place = "!".join(str(x) for x in (finding["sheet"], finding["cell"]) if x)
    message = str(finding["message"])
    if (finding["sheet"], finding["cell"]) in uncovered:
        message += f" ({word('marked.was_hidden', language)})"
    indicator = _indicator(form, str(finding["indicator"]), language)
    values: dict[str, int | str] = {
        "number": int(finding.get("number", row - _FIRST + 1)),
        "severity": f"{SIGNS[severity]} {word(f'marked.severity.{severity}', language)}",
        "cell": place,
        "indicator": indicator,
        "message": message,
        "observed": str(finding["observed"]),
    }
    side = Side(style="thin", color=_RULE)
    for column, value in enumerate(values.values(), 1):
        write_value(sheet, row, column, value)
        cell = sheet.cell(row, column)
        cell.font = Font(name=_FONT, size=10)
        cell.alignment = _WRAPPED if isinstance(value, str) else _CENTRED
        cell.border = Border(side, side, side, side)
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=FILLS[severity])
    lines = max(1 + len(message) // 72, 1 + len(indicator) // 42)
    sheet.row_dimensions[row].height = 6 + 13.5 * lines
    _link(workbook, sheet, row, finding)


def _indicator(form: Form, name: str, language: str) -> str:
    if name not in form.indicators:
        return ""
    indicator = form.indicators[name]
    return f"{indicator.row} · {indicator.label[language]}"


def _link(workbook: Workbook, sheet: Worksheet, row: int, finding: Mapping[str, Any]) -> None:
    others = [x for x in workbook.worksheets if x is not sheet]
    target = sheet_called(others, str(finding["sheet"])) if finding["cell"] else None
    cell = cell_at(target, str(finding["cell"])) if target is not None else None
    if target is None or cell is None:
        return
    name = target.title.replace("'", "''")
    link = sheet.cell(row, 3)
    link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{name}'!{cell.coordinate}")
    link.font = Font(name=_FONT, size=10, color="FF0563C1", underline="single")


def _text(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> Any:
    write_value(sheet, row, column, text)
    cell = sheet.cell(row, column)
    cell.font = font
    return cell


def _page(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"A{_FIRST}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_FIRST - 1}:{_FIRST - 1}"
