"""Selective editing: what an open finding can move in the national total, so that the largest are asked about first.

Granquist and Kovar (1997), Editing of survey data: how much is enough? The effect is that of the cell named: the
difference between what is stated and what is proposed or expected, as a share of the total of its indicator.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

KEY = ["organisation", "indicator", "period"]


def effect_on_national(
    figures: pd.DataFrame,
    findings: pd.DataFrame,
    suspects: pd.DataFrame | None = None,
    members: Collection[str] | None = None,
) -> pd.Series:
    """The effect of each finding (frames.Findings), in its order: 0.004 where the cell moves the total by 0.4 %.

    `figures` are frames.Figures; `members` the organisations over which the national total is taken, all by default. A
    proposal of rank 1 in `suspects` (frames.Suspects) decides what the cell should be; else the finding's {diff}; a
    figure without either, or without a value, is in question as a whole. NaN for findings about no cell.
    """
    counted = figures if members is None else figures[figures["organisation"].isin(members)]
    totals = counted.groupby(["indicator", "period"], observed=True)["value"].sum().abs()
    total = pd.Series(totals.reindex(pd.MultiIndex.from_frame(findings[["indicator", "period"]])).to_numpy())
    stated = _looked_up(figures, "value", findings)
    moved = stated.abs()
    diff = pd.Series([_number(p.get("diff")) for p in findings["parameters"]], dtype=float).abs()
    moved = diff.where(diff.notna(), moved)
    if suspects is not None:
        proposed = _looked_up(suspects[suspects["rank"] == 1], "proposed", findings)
        known = (proposed - stated.fillna(0.0)).abs()
        moved = known.where(known.notna(), moved)
    effect = moved / total.where(total > 0)
    return pd.Series(effect.to_numpy(), index=findings.index, name="effect", dtype=float)


def _looked_up(frame: pd.DataFrame, column: str, findings: pd.DataFrame) -> pd.Series:
    values = frame.drop_duplicates(KEY).set_index(KEY)[column]
    return pd.Series(values.reindex(pd.MultiIndex.from_frame(findings[KEY])).to_numpy(dtype=float))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else np.nan
