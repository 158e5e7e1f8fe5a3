"""The line over the template's table: how many errors, warnings and changes to explain there are now."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.template.excel_formula import excel_text
from workbooks.template.template_checks import (
    COMMENTARY,
    FIRST_ROW,
    HARD,
    MISSING,
    SOFT,
    SYMBOLS,
    VERDICT_NOW,
    VERDICT_PRIOR,
    WEIGHTS,
    TemplateChecks,
    shown_at,
)
from workbooks.template.template_layout import CHECKS_SHEET, STATUS_ROW, quoted
from workbooks.template.template_sheet import SheetWriter
from workbooks.template.template_values import Outcome, changes_to_explain, said_by


def write_status(writer: SheetWriter, checks: TemplateChecks, outcomes: Mapping[str, Outcome]) -> None:
    """Writes the line over the table: how many errors there are now, and what concerns the table as a whole."""
    area = f"{quoted(CHECKS_SHEET)}!${VERDICT_NOW}${FIRST_ROW}:${VERDICT_PRIOR}${checks.last_row}"
    counts = {weight: f"COUNTIF({area},{weight})" for weight in WEIGHTS[:3]}
    counts[COMMENTARY] = f"SUM({quoted(CHECKS_SHEET)}!$D$1:$D${writer.layout.last_row})"
    formula = _status_formula(writer, counts)
    whole = checks.groups.get("", ())
    if whole:
        formula = f'{formula}&IF(LEN({shown_at(whole)})>0,CHAR(10)&{shown_at(whole)},"")'
    last = writer.layout.last_column
    writer.sheet.merge_range(f"A{STATUS_ROW}:{last}{STATUS_ROW}", "", writer.formats("status"))
    writer.formula(f"A{STATUS_ROW}", formula, _status_text(writer, checks, outcomes), "status")


def _status_formula(writer: SheetWriter, counts: Mapping[int, str]) -> str:
    def said(name: str, weight: int) -> str:
        before, after = writer.word(f"status.{name}").split("{count}")
        return f"{excel_text(before)}&{counts[weight]}" + (f"&{excel_text(after)}" if after else "")

    good = excel_text(f"✔ {writer.word('status.good')}")
    errors = f"{excel_text(SYMBOLS[HARD] + ' ')}&{said('hard', HARD)}"
    unfilled = f"{excel_text(SYMBOLS[MISSING] + ' ' + writer.word('status.good') + '; ')}&{said('missing', MISSING)}"
    also = [
        f'IF({counts[weight]}>0,"   "&{excel_text(SYMBOLS[weight] + " ")}&{said(name, weight)},"")'
        for name, weight in (("soft", SOFT), ("commentary", COMMENTARY))
    ]
    missing_too = f'IF({counts[MISSING]}>0,"   "&{excel_text(SYMBOLS[MISSING] + " ")}&{said("missing", MISSING)},"")'
    head = f"IF({counts[HARD]}>0,{errors}&{missing_too},IF({counts[MISSING]}>0,{unfilled},{good}))"
    return "&".join([head, *also])


def _status_text(writer: SheetWriter, checks: TemplateChecks, outcomes: Mapping[str, Outcome]) -> str:
    weights = [outcomes[x.name].verdict for x in checks.checks if outcomes[x.name].failing]
    counts = {weight: weights.count(weight) for weight in WEIGHTS}
    counts[COMMENTARY] = len(changes_to_explain(checks, outcomes))
    word = writer.word
    if counts[HARD]:
        parts = [f"{SYMBOLS[HARD]} {word('status.hard', count=counts[HARD])}"]
        if counts[MISSING]:
            parts.append(f"{SYMBOLS[MISSING]} {word('status.missing', count=counts[MISSING])}")
    elif counts[MISSING]:
        parts = [f"{SYMBOLS[MISSING]} {word('status.good')}; {word('status.missing', count=counts[MISSING])}"]
    else:
        parts = [f"✔ {word('status.good')}"]
    parts += [
        f"{SYMBOLS[weight]} {word(f'status.{name}', count=counts[weight])}"
        for name, weight in (("soft", SOFT), ("commentary", COMMENTARY))
        if counts[weight]
    ]
    whole = said_by(checks.groups.get("", ()), outcomes)
    return "\n".join(x for x in ("   ".join(parts), whole) if x)
