"""The template's cover: the form's head, whose return it is, for when, on which form, who signs; how to fill it in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from workbooks.template.template_checks import COMMENTARY, HARD, MISSING, SOFT, SYMBOLS
from workbooks.template.template_formats import DATE_FORMAT, ENTRY, FILLS, INKS
from workbooks.template.template_head import first_field_row, write_head
from workbooks.template.template_order import FilledReturn
from workbooks.template.template_sheet import SheetWriter, height_of
from workbooks.text import words

_WIDTHS = (6, 40, 62)
_TO_FILL = ("chair", "prepared by", "phone and e-mail", "signed on")


def write_cover(writer: SheetWriter, filled: FilledReturn | None) -> None:
    """Writes the cover sheet."""
    sheet = writer.sheet
    for letter, width in zip("ABC", _WIDTHS, strict=True):
        sheet.set_column(f"{letter}:{letter}", width)
    writer.head(writer.form.title[writer.language], "C")
    writer.merged("A3:C3", writer.form.title[writer.second], "subtitle", font_size=9, italic=True, valign="top")
    sheet.set_row(0, 42)
    sheet.set_row(1, 20)
    sheet.set_row(2, 24)
    values = _values(writer, filled)
    write_head(writer, sum(_WIDTHS))
    row = first_field_row(writer.order)
    for number, name in enumerate(writer.form.sheets["cover"].fields, 1):
        _field(writer, row, number, name, values.get(name, ""))
        if name == "signed on":
            _validate_date(writer, f"C{row}")
        row += 1
    row = _steps(writer, row + 1)
    _legend(writer, row + 1)
    writer.close(landscape=False, area=f"A1:C{row + 6}")


def _values(writer: SheetWriter, filled: FilledReturn | None) -> dict[str, object]:
    order, given = writer.order, filled or FilledReturn({})
    return {f"name {language}": name for language, name in order.all_names.items()} | {
        "organisation code": order.organisation,
        "as of": writer.form.as_of,
        "form version": writer.form.version,
        "chair": given.chair,
        "prepared by": given.prepared_by,
        "phone and e-mail": order.email,
        "signed on": given.signed_on or "",
    }


def _field(writer: SheetWriter, row: int, number: int, name: str, value: object) -> None:
    writer.sheet.set_row(row - 1, 30)
    writer.sheet.write_number(f"A{row}", number, writer.formats("code"))
    writer.both(f"B{row}", *writer.field(name), "field")
    style = "value entry" if name in _TO_FILL else "value"
    if isinstance(value, dt.date):
        writer.sheet.write_datetime(f"C{row}", value, writer.formats(style, num_format=DATE_FORMAT))
    elif value == "" or value is None:
        writer.sheet.write_blank(f"C{row}", None, _blank(writer, style, name))
    else:
        writer.text(f"C{row}", str(value), style)


def _blank(writer: SheetWriter, style: str, name: str) -> Any:
    return writer.formats(style, num_format=DATE_FORMAT) if name == "signed on" else writer.formats(style)


def _validate_date(writer: SheetWriter, cell: str) -> None:
    writer.sheet.data_validation(cell, {
        "validate": "date", "criteria": ">=", "value": writer.form.as_of, "ignore_blank": True, "error_type": "warning",
        "input_title": writer.word("entry.date.title"), "input_message": writer.word("entry.date.prompt"),
        "error_title": writer.word("entry.date.title"), "error_message": writer.word("entry.date.error"),
    })  # fmt: skip


def _steps(writer: SheetWriter, row: int) -> int:
    writer.text(f"A{row}", writer.word("how_to_fill.title"), "heading")
    for number, step in enumerate(words("how_to_fill.steps", writer.language), 1):
        row += 1
        text = step.format(note=writer.layout.note)
        writer.sheet.set_row(row - 1, height_of((text, _WIDTHS[1] + _WIDTHS[2], 10)) + 6)
        writer.text(f"A{row}", f"{number}.", "step", align="right", valign="top")
        writer.merged(f"B{row}:C{row}", text, "step", valign="top", indent=1)
    return row + 1


def _legend(writer: SheetWriter, row: int) -> None:
    writer.text(f"A{row}", writer.word("legend.title"), "heading")
    signs = [("", "entry", ENTRY, "black")] + [
        (SYMBOLS[weight], name, FILLS[weight], INKS[weight])
        for weight, name in ((HARD, "hard"), (MISSING, "missing"), (SOFT, "soft"), (COMMENTARY, "commentary"))
    ]
    for number, (symbol, name, fill, ink) in enumerate(signs, row + 1):
        writer.sheet.set_row(number - 1, 18)
        writer.text(f"A{number}", symbol, "code", bg_color=fill, font_color=ink)
        writer.merged(f"B{number}:C{number}", writer.word(f"legend.{name}"), "step", valign="vcenter", indent=1)
