"""Last year's accepted figures read from CSV; everything that is wrong in them is said at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from flows.round.csv_rows import read_rows, refuse
from flows.round.fault_sentences import fault, meant, on_line
from flows.round.register_faults import is_date
from schemas.errors import HistoryError
from schemas.form import Form
from schemas.frames import History, empty

_GROUPED = re.compile(r"([0-9]{1,3})((?:[ \u00a0\u2009\u202f][0-9]{3})+)(\.[0-9]+)?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LARGEST = 1e12
_FIRST_FORM = "1990-01-01"


def history_rows(path: Path) -> pd.DataFrame:
    """The lines that hold a value: the columns of frames.History as text, and `line`.

    Digits in groups («30 562») are read. Raises HistoryError with every value that is no number, and every double.
    """
    columns = list(History.to_schema().columns)
    rows = read_rows(path, HistoryError, [x for x in columns if x != "carried"], columns)
    table = rows.table.assign(value=rows.table["value"].map(_ungrouped), line=list(rows.lines))
    table = table if "carried" in table else table.assign(carried="")
    table = table[table["value"].ne("")]
    refuse(path, HistoryError, _faults(table))
    return table[[*columns, "line"]].reset_index(drop=True)


def as_history(rows: pd.DataFrame) -> pd.DataFrame:
    """frames.History of the lines that hold a value."""
    validated: pd.DataFrame = History.validate(rows.drop(columns="line")) if len(rows) else empty(History)
    return validated


def read_history(path: Path, form: Form | None = None) -> pd.DataFrame:
    """frames.History from a CSV file; an indicator that the form lacks is left out, and so is an empty value.

    Raises HistoryError with everything that is wrong, one fault a line.
    """
    rows = history_rows(path)
    kept = rows[rows["indicator"].isin(form.indicators)] if form else rows
    return as_history(kept.reset_index(drop=True))


def _faults(table: pd.DataFrame) -> Iterator[str]:
    wrong = table[~table["value"].map(lambda x: bool(_NUMBER.fullmatch(x))).astype(bool)]
    for line, value in wrong[["line", "value"]].itertuples(index=False):
        yield on_line(line, fault("table.no_number", value=value))
    undated = table[table["carried"].ne("") & ~table["carried"].map(is_date).astype(bool)]
    for line, day in undated[["line", "carried"]].itertuples(index=False):
        yield on_line(line, fault("table.no_date", column="carried", value=day, example="2025-01-01"))
    for line in table.loc[table["organisation"].eq("") | table["indicator"].eq(""), "line"]:
        yield on_line(line, fault("history.nameless"))
    doubled = table[table.duplicated(["organisation", "indicator"])]
    for organisation, indicator, line in doubled[["organisation", "indicator", "line"]].itertuples(index=False):
        yield on_line(line, fault("table.twice", what=f"{organisation}, {indicator}"))


def history_faults(
    rows: pd.DataFrame, form: Form, organisations: Collection[str], known: Collection[str], as_of: dt.date
) -> Iterator[str]:
    """What of the lines does not fit the round: figures that the form rules out, dates, names that are misspelt.

    An indicator of another year's form, and a member that has left, are no faults: only what is nearly the name of
    one of `organisations`, or of an indicator, and not `known` as another's.
    """
    counts = {name for name, x in form.indicators.items() if x.kind == "count"}
    values = rows["value"].astype(float)
    of_count = rows["indicator"].isin(counts)
    for name, where in (
        ("history.too_large", values.abs() > _LARGEST),
        ("history.negative", of_count & values.lt(0)),
        ("history.not_whole", of_count & values.abs().le(_LARGEST) & values.mod(1).ne(0)),
    ):
        for indicator, value, line in rows.loc[where, ["indicator", "value", "line"]].itertuples(index=False):
            yield on_line(line, fault(name, indicator=indicator, value=_short(value)))
    later = rows["carried"].ge(as_of.isoformat()) | (rows["carried"].ne("") & rows["carried"].lt(_FIRST_FORM))
    for day, line in rows.loc[later, ["carried", "line"]].itertuples(index=False):
        yield on_line(line, fault("history.carried", value=day, day=as_of.isoformat()))
    yield from _misspelt(rows, "indicator", "organisation", form.indicators, ())
    yield from _misspelt(rows, "organisation", "indicator", organisations, known)


def _misspelt(
    rows: pd.DataFrame, column: str, other: str, ours: Collection[str], known: Collection[str]
) -> Iterator[str]:
    """The first line of each name that is nearly one of ours which has no figures in the same places."""
    strange = rows[~rows[column].isin({*ours, *known})]
    for name, of_name in strange.groupby(column, sort=False):
        near = nearly(str(name), ours)
        if near and set(of_name[other]).isdisjoint(rows.loc[rows[column].eq(near), other]):
            told = {"id" if column == "organisation" else column: str(name), "meant": meant(str(name), [near])}
            yield on_line(of_name["line"].iloc[0], fault(f"history.{column}", **told))


def nearly(name: str, known: Collection[str]) -> str:
    """The known name that differs from this one by its capitals or by one slip in its letters, "" for none.

    Names that differ in a digit are two names: under_30 and under_35, school-1 and school-2.
    """
    return next((x for x in known if _is_slip(name.casefold(), x.casefold())), "")


def _is_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or _digits(one) != _digits(other):
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    swapped = len(rest) > 1 and rest[1::-1] + rest[2:] == others
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _ungrouped(text: str) -> str:
    found = _GROUPED.fullmatch(text)
    return found[1] + re.sub(r"[^0-9]", "", found[2]) + (found[3] or "") if found else text


def _short(value: str) -> str:
    return value if len(value) <= 20 else f"{value[:20]}…"
