"""Selective editing: what it costs the nation's figures to leave a finding open, so that the dearest is asked first.

Granquist and Kovar (1997), Editing of survey data: how much is enough? The cost is counted in units of the indicator
that is published, so that a rate's points never lead; of a return that does not stand it is the whole figure.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas.documents import Period
from schemas.form import Form

KEY = ["organisation", "indicator", "period"]


def effect_on_national(
    figures: pd.DataFrame,
    findings: pd.DataFrame,
    form: Form,
    history: pd.DataFrame,
    suspects: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each finding (frames.Findings) can cost, in its order: `effect` in units, `counted` the indicator it is in.

    A hard finding costs the organisation's whole total: the likeliest proposal, else what is stated in `figures`
    (frames.Figures), else what was accepted last year (`history`). Another costs what its cell can move: up to the
    proposal of rank 1 in `suspects`, else the finding's {diff}, else the whole figure. NaN where the organisation's
    size is not known; 0 for what is in no national sum: rates, last year's figures, a note as a whole.
    """
    whole = _sizes(findings["organisation"], figures, form.role.total, history, suspects)
    summed = [name for name, x in form.indicators.items() if x.sum]
    counts = findings["indicator"].isin(summed) & findings["period"].eq(Period.CURRENT)
    moved = _moved(findings, figures, suspects).where(counts, 0.0)
    hard = findings["severity"].eq("hard")
    told = findings["indicator"].where(counts, "")
    return pd.DataFrame({"effect": whole.where(hard, moved), "counted": told.mask(hard, form.role.total)})


def _sizes(
    organisations: pd.Series, figures: pd.DataFrame, total: str, history: pd.DataFrame, suspects: pd.DataFrame | None
) -> pd.Series:
    asked = pd.DataFrame({"organisation": organisations, "indicator": total, "period": Period.CURRENT})
    size = _proposed(asked, suspects).fillna(_looked_up(figures, "value", asked))
    last = history[history["indicator"].eq(total)].drop_duplicates("organisation").set_index("organisation")["value"]
    return size.fillna(organisations.map(last)).abs()


def _moved(findings: pd.DataFrame, figures: pd.DataFrame, suspects: pd.DataFrame | None) -> pd.Series:
    stated = _looked_up(figures, "value", findings)
    diff = pd.Series([_number(p.get("diff")) for p in findings["parameters"]], findings.index, dtype=float)
    return (_proposed(findings, suspects) - stated.fillna(0.0)).fillna(diff).fillna(stated).abs()


def _proposed(asked: pd.DataFrame, suspects: pd.DataFrame | None) -> pd.Series:
    if suspects is None:
        return pd.Series(np.nan, asked.index, dtype=float)
    return _looked_up(suspects[suspects["rank"].eq(1)], "proposed", asked)


def _looked_up(frame: pd.DataFrame, column: str, asked: pd.DataFrame) -> pd.Series:
    values = frame.drop_duplicates(KEY).set_index(KEY)[column]
    return pd.Series(values.reindex(pd.MultiIndex.from_frame(asked[KEY])).to_numpy(dtype=float), asked.index)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else np.nan
