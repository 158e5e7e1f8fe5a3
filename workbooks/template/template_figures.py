"""The template's sheet of figures: last year locked, this year to fill in, the change computed, every row checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from schemas.documents import Period
from schemas.form import Indicator
from workbooks.template.excel_formula import excel_formula, excel_text
from workbooks.template.template_checks import SYMBOLS, WEIGHTS, TemplateChecks, shown_at
from workbooks.template.template_formats import (
    DATE_FORMAT,
    change_format,
    figure_format,
)
from workbooks.template.template_head import first_field_row
from workbooks.template.template_layout import STATUS_ROW, quoted
from workbooks.template.template_order import FilledReturn
from workbooks.template.template_sheet import SheetWriter, height_of
from workbooks.template.template_status import write_status
from workbooks.template.template_values import Contents, Outcome, computed_figures, said_by
from workbooks.text import short_date

SIGNATURE_ROWS = 4
_WIDTHS = {"row": 8, "indicator": 52, "unit": 10, "prior": 14, "current": 15, "change": 12, "reason": 28, "check": 56}


def write_figures(
    writer: SheetWriter,
    contents: Contents,
    checks: TemplateChecks,
    outcomes: Mapping[str, Outcome],
    filled: FilledReturn | None,
) -> None:
    """Writes the sheet of figures."""
    layout, sheet = writer.layout, writer.sheet
    for meaning, letter in layout.columns.items():
        sheet.set_column(f"{letter}:{letter}", _WIDTHS.get(meaning, 12))
    writer.head(writer.form.title[writer.language], layout.last_column)
    writer.merged(f"A3:{layout.last_column}3", writer.order.name(writer.language), "organisation")
    _header(writer)
    for section, row in layout.banners.items():
        _banner(writer, section, row)
    reasons = filled.reasons if filled else {}
    for name, row in layout.rows.items():
        group = checks.groups.get(name, ())
        said = said_by(group, outcomes)
        sheet.set_row(row - 1, _height(writer, name, reasons.get(name, ""), said))
        _row(writer, contents, writer.form.indicators[name], row, reasons.get(name, ""))
        writer.formula(f"{layout.columns['check']}{row}", shown_at(group), said, "check")
    write_status(writer, checks, outcomes)
    _validations(writer)
    _colours(writer)
    _signatures(writer, filled)
    sheet.freeze_panes(layout.header_row + 1, ord(layout.columns["indicator"]) - ord("A") + 1)
    sheet.repeat_rows(layout.header_row - 1, layout.header_row)
    sheet.set_row(0, 22)
    sheet.set_row(2, 20)
    sheet.set_row(STATUS_ROW - 1, 30)
    sheet.set_h_pagebreaks([max(layout.banners.values()) - 1])  # the signatures stand below figures, not alone
    writer.close(landscape=True, area=f"A1:{layout.last_column}{layout.last_row + SIGNATURE_ROWS}")
    sheet.set_selection(layout.cell(next(iter(layout.rows)), Period.CURRENT))


def _header(writer: SheetWriter) -> None:
    layout, sheet = writer.layout, writer.sheet
    top, below = layout.header_row, layout.header_row + 1
    columns = layout.columns
    dates = {"prior": short_date(writer.form.prior_as_of), "current": short_date(writer.form.as_of)}
    together = {"prior", "current"} if _side_by_side(writer) else set[str]()
    for meaning, letter in columns.items():
        parts = {"date": dates[meaning]} if meaning in dates else {}
        texts = writer.words(f"column.{meaning}", **parts)
        cell = f"{letter}{below}" if meaning in together else f"{letter}{top}"
        if meaning not in together:
            sheet.merge_range(f"{letter}{top}:{letter}{below}", "", writer.formats("header"))
        writer.both(cell, *texts, "header", small="rich header second")
    if together:
        first, last = sorted(columns[meaning] for meaning in together)
        sheet.merge_range(f"{first}{top}:{last}{top}", "", writer.formats("header"))
        texts = writer.words("column.count")
        writer.both(f"{first}{top}", *texts, "header", small="rich header second", joint=" · ")
    sheet.set_row(top - 1, 20)
    sheet.set_row(below - 1, 56)


def _side_by_side(writer: SheetWriter) -> bool:
    """Whether the columns of the two years stand beside each other, under a heading of their own."""
    letters = [ord(writer.layout.columns[x]) for x in ("prior", "current") if x in writer.layout.columns]
    return len(letters) == 2 and abs(letters[0] - letters[1]) == 1


def _banner(writer: SheetWriter, section: int, row: int) -> None:
    last = writer.layout.last_column
    writer.sheet.set_row(row - 1, 20)
    writer.sheet.merge_range(f"A{row}:{last}{row}", "", writer.formats("banner"))
    title = writer.form.sections[section]
    writer.both(
        f"A{row}", f"{section}. {title[writer.language]}", title[writer.second], "banner",
        small="rich banner second", joint="   ·   ",
    )  # fmt: skip


def _row(writer: SheetWriter, contents: Contents, indicator: Indicator, row: int, reason: str) -> None:
    layout, name = writer.layout, indicator.name
    at = {meaning: f"{letter}{row}" for meaning, letter in layout.columns.items()}
    if "row" in at:
        writer.sheet.write_number(at["row"], indicator.row, writer.formats("code"))
    part = indicator.label.kk[:1].islower()
    label = indicator.label
    writer.both(at["indicator"], label[writer.language], label[writer.second], "part" if part else "label")
    if "unit" in at:
        writer.text(at["unit"], writer.form.units[indicator.unit][writer.language], "unit")
    number = figure_format(indicator)
    if indicator.prior:
        style = "locked" if name in writer.order.accepted else "entry"
        _cell(writer, contents, name, Period.PRIOR, style, number)
        if "change" in at:
            _cell(writer, contents, name, Period.CHANGE, "computed", change_format(indicator))
    for meaning in ("prior", "change"):
        if meaning in at and not indicator.prior:
            writer.text(at[meaning], "", "blank")
    _cell(writer, contents, name, Period.CURRENT, "entry", number)
    if "reason" in at:
        writer.text(at["reason"], *((reason, "entry text") if indicator.prior else ("", "blank")))


def _height(writer: SheetWriter, name: str, reason: str, said: str) -> float:
    label, width = writer.form.indicators[name].label, _WIDTHS["indicator"] - 4
    labels = height_of((label[writer.language], width, 10), (label[writer.second], width, 8))
    texts = (height_of((reason, _WIDTHS["reason"], 9)), height_of((said, _WIDTHS["check"], 8)))
    return max(26.0, labels, *texts) + 2


def _cell(writer: SheetWriter, contents: Contents, name: str, period: str, style: str, number: str) -> None:
    cell, value = writer.layout.cell(name, period), contents.cells.get((name, period))
    shape = writer.formats(style, num_format=number)
    if (name, period) in contents.formulas:
        writer.formula(cell, _formula(writer, name, period), value, style, num_format=number)
    elif value is None:
        writer.sheet.write_blank(cell, None, shape)
    elif isinstance(value, bool) or not isinstance(value, int | float | dt.date):
        writer.sheet.write_string(cell, str(value), shape)
    elif isinstance(value, dt.date):
        writer.sheet.write_datetime(cell, value, writer.formats(style, num_format=DATE_FORMAT))
    else:
        writer.sheet.write_number(cell, value, shape)


def _formula(writer: SheetWriter, name: str, period: str) -> str:
    layout = writer.layout
    if period == Period.CHANGE:
        now, before = layout.cell(name, Period.CURRENT), layout.cell(name, Period.PRIOR)
        return f'IF(COUNT({before},{now})=2,ROUND({now}-{before},6),"")'
    tree = computed_figures(writer.form)[name]
    cells: list[str] = []

    def locate(figure: Any) -> str:
        cells.append(layout.cell(figure.indicator, figure.column or Period.CURRENT))
        return cells[-1]

    value = excel_formula(tree, locate)
    digits = writer.form.indicators[name].decimals
    return f'IFERROR(IF(COUNT({",".join(cells)})={len(cells)},ROUND({value},{digits}),""),"")'


def _validations(writer: SheetWriter) -> None:
    for name in writer.layout.rows:
        indicator = writer.form.indicators[name]
        periods = (Period.CURRENT, Period.PRIOR) if indicator.prior else (Period.CURRENT,)
        for period in periods:
            writer.sheet.data_validation(writer.layout.cell(name, period), _validation(writer, indicator))


_ALLOWED: dict[str, dict[str, Any]] = {
    "count": {"validate": "integer", "criteria": ">=", "value": 0},
    "amount": {"validate": "decimal", "criteria": ">=", "value": 0},
    "percent": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100},
}


def _validation(writer: SheetWriter, indicator: Indicator) -> dict[str, Any]:
    """What the cell takes, and what is said where something else is typed: the row, and what it must be."""
    kind = indicator.kind
    wrong = f"{writer.word('entry.row', row=indicator.row)} {writer.word(f'entry.{kind}.error')}"
    return {
        **_ALLOWED[kind], "ignore_blank": True,
        "input_title": writer.word(f"entry.{kind}.title"), "input_message": writer.word(f"entry.{kind}.prompt"),
        "error_title": writer.word(f"entry.{kind}.title"), "error_message": wrong,
    }  # fmt: skip


def _colours(writer: SheetWriter) -> None:
    layout = writer.layout
    first, last = min(layout.rows.values()), layout.last_row
    for period, name in ((Period.CURRENT, "esep_now"), (Period.PRIOR, "esep_prior")):
        if period not in layout.columns:
            continue
        letter = layout.columns[period]
        for weight in WEIGHTS:
            writer.sheet.conditional_format(f"{letter}{first}:{letter}{last}", {
                "type": "formula", "criteria": f"=INDEX({name},ROW())={weight}",
                "format": writer.formats.mark(weight), "stop_if_true": True,
            })  # fmt: skip
    check = layout.columns["check"]
    for area, cell in ((f"{check}{first}:{check}{last}", f"${check}{first}"), (f"A{STATUS_ROW}", f"$A${STATUS_ROW}")):
        for weight in WEIGHTS:
            writer.sheet.conditional_format(area, {
                "type": "formula", "criteria": f'=LEFT({cell},1)="{SYMBOLS[weight]}"',
                "format": writer.formats.mark(weight), "stop_if_true": True,
            })  # fmt: skip
    writer.sheet.conditional_format(f"A{STATUS_ROW}", {
        "type": "formula", "criteria": f'=LEFT($A${STATUS_ROW},1)="✔"', "format": writer.formats.good()
    })  # fmt: skip


def _signatures(writer: SheetWriter, filled: FilledReturn | None) -> None:
    """Lines to sign on paper: the names that stand on the cover, the date, and room for the seal."""
    given = filled or FilledReturn({})
    fields = writer.form.sheets["cover"].fields
    row = writer.layout.last_row + 2
    label = writer.layout.columns["indicator"]
    beside = chr(ord(label) + 1)
    for name, value in (("chair", given.chair), ("prepared by", given.prepared_by)):
        if name not in fields:
            continue
        cell = f"{quoted(writer.layout.cover)}!$C${first_field_row(writer.order) + fields.index(name)}"
        line = writer.word("sign.line", who=writer.field(name)[0])
        blank = writer.word("sign.name")
        writer.sheet.set_row(row - 1, 24)
        writer.text(f"{label}{row}", line, "signature")
        writer.formula(f"{beside}{row}", f'IF({cell}&""="",{excel_text(blank)},{cell}&"")', value or blank, "signature")
        row += 1
    writer.sheet.set_row(row - 1, 24)
    writer.text(f"{label}{row}", writer.word("sign.date"), "signature")
    writer.text(f"{beside}{row}", writer.word("sign.seal"), "signature")
