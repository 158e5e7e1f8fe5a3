"""The first sheet of the national workbook: who is missing, the national figures, and where each comes from."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Hashable
from typing import Any

from reports.national.bilingual_book import BilingualBook, both, link_to, sheet_name, style_of, two_lines
from reports.national.consolidation import Consolidated
from reports.wording import as_at, date_text, form_phrase, one_line, phrase
from schemas.form import Form, Indicator, format_number
from schemas.languages import name_in

FIRST_SOURCE_ROW = 2
_LINK_LENGTH = 250
_LONGEST_UNIT = 14  # what the column shows in one line
_SUMMARY = {
    "workbook.row": 7, "workbook.indicator": 62, "workbook.unit": 11, "period.prior": 13, "period.current": 13,
    "period.change": 13, "workbook.percent": 11, "workbook.organisations": 13, "workbook.empty": 9,
    "workbook.traced": 15,
}  # fmt: skip


def coverage_sentence(consolidated: Consolidated, form: Form, language: str) -> str:
    """What is missing and what that means for the totals, what two people have let pass, and who has left since last
    year, in a few sentences."""
    told = (_covered(consolidated, form, language), *exception_sentences(consolidated, language))
    return " ".join(x for x in (*told, departed_sentence(consolidated, form, language)) if x)


def exception_sentences(consolidated: Consolidated, language: str) -> tuple[str, ...]:
    """Whose return is not due and why, and of which that are included a finding was waived."""
    excused = [
        f"{one_line(name_in(x, language))} ({one_line(x['because'])}; {one_line(x['by'])})"
        for x in consolidated.not_due.to_dict("records")
    ]
    waived = dict.fromkeys(one_line(name_in(x, language)) for x in consolidated.waived.to_dict("records"))
    told = [phrase("workbook.not_due", language, names=", ".join(excused))] if excused else []
    sheet = phrase("workbook.sheet.exceptions", language)
    return (*told, *([phrase("workbook.waived", language, names=", ".join(waived), sheet=sheet)] if waived else []))


def departed_sentence(consolidated: Consolidated, form: Form, language: str) -> str:
    """Who reports no longer, since when and why, and what that means for last year's figures; "" for nobody."""
    told = []
    for row in consolidated.departed.to_dict("records"):
        name, total = one_line(name_in(row, language)), float(row["accepted_total"])
        facts = [format_number(total, language)] if total == total else []
        facts += [date_text(dt.date.fromisoformat(row["day"]), language)] if row["day"] else []
        facts += [one_line(row["because"])] if row["because"] else []
        told.append(f"{name} ({'; '.join(facts)})" if facts else name)
    return phrase("workbook.departed", language, names=", ".join(told)) if told else ""


def _covered(consolidated: Consolidated, form: Form, language: str) -> str:
    missing, included = len(consolidated.missing), len(consolidated.included)
    if not missing:
        return phrase("workbook.complete", language, all=included)
    given = {"all": missing + included, "missing": missing}
    if math.isnan(consolidated.coverage):
        return form_phrase(form, "workbook.incomplete_unknown", language, **given)
    share = consolidated.covered
    return form_phrase(form, "workbook.incomplete", language, share=share, **given)


def write_summary(book: BilingualBook, consolidated: Consolidated) -> int:
    """The first sheet. Returns the row of the first figure on the sheet of sources, to which it links."""
    sheet, form = book.sheet("summary", "#12355B"), book.form
    for row, text in enumerate((form.consolidated_title.kk, form.consolidated_title.ru)):
        book.text(sheet, row, 0, text, "title" if row == 0 else "subtitle")
    book.text(sheet, 2, 0, f"{as_at(form.as_of, 'kk')} · {as_at(form.as_of, 'ru')}", "subtitle")
    style = "fine" if consolidated.complete else "warning"
    for row, language in ((3, "kk"), (4, "ru")):
        sheet.merge_range(row, 0, row, 9, coverage_sentence(consolidated, form, language), book.format(style))
        exceptions = len(consolidated.not_due) + 2 * (not consolidated.waived.empty)
        sheet.set_row(row, 32 + 16 * (len(consolidated.departed) + exceptions))
    if not consolidated.complete:
        _write_absent(book, sheet, consolidated)
    note = " ".join(phrase("workbook.same_organisations", x) for x in ("kk", "ru"))
    sheet.merge_range(6, 0, 6, 9, note, book.format("note"))
    sheet.set_row(6, 40)
    book.headings(sheet, 7, _SUMMARY)
    sheet.freeze_panes(8, 2)
    _write_national(book, sheet, consolidated)
    return FIRST_SOURCE_ROW


def _write_absent(book: BilingualBook, sheet: Any, consolidated: Consolidated) -> None:
    names = list(consolidated.missing["name_kk"])
    text = f"{both('workbook.absent').replace(chr(10), ' / ')} ({len(names)}): {'; '.join(names)}"
    shown = textwrap.shorten(text, _LINK_LENGTH, placeholder=" …")
    sheet.merge_range(5, 0, 5, 9, "", book.format("link"))
    sheet.write_url(5, 0, link_to("missing", "A1"), book.format("link"), shown)
    sheet.set_row(5, 30)


def _write_national(book: BilingualBook, sheet: Any, consolidated: Consolidated) -> None:
    sources = _first_source_rows(consolidated)
    figures = consolidated.national.to_dict("index")
    row, section = 8, 0
    for name, indicator in book.form.indicators.items():
        if indicator.section != section:
            section = indicator.section
            title = book.form.sections[section]
            sheet.merge_range(row, 0, row, 9, f"{title.kk} / {title.ru}", book.format("section"))
            row += 1
        _write_indicator(book, sheet, row, indicator, figures[name], sources.get(name))
        row += 1
    unequal = {"type": "formula", "criteria": "=AND(ISNUMBER($J9),$J9<>$E9)", "format": book.format("warning")}
    sheet.conditional_format(8, 9, row - 1, 9, unequal)


def _first_source_rows(consolidated: Consolidated) -> dict[str, int]:
    first = consolidated.trace.reset_index().drop_duplicates("indicator").set_index("indicator")["index"]
    return {str(name): int(place) + FIRST_SOURCE_ROW + 1 for name, place in first.items()}


def _write_indicator(
    book: BilingualBook, sheet: Any, row: int, indicator: Indicator, figures: dict[Hashable, Any], source: int | None
) -> None:
    if source:
        sheet.write_url(row, 0, link_to("trace", f"A{source}"), book.format("link"), str(indicator.row))
    else:
        book.text(sheet, row, 0, str(indicator.row), "centre")
    book.text(sheet, row, 1, two_lines(indicator.label))
    book.fit(sheet, row, [(two_lines(indicator.label), _SUMMARY["workbook.indicator"])])
    unit = book.form.units[indicator.unit].label
    in_one_line = unit.kk if unit.kk == unit.ru else f"{unit.kk} / {unit.ru}"
    fits = len(in_one_line) <= _LONGEST_UNIT
    book.text(sheet, row, 2, in_one_line if fits else two_lines(unit), "centre" if fits else "text")
    plain, signed = style_of("count", indicator), style_of("change", indicator)
    for column, (name, style) in enumerate(
        (("prior", plain), ("current", plain), ("change", signed), ("percent", "rate_change"),
         ("organisations", "count"), ("missing", "count")), start=3,
    ):  # fmt: skip
        book.number(sheet, row, column, float(figures[name]), style)
    if indicator.sum and source:
        trace = f"'{sheet_name('trace')}'"
        formula = f'=SUMIFS({trace}!E:E,{trace}!A:A,{indicator.row},{trace}!C:C,"{_period("current")}")'
        sheet.write_formula(row, 9, formula, book.format(plain), float(figures["current"]))


def _period(name: str) -> str:
    return " / ".join(phrase(f"period.{name}", x) for x in ("kk", "ru"))
