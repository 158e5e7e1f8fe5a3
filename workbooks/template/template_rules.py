"""The template's hidden sheet: the accepted figures, and each check's verdict and sentence as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbooks.template.template_checks import (
    COMMENTARY,
    MESSAGE,
    VERDICT_NOW,
    VERDICT_PRIOR,
    TemplateCheck,
    TemplateChecks,
)
from workbooks.template.template_layout import CHECKS_SHEET, Layout, quoted
from workbooks.template.template_order import TemplateOrder
from workbooks.template.template_values import Outcome

_NAME_COLUMN = 5


def write_rules(
    workbook: Any,
    sheet: Any,
    layout: Layout,
    order: TemplateOrder,
    checks: TemplateChecks,
    outcomes: Mapping[str, Outcome],
) -> None:
    """Writes the sheet of checks and hides it.

    Columns A to D stand in the rows of the figures: accepted figure, gravest verdict of this year and of last, whether
    the change needs an explanation. F to I hold one check a row: name, verdict (this year or last), sentence.
    """
    for check in checks.checks:
        _check(sheet, check, outcomes[check.name])
    for name, row in layout.rows.items():
        if name in order.accepted:
            sheet.write_number(f"A{row}", order.accepted[name])
        _summary(sheet, row, checks.groups.get(name, ()), outcomes)
    for name, letter in (("esep_now", "B"), ("esep_prior", "C")):
        workbook.define_name(name, f"={quoted(CHECKS_SHEET)}!${letter}$1:${letter}${layout.last_row}")
    sheet.protect("")
    sheet.very_hidden()


def _check(sheet: Any, check: TemplateCheck, outcome: Outcome) -> None:
    row = check.row - 1  # numbers, since XlsxWriter takes its time over addresses
    sheet.write_string(row, _NAME_COLUMN, check.name)
    sheet.write_formula(row, ord(check.column) - ord("A"), f"={check.verdict}", None, outcome.verdict)
    said = f"{check.prefix}{outcome.sentence}\n" if outcome.failing else ""
    sheet.write_formula(row, ord(MESSAGE) - ord("A"), f"={check.shown}", None, said)


def _summary(sheet: Any, row: int, group: tuple[TemplateCheck, ...], outcomes: Mapping[str, Outcome]) -> None:
    if not group:
        return
    first, last = group[0].row, group[-1].row
    for letter, column in (("B", VERDICT_NOW), ("C", VERDICT_PRIOR)):
        value = _gravest([x for x in group if x.column == column], outcomes)
        sheet.write_formula(f"{letter}{row}", f"=MAX({column}{first}:{column}{last})", None, value)
    asking = [x for x in group if x.weight == COMMENTARY]
    if asking:
        area = f"{VERDICT_NOW}{asking[0].row}:{VERDICT_NOW}{asking[-1].row}"
        value = min(1, _gravest(asking, outcomes))
        sheet.write_formula(f"D{row}", f"=MIN(1,MAX({area}))", None, value)


def _gravest(group: Iterable[TemplateCheck], outcomes: Mapping[str, Outcome]) -> int:
    return max((x.weight for x in group if outcomes[x.name].failing), default=0)
