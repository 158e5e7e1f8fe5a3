"""The pandera models of the frames that cross from one room to another.

Index is a plain range unless said otherwise. Text columns hold "" where there is nothing, never NaN.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.languages import CODE

PERIODS = ("prior", "current", "change")
OUTCOMES = ("accepted", "queried", "returned", "superseded", "duplicate", "unreadable", "unidentified", "ignored")
STANDING = ("accepted", "queried")
KINDS = ("regional", "local", "primary", "branch")
VERDICTS = ("explained", "restated", "unmentioned", "contradicted")
GRADES = ("absent", "boilerplate", "restating", "partial", "analytical")


class _Frame(pa.DataFrameModel):
    class Config:
        strict = True
        coerce = True
        ordered = False


class Register(_Frame):
    """The organisations of the round, as in register.csv. `parent` is "" for a member organisation."""

    id: Series[str] = pa.Field(unique=True, str_matches=r"^[a-z0-9][a-z0-9-]*$")
    kind: Series[str] = pa.Field(isin=KINDS)
    parent: Series[str]
    name_kk: Series[str] = pa.Field(str_length={"min_value": 1})
    name_ru: Series[str] = pa.Field(str_length={"min_value": 1})
    name_en: Series[str]
    aliases: Series[str]
    email: Series[str]
    language: Series[str] = pa.Field(str_matches=rf"^{CODE.pattern}$")
    admitted: Series[str] = pa.Field(str_matches=r"^(\d{4}-\d{2}-\d{2})?$")
    former_parent: Series[str]


class History(_Frame):
    """The figures accepted last year, in the indicator's unit."""

    organisation: Series[str]
    indicator: Series[str]
    value: Series[float]


class Figures(_Frame):
    """The figures of the latest readable return of each organisation, one row a cell; see documents.FigureCell.

    `value` is NaN unless `state` is read. `cell` is A1 style, "" for a row that the table lacks.
    """

    organisation: Series[str]
    indicator: Series[str]
    period: Series[str] = pa.Field(isin=PERIODS)
    value: Series[float] = pa.Field(nullable=True)
    state: Series[str] = pa.Field(isin=("read", "empty", "proposed", "unreadable"))
    file: Series[str]
    sheet: Series[str]
    cell: Series[str]
    raw: Series[str]


class Findings(_Frame):
    """What was found. `parameters` fill the message of the rule; `message` is in the organisation's language."""

    organisation: Series[str]
    file: Series[str]
    sheet: Series[str]
    cell: Series[str]
    indicator: Series[str]
    period: Series[str] = pa.Field(isin=("", *PERIODS))
    rule: Series[str]
    severity: Series[str] = pa.Field(isin=("hard", "soft", "commentary"))
    observed: Series[str]
    expected: Series[str]
    message: Series[str]
    parameters: Series[object]


class Returns(_Frame):
    """Every document that has arrived and what became of it. `received` is an ISO date-time or ""."""

    file: Series[str] = pa.Field(unique=True)
    sha256: Series[str]
    organisation: Series[str]
    outcome: Series[str] = pa.Field(isin=OUTCOMES)
    received: Series[str]


class Suspects(_Frame):
    """The fewest cells that can be wrong; see contracts: cells of one repair share its rank, 1 is the likeliest."""

    organisation: Series[str]
    file: Series[str]
    sheet: Series[str]
    cell: Series[str]
    indicator: Series[str]
    period: Series[str] = pa.Field(isin=PERIODS)
    value: Series[float] = pa.Field(nullable=True)
    proposed: Series[float] = pa.Field(nullable=True)
    kind: Series[str]
    rank: Series[int]


class Commentary(_Frame):
    """The note's grade and, for each material change, the verdict; one row without indicator where there is none."""

    organisation: Series[str]
    grade: Series[str] = pa.Field(isin=GRADES)
    indicator: Series[str]
    verdict: Series[str] = pa.Field(isin=("", *VERDICTS))
    reasons: Series[str]
    quote: Series[str]


def empty(model: type[_Frame]) -> pd.DataFrame:
    """A frame of the model without rows."""
    return model.to_schema().coerce_dtype(pd.DataFrame(columns=list(model.to_schema().columns)))
