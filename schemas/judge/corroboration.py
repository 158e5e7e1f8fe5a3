"""What the note says of a figure that the table contradicts: a second witness to which cell is wrong.

A note that names another number for an indicator than the table does is a question by itself. Where that number is the
very one that a repair proposes, it is no question but evidence: the repair goes first, and nothing more is asked.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas.documents import Period

TOLERANCE = 1e-6
_KEY = ["organisation", "indicator"]
_CELL = [*_KEY, "period"]


def corroborated(suspects: pd.DataFrame, stated: pd.DataFrame, figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index]:
    """The suspects with repairs that the note bears out ranked first, and the rows of `stated` that they settle.

    `suspects` has organisation, indicator, period, proposed, rank (further columns stay); `stated` has organisation,
    indicator, number: what a note says where the table says otherwise. The number may be the figure proposed, or the
    change that follows from it. `figures` is frames.Figures. The ranks of an organisation stay gapless. In
    frames.Suspects `likely` and `told` follow the note too.
    """
    pairs = suspects.reset_index(names="suspect").merge(stated.reset_index(names="statement"), on=_KEY)
    if pairs.empty:
        return suspects, pd.Index([])
    borne_out = pairs[_follows(pairs.merge(_both_years(figures), on=_KEY, how="left"))]
    surer = _surer(suspects, borne_out["suspect"]) if "told" in suspects else suspects
    return _ranked_first(surer, borne_out["suspect"]), pd.Index(borne_out["statement"].unique())


def _surer(suspects: pd.DataFrame, witnessed: pd.Series) -> pd.DataFrame:
    """The suspects of frames.Suspects, the cells of these rows' repairs told where equations fix their value.

    What else was thought of the same faults is not likely any more. Where the note bears out two repairs of a fault, it
    decides nothing.
    """
    made = suspects.copy()
    for (organisation, fault), rows in suspects.loc[witnessed.unique()].groupby(["organisation", "fault"]):
        same = suspects["organisation"].eq(str(organisation)) & suspects["fault"].eq(int(str(fault)))
        repair = suspects[same & suspects["rank"].eq(rows["rank"].min())]
        if rows.groupby("indicator")["proposed"].nunique().max() > 1 or rows["indicator"].nunique() > 1:
            continue
        values = pd.MultiIndex.from_frame(suspects[[*_CELL, "proposed"]])
        borne_out = same & values.isin(pd.MultiIndex.from_frame(repair[[*_CELL, "proposed"]]))
        fixed = suspects["least"].eq(suspects["most"]) & suspects["period"].eq(Period.CURRENT)
        made.loc[same, "likely"] = borne_out[same]
        made.loc[same, "told"] = (borne_out & fixed)[same]
    return made


def turned(suspects: pd.DataFrame, figures: pd.DataFrame) -> pd.MultiIndex:
    """The (organisation, indicator) whose change would have another sign once the likeliest repair is made.

    A note that tells the other direction there is right, and the figure wrong.
    """
    first = suspects[suspects["rank"].eq(1) & suspects["period"].isin([Period.CURRENT, Period.PRIOR])]
    proposed = first.drop_duplicates([*_KEY, "period"]).pivot(index=_KEY, columns="period", values="proposed")
    stated = _both_years(figures).set_index(_KEY).reindex(proposed.index)
    repaired = proposed.reindex(columns=["current", "prior"]).fillna(stated)
    before, after = (np.sign((x["current"] - x["prior"]).to_numpy(float)) for x in (stated, repaired))
    return pd.MultiIndex.from_frame(stated.index.to_frame(index=False)[(before != after) & ~np.isnan(after)])


def _follows(pairs: pd.DataFrame) -> pd.Series:
    """Whether the number is the figure proposed, or the change between the years that follows from it."""
    is_current = pairs["period"].eq(Period.CURRENT)
    change = (pairs["proposed"] - pairs["prior"]).where(is_current, pairs["current"] - pairs["proposed"])
    same_figure = (pairs["proposed"] - pairs["number"]).abs() <= TOLERANCE
    return same_figure | ((change.abs() - pairs["number"].abs()).abs() <= TOLERANCE)


def _ranked_first(suspects: pd.DataFrame, witnessed: pd.Series) -> pd.DataFrame:
    """The suspects with the repairs of these rows first, ranked from 1 on; other organisations' ranks stay."""
    repairs = [suspects["organisation"], suspects["rank"]]
    is_witnessed = pd.Series(suspects.index.isin(witnessed), index=suspects.index).groupby(repairs).transform("any")
    concerned = is_witnessed.groupby(suspects["organisation"]).transform("any")
    order = suspects.assign(later=~is_witnessed, concerned=concerned)
    order = order.sort_values(["organisation", "later", "rank"], kind="stable").reset_index(drop=True)
    repair = order["later"].astype(str) + order["rank"].astype(str)
    rank = repair.groupby(order["organisation"]).transform(lambda x: pd.factorize(x)[0] + 1)
    order["rank"] = rank.where(order["concerned"], order["rank"]).astype(int)
    return order.drop(columns=["later", "concerned"])


def _both_years(figures: pd.DataFrame) -> pd.DataFrame:
    years = figures[figures["period"].isin([Period.CURRENT, Period.PRIOR])]
    wide = years.pivot(index=_KEY, columns="period", values="value")
    return wide.reindex(columns=["current", "prior"]).reset_index()
