"""The sheets of the national workbook that are lists: findings, the source of every figure, who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.letters import cell_text, grouped
from reports.national.bilingual_book import BilingualBook, both, link_to, style_of
from reports.national.consolidation import Consolidated
from reports.wording import phrase
from schemas.frames import RETURN_MISSING

_FINDINGS = {
    "workbook.organisation": 38, "workbook.severity": 15, "workbook.message": 66, "workbook.row": 7,
    "workbook.indicator": 40, "workbook.period_name": 14, "workbook.cell": 12, "workbook.observed": 12,
    "workbook.expected": 12, "workbook.file": 38, "workbook.rule": 26,
}  # fmt: skip
_TRACE = {
    "workbook.row": 7, "workbook.indicator": 46, "workbook.period_name": 27, "workbook.organisation": 46,
    "workbook.value": 13, "workbook.cell": 9, "workbook.sheet_name": 12, "workbook.file": 48, "workbook.exception": 40,
}  # fmt: skip
_MISSING = {
    "workbook.organisation": 66, "workbook.reason": 30, "workbook.accepted_total": 22, "workbook.share": 24,
    "workbook.file": 50,
}  # fmt: skip
_RESTATED = {
    "workbook.organisation": 46, "workbook.row": 7, "workbook.indicator": 46, "workbook.period_name": 14,
    "workbook.old": 13, "workbook.new": 13, "workbook.why": 27, "workbook.decided_by": 24, "workbook.decided_at": 22,
    "workbook.because": 60,
}  # fmt: skip
_DECISIONS = {
    "workbook.decided_at": 25, "workbook.decided_by": 26, "workbook.decision": 24, "workbook.organisation": 46,
    "workbook.about": 40, "workbook.period_name": 14, "workbook.old": 18, "workbook.new": 18, "workbook.because": 60,
    "workbook.second": 26,
}  # fmt: skip
_EXCEPTIONS = {
    "workbook.organisation": 46, "workbook.row": 7, "workbook.indicator": 40, "workbook.message": 66,
    "workbook.observed": 13, "workbook.decided_by": 40, "workbook.because": 50, "workbook.cell": 12,
    "workbook.file": 40,
}  # fmt: skip
_A3 = 8


def _start(book: BilingualBook, name: str, tab: str, columns: Mapping[str, float], paper: int = 9) -> Any:
    sheet = book.sheet(name, tab, paper)
    sheet.write_url(0, 0, link_to("summary", "A1"), book.format("link"), f"← {phrase('workbook.sheet.summary', 'kk')}")
    book.headings(sheet, 1, columns)
    sheet.freeze_panes(2, 1)
    return sheet


def _said(name: str) -> str:
    return " / ".join(both(name).split("\n"))


def write_findings(book: BilingualBook, findings: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Every finding of the round's latest returns, hard ones first, in the language of each organisation."""
    sheet = _start(book, "findings", "#B3261E", _FINDINGS, _A3)
    order = findings["severity"].map({"hard": 0, "soft": 1, "commentary": 2})
    ranked = findings.assign(_order=order).sort_values("_order", kind="stable").drop(columns="_order")
    for row, found in enumerate(ranked.to_dict("records"), start=2):
        indicator = book.form.indicators.get(found["indicator"])
        texts = {
            "organisation": names.get(found["organisation"], found["organisation"]),
            "severity": _said(f"severity.{found['severity']}"),
            "message": found["message"],
            "row": str(indicator.row) if indicator else "",
            "indicator": indicator.label.kk if indicator else "",
            "period_name": phrase(f"period.{found['period']}", "kk") if found["period"] else "",
            "cell": cell_text(found["sheet"], found["cell"]),
            "observed": grouped(found["observed"], "kk"),
            "expected": grouped(found["expected"], "kk"),
            "file": found["file"],
            "rule": found["rule"],
        }
        for column, (name, text) in enumerate(texts.items()):
            book.text(sheet, row, column, text, found["severity"] if name == "severity" else "text")
        book.fit(sheet, row, [(text, _FINDINGS[f"workbook.{name}"]) for name, text in texts.items()])
    if findings.empty:
        book.text(sheet, 2, 0, _said("workbook.no_findings"), "grey")
    sheet.autofilter(1, 0, max(2, 1 + len(findings)), len(_FINDINGS) - 1)


def write_trace(book: BilingualBook, consolidated: Consolidated, names: Mapping[str, str], first: int) -> None:
    """Each figure that a national one sums, with file, sheet and cell; `first` is the row of the first of them."""
    sheet = _start(book, "trace", "#56606E", _TRACE, _A3)
    indicators, waived = book.form.indicators, consolidated.waived_cells
    for row, source in enumerate(consolidated.trace.to_dict("records"), start=first):
        indicator = indicators[str(source["indicator"])]
        sheet.write_number(row, 0, indicator.row, book.format("centre"))
        book.text(sheet, row, 1, indicator.label.kk)
        book.text(sheet, row, 2, " / ".join(phrase(f"period.{source['period']}", x) for x in ("kk", "ru")))
        book.text(sheet, row, 3, names[source["organisation"]])
        book.number(sheet, row, 4, float(source["value"]), style_of("count", indicator))
        book.text(sheet, row, 5, str(source["cell"]), "centre")
        book.text(sheet, row, 6, str(source["sheet"]))
        book.text(sheet, row, 7, str(source["file"]))
        of_figure = waived.get((source["organisation"], indicator.name), "") if source["period"] == "current" else ""
        book.text(sheet, row, 8, of_figure)
        told = (
            (indicator.label.kk, 46),
            (names[source["organisation"]], 46),
            (str(source["file"]), 48),
            (of_figure, 40),
        )
        book.fit(sheet, row, told)
    sheet.autofilter(1, 0, max(2, first + len(consolidated.trace) - 1), len(_TRACE) - 1)


def write_missing(book: BilingualBook, consolidated: Consolidated, returns: pd.DataFrame) -> None:
    """The member organisations whose return is not included, why, and how much of last year's total they held."""
    sheet = _start(book, "missing", "#B26A00", _MISSING)
    missing = consolidated.missing
    held = missing["accepted_total"].sum()
    of_total = book.form.indicators.get(book.form.role.total)
    counted, summed = (style_of(x, of_total) if of_total else x for x in ("count", "total"))
    total = consolidated.accepted if held else float("nan")
    for row, absent in enumerate(missing.to_dict("records"), start=2):
        sent = returns["organisation"].eq(absent["organisation"]) & returns["outcome"].ne("ignored")
        files = list(returns.loc[sent, "file"])
        name = f"{absent['name_kk']}\n{absent['name_ru']}"
        book.text(sheet, row, 0, name)
        book.fit(sheet, row, [(name, _MISSING["workbook.organisation"]), ("\n".join(files), _MISSING["workbook.file"])])
        book.text(sheet, row, 1, both(f"outcome.{absent['reason']}"))
        book.number(sheet, row, 2, float(absent["accepted_total"]), counted)
        book.number(sheet, row, 3, 100 * float(absent["accepted_total"]) / total, "share")
        book.text(sheet, row, 4, "\n".join(files))
    if missing.empty:
        book.text(sheet, 2, 0, both("workbook.none_missing"), "fine")
        sheet.set_row(2, 34)
        return
    end = 2 + len(missing)
    book.text(sheet, end, 0, _said("workbook.total"), "total_text")
    blank = float("nan")
    for column, value in enumerate((blank, held, 100 * held / total, blank), start=1):
        book.number(sheet, end, column, value, "total_share" if column == 3 else summed)
    sheet.autofilter(1, 0, end - 1, len(_MISSING) - 1)


def write_restated(book: BilingualBook, changes: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Every figure that was published or accepted otherwise before: the old one, the new one, who decided, and why."""
    sheet = _start(book, "restated", "#B26A00", _RESTATED, _A3)
    for row, change in enumerate(changes.to_dict("records"), start=2):
        indicator = book.form.indicators.get(change["indicator"])
        style = style_of("count", indicator) if indicator else "count"
        texts = {
            0: names.get(change["organisation"], change["organisation"]),
            1: str(indicator.row) if indicator else "",
            2: indicator.label.kk if indicator else change["indicator"],
            3: phrase(f"period.{change['period']}", "kk"),
            6: _said(f"workbook.why_{change['why']}"),
            7: change["by"],
            8: change["at"],
            9: change["because"],
        }
        for column, text in texts.items():
            book.text(sheet, row, column, text)
        book.number(sheet, row, 4, float(change["old"]), style)
        book.number(sheet, row, 5, float(change["new"]), style)
        widths = list(_RESTATED.values())
        book.fit(sheet, row, [(text, widths[column]) for column, text in texts.items()])


def write_exceptions(book: BilingualBook, consolidated: Consolidated) -> None:
    """Every finding that two people have waived in what is included, and every return that is not due: who, and why."""
    sheet, widths = _start(book, "exceptions", "#B26A00", _EXCEPTIONS, _A3), list(_EXCEPTIONS.values())
    for row, found in enumerate(consolidated.exceptions.to_dict("records"), start=2):
        indicator = book.form.indicators.get(found["indicator"])
        excused = found["rule"] == RETURN_MISSING
        texts = (
            found["name_kk"],
            str(indicator.row) if indicator else "",
            indicator.label.kk if indicator else "",
            _said("outcome.not due") if excused else found["message"],
            grouped(found["observed"], "kk"),
            found["by"],
            found["because"],
            cell_text(found["sheet"], found["cell"]),
            found["file"],
        )
        for column, text in enumerate(texts):
            book.text(sheet, row, column, text)
        book.fit(sheet, row, zip(texts, widths, strict=True))


def write_decisions(book: BilingualBook, decisions: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Every decision and exception of the round: when, who, about what, from what to what, and why."""
    sheet, widths = _start(book, "decisions", "#56606E", _DECISIONS, _A3), list(_DECISIONS.values())
    for row, made in enumerate(decisions.to_dict("records"), start=2):
        told = {
            **made,
            "kind": _said(f"decision.{made['kind']}"),
            "organisation": names.get(made["organisation"], made["organisation"]),
            "period": phrase(f"period.{made['period']}", "kk") if made["period"] else "",
        }
        texts = [
            str(told[x])
            for x in ("at", "by", "kind", "organisation", "about", "period", "old", "new", "because", "second")
        ]
        for column, text in enumerate(texts):
            book.text(sheet, row, column, text)
        book.fit(sheet, row, zip(texts, widths, strict=True))
