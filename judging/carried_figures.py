"""Figures that are older than last year, because no return stood then: last year's side of a return is held to them.

Two years lie between, so that no rule can say that they are equal; a large difference is asked about, once a figure,
and the question says of what date the accepted figure is.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from judging.context import Context
from schemas.documents import Document, FigureCell, Issue, Period
from schemas.form import plain_number

UNLIKE = "prior-unlike-carried"


def of_last_year(history: pd.DataFrame) -> pd.DataFrame:
    """The rows of frames.History that were accepted last year, and are no older."""
    return history[history["carried"].eq("")] if "carried" in history else history


def unlike_carried(organisation: str, document: Document, context: Context) -> list[Issue]:
    """An issue for each figure that must be filled in and whose stated last year is far from the carried one."""
    history = context.history
    if "carried" not in history:
        return []
    mine = history[history["organisation"].eq(organisation) & history["carried"].ne("")]
    rows = mine[["indicator", "value", "carried"]].itertuples(index=False, name=None)
    carried = {str(indicator): (float(value), str(since)) for indicator, value, since in rows}
    form = context.form
    cells = [x for x in document.figures if x.period == Period.PRIOR and x.indicator in carried]
    asked = [x for x in cells if form.indicators[x.indicator].core and _far(x.value, carried[x.indicator][0], context)]
    return [_issue(x, *carried[x.indicator], context) for x in asked]


def _far(stated: float | None, accepted: float, context: Context) -> bool:
    limits = context.thresholds
    if stated is None:
        return False
    apart = abs(stated - accepted)
    return apart >= limits["absolute"] and apart > limits["relative"] * abs(accepted)


def _issue(cell: FigureCell, accepted: float, since: str, context: Context) -> Issue:
    said = {
        "row": str(context.form.indicators[cell.indicator].row),
        "since": f"{dt.date.fromisoformat(since):%d.%m.%Y}",
    }
    return Issue(
        UNLIKE,
        sheet=cell.sheet,
        cell=cell.cell,
        indicator=cell.indicator,
        period=cell.period,
        observed=plain_number(cell.value or 0),
        expected=plain_number(accepted),
        parameters=tuple(said.items()),
    )
