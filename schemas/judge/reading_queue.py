"""The notes that a person should read: unsure verdicts, by what their change means for the nation's figures."""

from __future__ import annotations

import pandas as pd

from schemas.form import Form
from schemas.frames import ToBeRead

_KEY = ["organisation", "indicator"]


def to_be_read(commentary: pd.DataFrame, figures: pd.DataFrame, form: Form) -> pd.DataFrame:
    """frames.ToBeRead from frames.Commentary and Figures, the largest changes first; what adds up to no total is last,
    and of changes that are alike the least sure verdict is first."""
    unsure = commentary[commentary["to_be_read"].eq("yes")]
    both = figures[figures["period"].isin(["prior", "current"])].drop_duplicates([*_KEY, "period"])
    wide = both.pivot(index=_KEY, columns="period", values="value").reindex(columns=["prior", "current"])
    told = unsure.merge(wide, left_on=_KEY, right_index=True, how="left")
    change = (told["current"] - told["prior"]).abs()
    summed = told["indicator"].isin([name for name, x in form.indicators.items() if x.sum])
    told["effect"] = change.fillna(told["current"].abs()).where(summed, 0.0).fillna(0.0)
    ordered = told.sort_values(["effect", "confidence"], ascending=[False, True], kind="stable")
    return ToBeRead.validate(ordered[list(ToBeRead.to_schema().columns)].reset_index(drop=True))
