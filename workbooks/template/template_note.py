"""The template's note: a live list of the changes that need an explanation, and room for the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.documents import Period
from workbooks.template.excel_formula import excel_text
from workbooks.template.template_checks import COMMENTARY, TemplateChecks
from workbooks.template.template_formats import change_format, figure_format
from workbooks.template.template_layout import (
    CHECKS_SHEET,
    CODE_SEPARATOR,
    NOTE_COLUMNS,
    NOTE_LIST_ROW,
    NOTE_TEXT_ROWS,
    quoted,
)
from workbooks.template.template_order import FilledReturn
from workbooks.template.template_sheet import SheetWriter, height_of
from workbooks.template.template_values import Contents, Outcome, changes_to_explain
from workbooks.text import FEWEST_LETTERS, SIGNS, is_reason, no_reasons, short_date

_WIDTHS = (48, 13, 14, 12, 10, 16, 56)
_LETTERS = dict(zip(NOTE_COLUMNS, "ABCDEFG", strict=True))


def write_note(
    writer: SheetWriter,
    contents: Contents,
    checks: TemplateChecks,
    outcomes: Mapping[str, Outcome],
    filled: FilledReturn | None,
) -> None:
    """Writes the note sheet."""
    sheet = writer.sheet
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.set_column(f"{letter}:{letter}", width)
    writer.head(writer.word("note.title"), "G")
    writer.merged("A3:G3", writer.order.name(writer.language), "organisation")
    writer.merged("A4:G4", writer.word("note.guide"), "step")
    sheet.set_row(2, 20)
    sheet.set_row(3, 30)
    writer.text(f"A{NOTE_LIST_ROW}", writer.word("note.list"), "heading")
    _header(writer)
    wanted = changes_to_explain(checks, outcomes)
    for name in writer.layout.explained:
        reason = filled.reasons.get(name, "") if filled else ""
        explained = is_reason(reason, _labels(writer, name))
        _row(writer, contents, name, name in wanted, explained)
    _colours(writer)
    last = _text(writer, filled)
    sheet.freeze_panes(NOTE_LIST_ROW + 1, 1)
    sheet.set_h_pagebreaks([writer.layout.note_text_row - 1])
    writer.close(landscape=True, area=f"A1:G{last}")


def _header(writer: SheetWriter) -> None:
    row = NOTE_LIST_ROW + 1
    writer.sheet.set_row(row - 1, 40)
    dates = {"prior": short_date(writer.form.prior_as_of), "current": short_date(writer.form.as_of)}
    for name, letter in _LETTERS.items():
        parts = {"date": dates[name]} if name in dates else {}
        path = "note.state" if name == "state" else f"column.{name}"
        writer.text(f"{letter}{row}", writer.word(path, **parts), "header")


def _row(writer: SheetWriter, contents: Contents, name: str, wanted: bool, explained: bool) -> None:
    layout, row = writer.layout, writer.layout.note_row(name)
    indicator = writer.form.indicators[name]
    label = indicator.label
    main = f"{indicator.row}{CODE_SEPARATOR}{label[writer.language]}"
    writer.sheet.set_row(row - 1, height_of((main, _WIDTHS[0] - 2, 10), (label[writer.second], _WIDTHS[0] - 2, 8)) + 2)
    writer.both(f"A{row}", main, label[writer.second], "label")
    for period in (Period.PRIOR, Period.CURRENT, Period.CHANGE):
        if period not in layout.columns:
            continue
        source = f"{quoted(layout.figures)}!{layout.cell(name, period)}"
        shape = change_format(indicator) if period == Period.CHANGE else figure_format(indicator)
        value = contents.cells.get((name, period))
        shown = value if isinstance(value, int | float) else contents.text(name, period)
        writer.formula(f"{_LETTERS[period]}{row}", f'IF({source}="","",{source})', shown, "computed", num_format=shape)
    before, now = f"B{row}", f"C{row}"
    formula = f'IF(COUNT({before},{now})=2,IF({before}<>0,ROUND(100*({now}-{before})/{before},1),""),"")'
    writer.formula(f"E{row}", formula, _percent(contents, name), "computed", num_format="+0.0;−0.0;0.0")
    _state(writer, name, row, wanted, explained)
    writer.text(f"G{row}", "", "entry text")


def _percent(contents: Contents, name: str) -> float | str:
    now, before = contents.number(name, Period.CURRENT), contents.number(name, Period.PRIOR)
    return "" if now is None or not before else round(100 * (now - before) / before, 1)


def _state(writer: SheetWriter, name: str, row: int, wanted: bool, explained: bool) -> None:
    material = f"{quoted(CHECKS_SHEET)}!$D${writer.layout.rows[name]}"
    texts = {key: writer.word(f"note.{key}") for key in ("given", "wanted")}
    none = no_reasons(_labels(writer, name))
    places = [f"$G{row}"]
    if "reason" in writer.layout.columns:
        places.append(f"{quoted(writer.layout.figures)}!{writer.layout.columns['reason']}{writer.layout.rows[name]}")
    given = ",".join(_is_reason(place, none) for place in places)
    formula = f'IF({material}=0,"–",IF(OR({given}),{excel_text(texts["given"])},{excel_text(texts["wanted"])}))'
    value = (texts["given"] if explained else texts["wanted"]) if wanted else "–"
    writer.formula(f"F{row}", formula, value, "state")


def _labels(writer: SheetWriter, name: str) -> tuple[str, ...]:
    """What the reader knows the row by."""
    indicator = writer.form.indicators[name]
    return (*indicator.label.everywhere(), *indicator.aliases)


def _is_reason(place: str, none: Sequence[str]) -> str:
    """Whether a reason stands in a cell, by the rule of the reader (is_reason); MATCH refuses long texts."""
    letters = f"LOWER({place})"
    for sign in SIGNS:
        letters = f'SUBSTITUTE({letters},{_SPELLED.get(sign) or excel_text(sign)},"")'
    longest = max(map(len, none))
    said = ",".join(map(excel_text, none))
    few = f"LEN({letters})<{FEWEST_LETTERS}"
    return f"IF(LEN({letters})>{longest},TRUE,IF({few},FALSE,ISNA(MATCH({letters},{{{said}}},0))))"


_SPELLED = {"\r": "CHAR(13)", "\n": "CHAR(10)", "\t": "CHAR(9)"}


def _colours(writer: SheetWriter) -> None:
    first, last = NOTE_LIST_ROW + 2, NOTE_LIST_ROW + 1 + len(writer.layout.explained)
    for symbol, shape in (("●", writer.formats.mark(COMMENTARY)), ("✔", writer.formats.good())):
        writer.sheet.conditional_format(f"A{first}:F{last}", {
            "type": "formula", "criteria": f'=LEFT($F{first},1)="{symbol}"', "format": shape, "stop_if_true": True
        })  # fmt: skip


def _text(writer: SheetWriter, filled: FilledReturn | None) -> int:
    """The free text; returns the last row."""
    first = writer.layout.note_text_row + 1
    last = first + NOTE_TEXT_ROWS - 1
    writer.text(f"A{first - 1}", writer.word("note.text"), "heading")
    for row in range(first, last + 1):
        writer.sheet.set_row(row - 1, 25)
    writer.merged(f"A{first}:G{last}", filled.note if filled else "", "entry area")
    return last + 1
