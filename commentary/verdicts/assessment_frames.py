"""The pandera models of the frames that an assessment holds."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Index, Series


class Grades(pa.DataFrameModel):
    """One row a note; index `key`. `confidence` is 0..1."""

    key: Index[str] = pa.Field(unique=True, check_name=True)
    grade: Series[str] = pa.Field(isin=("absent", "boilerplate", "restating", "partial", "analytical"))
    confidence: Series[float] = pa.Field(ge=0, le=1)

    class Config:
        strict = True


class Verdicts(pa.DataFrameModel):
    """One row a material indicator of a note. `reasons` are codes joined by |; `quote` is a span of the note or ''."""

    key: Series[str]
    indicator: Series[str]
    verdict: Series[str] = pa.Field(isin=("explained", "restated", "unmentioned", "contradicted"))
    reasons: Series[str]
    quote: Series[str]
    confidence: Series[float] = pa.Field(ge=0, le=1)

    class Config:
        strict = True


class NoteFindings(pa.DataFrameModel):
    """One row a finding about a note. `parameters` is a dict that fills the finding's message; `confidence` the
    probability that it is right, NaN for what is a fact of the files."""

    key: Series[str]
    rule: Series[str]
    indicator: Series[str]
    period: Series[str] = pa.Field(isin=("", "current", "prior", "change"))
    observed: Series[str]
    expected: Series[str]
    quote: Series[str]
    parameters: Series[object]
    confidence: Series[float] = pa.Field(ge=0, le=1, nullable=True)

    class Config:
        strict = True
