"""Takes out of a sender's workbook what acts when it is opened: calls, links, references to other files.

The copy goes out under the department's name. A formula stays where it is arithmetic over its own workbook; any other
gives its place to the value that was stored beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.marked.cell_writing import write_value

# fmt: off
FUNCTIONS = frozenset({
    "ABS", "AND", "AVERAGE", "CEILING", "CHAR", "COLUMN", "CONCAT", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK",
    "COUNTIF", "COUNTIFS", "DATE", "DAY", "EXACT", "FALSE", "FIND", "FIXED", "FLOOR", "IF", "IFERROR", "IFNA", "INDEX",
    "INT", "ISBLANK", "ISERROR", "ISNA", "ISNUMBER", "ISTEXT", "LARGE", "LEFT", "LEN", "LOWER", "MATCH", "MAX",
    "MEDIAN", "MID", "MIN", "MOD", "MONTH", "N", "NOT", "OR", "POWER", "PRODUCT", "PROPER", "REPLACE", "REPT", "RIGHT",
    "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW", "SEARCH", "SIGN", "SMALL", "SQRT", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF",
    "SUMIFS", "SUMPRODUCT", "TEXT", "TRIM", "TRUE", "TRUNC", "UPPER", "VALUE", "VLOOKUP", "YEAR",
})
# fmt: on
_TEXT = re.compile(r'"[^"]*"')
_CALL = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
# `[1]Sheet!A1` and `[book.xlsx]` are other files, `cmd|'…'!A1` is another program, `\\\\host` and `://` other machines.
_ELSEWHERE = re.compile(r"[\[\]|\\]|://")
_Stored = Mapping[tuple[str, str], object]


def is_inert(formula: str) -> bool:
    """Whether a formula only computes over its own workbook with functions of the list."""
    bare = _TEXT.sub('""', formula)
    calls = (x.upper().removeprefix("_XLFN.").removeprefix("_XLWS.") for x in _CALL.findall(bare))
    return not _ELSEWHERE.search(bare) and all(x in FUNCTIONS for x in calls)


def make_inert(workbook: Workbook, stored: Mapping[tuple[str, str], object]) -> bool:
    """Takes out what acts; `stored` holds the stored values by sheet and cell. Whether there was anything."""
    found = _without_links_to_files(workbook) | _without_names(workbook)
    for sheet in workbook.worksheets:
        for cell, formula in list(formulas_of(sheet)):
            if not is_inert(formula):
                _give_value(sheet, cell, formula, stored)
                found = True
        found |= _without_links(sheet) | _without_conditions(sheet) | _without_names(sheet)
        found |= _without_drawn_from_elsewhere(sheet) | _without_column_formulas(sheet)
    return found


def has_acting_formula(workbook: Workbook) -> bool:
    """Whether any formula would be taken out."""
    return any(not is_inert(formula) for sheet in workbook.worksheets for _, formula in formulas_of(sheet))


def formulas_of(sheet: Worksheet) -> Iterator[tuple[Cell, str]]:
    """The cells that hold a formula, with its text; of an array formula or a data table what they are made of."""
    for cell in sheet._cells.values():  # those that are there: a sheet may span billions
        if isinstance(cell, MergedCell) or cell.data_type != "f":
            continue
        held: Any = cell.value
        text = held if isinstance(held, str) else " ".join(str(x) for x in vars(held).values() if x is not None)
        yield cell, text


def _without_links_to_files(workbook: Any) -> bool:
    had = bool(workbook._external_links)
    workbook._external_links = []
    return had


def _give_value(sheet: Worksheet, cell: Cell, formula: str, stored: _Stored) -> None:
    value = stored.get((sheet.title, cell.coordinate))
    write_value(sheet, cell.row, cell.column, value if value is not None else formula)


def _without_links(sheet: Any) -> bool:
    linked = [x for x in sheet._cells.values() if not isinstance(x, MergedCell) and x.hyperlink is not None]
    for cell in linked:
        cell.hyperlink = None
    had = bool(linked or sheet._hyperlinks)
    sheet._hyperlinks = []
    return had


def _without_conditions(sheet: Worksheet) -> bool:
    """Colourings and input checks whose formulas act."""
    kept = [x for x in sheet.data_validations.dataValidation if _all_inert(x.formula1, x.formula2)]
    had = len(kept) < len(sheet.data_validations.dataValidation)
    sheet.data_validations.dataValidation = kept
    for area in list(sheet.conditional_formatting):
        if not all(_all_inert(*rule.formula) for rule in area.rules):
            del sheet.conditional_formatting[area.sqref]
            had = True
    return had


def _without_drawn_from_elsewhere(sheet: Any) -> bool:
    """Charts over what lies elsewhere, and pivot tables, which are filled anew from their source on opening."""
    kept = [
        x for x in sheet._charts if _all_inert(*(y.text for y in x._write().iter() if y.tag.rpartition("}")[2] == "f"))
    ]
    had = len(kept) < len(sheet._charts) or bool(sheet._pivots)
    sheet._charts, sheet._pivots = kept, []
    return had


def _without_column_formulas(sheet: Worksheet) -> bool:
    """Formulas that a table would write into each new row of it, or under a column."""
    found = False
    for column in (column for table in sheet.tables.values() for column in table.tableColumns):
        for name in ("calculatedColumnFormula", "totalsRowFormula"):
            formula = getattr(column, name)
            if formula is not None and not is_inert(str(formula.attr_text)):
                setattr(column, name, None)
                found = True
    return found


def _without_names(holder: Any) -> bool:
    acting = [name for name, found in holder.defined_names.items() if not _all_inert(found.attr_text)]
    for name in acting:
        del holder.defined_names[name]
    return bool(acting)


def _all_inert(*formulas: str | None) -> bool:
    return all(is_inert(str(x)) for x in formulas if x is not None)
