"""The sheet of changes: what each organisation adds to the national rise or fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.national.bilingual_book import BilingualBook, both, style_of
from reports.national.consolidation import Consolidated
from reports.wording import form_phrase
from schemas.form import Indicator

_RANKING = {
    "workbook.organisation": 46, "period.prior": 12, "period.current": 12, "period.change": 14,
    "workbook.contribution": 14,
}  # fmt: skip
_TOTALS = {"prior": "total", "current": "total", "change": "total_change"}
_STYLES = {"prior": "count", "current": "count", "change": "change"}
_FIRST_ROW = 3
_BAR = {
    "type": "data_bar", "bar_color": "#7FB899", "bar_negative_color": "#E0938D", "bar_solid": True,
    "bar_axis_position": "middle", "data_bar_2010": True,
}  # fmt: skip


def write_changes(book: BilingualBook, consolidated: Consolidated, names: Mapping[str, str]) -> None:
    """Side by side for each ranked indicator: what every organisation adds to the national change, rises first."""
    sheet = book.sheet("changes", "#1B7F4B")
    note = "\n".join(form_phrase(book.form, "workbook.contribution_help", x) for x in ("kk", "ru"))
    sheet.merge_range(0, 0, 0, 10, note, book.format("note"))
    sheet.set_row(0, 30)
    rankings = {name: ranking(consolidated, name) for name in book.form.role.ranked}
    for block, (name, ranked) in enumerate(rankings.items()):
        first = block * (len(_RANKING) + 1)
        indicator = book.form.indicators[name]
        title = f"{indicator.row} · {indicator.label.kk} / {indicator.label.ru}"
        sheet.merge_range(1, first, 1, first + len(_RANKING) - 1, title, book.format("section"))
        book.headings(sheet, 2, _RANKING, first)
        sheet.set_column(first + len(_RANKING), first + len(_RANKING), 3)
        _write_ranking(book, sheet, first, indicator, ranked, names)
    for place in range(max((len(ranked) for ranked in rankings.values()), default=0)):
        beside = [names[str(x["organisation"].iloc[place])] for x in rankings.values() if place < len(x)]
        book.fit(sheet, _FIRST_ROW + place, [(name, _RANKING["workbook.organisation"]) for name in beside])
    sheet.set_row(1, 20)
    sheet.freeze_panes(_FIRST_ROW, 0)


def _write_ranking(
    book: BilingualBook, sheet: Any, first: int, indicator: Indicator, ranked: pd.DataFrame, names: Mapping[str, str]
) -> None:
    styles, totals = ({k: style_of(x, indicator) for k, x in of.items()} for of in (_STYLES, _TOTALS))
    styles["contribution"], totals["contribution"] = "points", "total_points"
    for row, place in enumerate(ranked.to_dict("records"), start=_FIRST_ROW):
        book.text(sheet, row, first, names[place["organisation"]])
        for column, (field, style) in enumerate(styles.items(), start=first + 1):
            book.number(sheet, row, column, float(place[field]), style)
    end = _FIRST_ROW + len(ranked)
    if len(ranked):
        sheet.conditional_format(_FIRST_ROW, first + 3, end - 1, first + 3, _BAR)
    book.text(sheet, end, first, both("workbook.total").replace("\n", " / "), "total_text")
    for column, (field, style) in enumerate(totals.items(), start=first + 1):
        book.number(sheet, end, column, float(ranked[field].sum()), style)


def ranking(consolidated: Consolidated, indicator: str) -> pd.DataFrame:
    """The included organisations that state both years, and those that have left, from rise to fall.

    Columns organisation, current, prior, change and contribution: the change over last year's sum of all, in
    percentage points.
    """
    everybody = consolidated.regional_with_departed
    rows = everybody[everybody["indicator"].eq(indicator)].dropna(subset=["change"])
    total = rows["prior"].sum()
    contribution = 100 * rows["change"] / total if total else rows["change"] * float("nan")
    ranked = rows.assign(contribution=contribution).sort_values("change", ascending=False, kind="stable")
    return ranked[["organisation", "current", "prior", "change", "contribution"]].reset_index(drop=True)
