"""Writes an organisation's template: cover, figures that check themselves while one types, note."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from schemas.form import Form
from workbooks.template.plain_worksheet import PlainWorksheet
from workbooks.template.template_checks import template_checks
from workbooks.template.template_cover import write_cover
from workbooks.template.template_figures import write_figures
from workbooks.template.template_formats import Formats
from workbooks.template.template_layout import CHECKS_SHEET, layout_of
from workbooks.template.template_note import write_note
from workbooks.template.template_order import FilledReturn, TemplateOrder
from workbooks.template.template_rules import write_rules
from workbooks.template.template_sheet import SheetWriter
from workbooks.template.template_values import contents_of, outcomes_of


def write_template(
    path: Path,
    order: TemplateOrder,
    form: Form,
    thresholds: Mapping[str, float],
    filled: FilledReturn | None = None,
) -> None:
    """Writes the workbook of one organisation to `path`; with `filled`, the same workbook as the office returns it.

    `thresholds` are the round's (relative, absolute, fall, twofold). Every formula carries its value, so the file can
    be read without having been opened. Raises OSError where the file cannot be written.
    """
    layout = layout_of(form)
    contents = contents_of(order, form, layout, filled)
    checks = template_checks(form, order.language, order.kind, bool(order.accepted), thresholds)
    outcomes = outcomes_of(checks, contents, order.language, thresholds)
    out = BytesIO()
    workbook: Any = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    names = (layout.cover, layout.figures, layout.note, CHECKS_SHEET)
    sheets = {name: workbook.add_worksheet(name, PlainWorksheet) for name in names}
    formats = Formats(workbook)
    writers = {name: SheetWriter(sheet, formats, order, form, layout) for name, sheet in sheets.items()}
    write_cover(writers[layout.cover], filled)
    write_figures(writers[layout.figures], contents, checks, outcomes, filled)
    write_note(writers[layout.note], contents, checks, outcomes, filled)
    write_rules(workbook, sheets[CHECKS_SHEET], layout, order, checks, outcomes)
    workbook.set_properties(
        {"title": form.title[order.language], "subject": order.organisation, "status": form.version}
    )
    workbook.close()
    path.write_bytes(out.getvalue())
