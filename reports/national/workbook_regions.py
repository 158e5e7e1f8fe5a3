"""The sheets of organisation × indicator: this year's figures, and the changes since last year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from reports.national.bilingual_book import BilingualBook, both, link_to, style_of, two_lines
from reports.national.consolidation import Consolidated
from reports.wording import phrase
from schemas.form import Indicator

_A3 = 8
_NAME_WIDTH = 46
_FIRST_ROW = 2


def write_regions(book: BilingualBook, consolidated: Consolidated, names: Mapping[str, str]) -> None:
    """The current figures of each organisation, their total, and the names of those that are missing."""
    _write(book, "regions", "current", tuple(book.form.indicators.values()), consolidated, names)


def write_region_changes(book: BilingualBook, consolidated: Consolidated, names: Mapping[str, str]) -> None:
    """The change of each organisation in every indicator that states last year too."""
    stated = tuple(x for x in book.form.indicators.values() if x.prior)
    _write(book, "region_changes", "change", stated, consolidated, names)


def _write(
    book: BilingualBook,
    name: str,
    field: str,
    indicators: tuple[Indicator, ...],
    consolidated: Consolidated,
    names: Mapping[str, str],
) -> None:
    sheet = book.sheet(name, "#1A5FB4", paper=_A3, pages_wide=4)
    _write_headings(book, sheet, indicators)
    wide = consolidated.regional.pivot(index="organisation", columns="indicator", values=field).to_dict("index")
    style = "count" if field == "current" else "change"
    for row, organisation in enumerate(consolidated.included, start=_FIRST_ROW):
        waived = {i: x for (o, i), x in consolidated.waived_cells.items() if o == organisation}
        name = f"{names[organisation]} *" if waived else names[organisation]
        book.text(sheet, row, 0, name, "strong")
        book.fit(sheet, row, [(name, _NAME_WIDTH)])
        for column, indicator in enumerate(indicators, start=1):
            value = float(wide[organisation][indicator.name])
            book.number(sheet, row, column, value, style_of(style, indicator))
            if indicator.name in waived:
                sheet.write_comment(row, column, f"* {waived[indicator.name]}")
    last = _FIRST_ROW + len(consolidated.included)
    totals = {str(k): float(v) for k, v in consolidated.national[field].items()}
    _write_totals(book, sheet, last, indicators, totals, changes=field == "change")
    for row, missing in enumerate(consolidated.missing.to_dict("records"), start=last + 1):
        told = f"{missing['name_kk']} – {phrase('outcome.' + missing['reason'], 'kk')}"
        book.text(sheet, row, 0, told, "grey")
        book.fit(sheet, row, [(told, _NAME_WIDTH)])
    if not consolidated.waived.empty:
        row = last + 1 + len(consolidated.missing)
        sheet_of_them = phrase("workbook.sheet.exceptions", "kk")
        told = "\n".join(phrase("workbook.marked", x, sheet=sheet_of_them) for x in ("kk", "ru"))
        book.text(sheet, row, 0, told, "grey")
        book.fit(sheet, row, [(told, _NAME_WIDTH)])
    if consolidated.included:
        sheet.autofilter(1, 0, last - 1, len(indicators))


def _write_headings(book: BilingualBook, sheet: Any, indicators: tuple[Indicator, ...]) -> None:
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, len(indicators), 12)
    sheet.write_url(0, 0, link_to("summary", "A1"), book.format("link"), f"← {phrase('workbook.sheet.summary', 'kk')}")
    book.heading(sheet, 1, 0, "workbook.organisation")
    for column, indicator in enumerate(indicators, start=1):
        sheet.write_number(0, column, indicator.row, book.format("head"))
        sheet.write_string(1, column, two_lines(indicator.label), book.format("head"))
    sheet.set_row(0, 20)
    sheet.set_row(1, 190)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.repeat_rows(0, 1)
    sheet.repeat_columns(0)


def _write_totals(
    book: BilingualBook,
    sheet: Any,
    row: int,
    indicators: tuple[Indicator, ...],
    totals: Mapping[str, float],
    *,
    changes: bool,
) -> None:
    book.text(sheet, row, 0, both("workbook.total").replace("\n", " / "), "total_text")
    style = "total_change" if changes else "total"
    for column, indicator in enumerate(indicators, start=1):
        total = totals[indicator.name]
        if indicator.sum and row > _FIRST_ROW and not math.isnan(total):
            letter = xl_col_to_name(column)
            formula = f"=SUM({letter}{_FIRST_ROW + 1}:{letter}{row})"
            sheet.write_formula(row, column, formula, book.format(style_of(style, indicator)), total)
        else:
            shown = total if indicator.kind == "percent" else float("nan")
            book.number(sheet, row, column, shown, "total_rate_change" if changes else "total_rate")
