"""Returns that stand out among all: ratios of two figures against the organisation's own history and its peers.

A ratio (women per member, members per primary organisation) is taken as a logarithm. It stands out when both its change
since last year lies far from what the other returns show, and its level lies far from that of the organisations of its
kind; far is measured in robust standard deviations (Rousseeuw and Croux 1993: 1.4826 · median absolute deviation), each
widened for the smallness of the counts. These are for a picture and a work list; they raise no finding.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.documents import Period
from schemas.form import WatchedRatio
from schemas.judge.figures_side_by_side import ACCEPTED, FigureTable

Array = npt.NDArray[np.float64]
COLUMNS = ["organisation", "ratio", "value", "last_year", "from_history", "from_peers", "outlier"]


def ratio_outliers(table: FigureTable, ratios: Iterable[WatchedRatio]) -> pd.DataFrame:
    """Every return's ratios: organisation, ratio, value, last_year (accepted), from_history, from_peers, outlier.

    `ratios` are those that the form's national.yaml watches. The two distances are signed, in robust standard
    deviations, NaN where they cannot be told; an outlier is far in both.
    """
    parts = [_of_ratio(table, ratio) for ratio in ratios]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _of_ratio(table: FigureTable, ratio: WatchedRatio) -> pd.DataFrame:
    top, bottom = (table.value(x, Period.CURRENT) for x in (ratio.top, ratio.bottom))
    last_top, last_bottom = (table.value(x, ACCEPTED) for x in (ratio.top, ratio.bottom))
    now, last = _log_ratio(top, bottom), _log_ratio(last_top, last_bottom)
    chance = _chance(top, bottom)
    everyone = np.zeros(len(now), dtype=object)
    from_history = _distance(now - last, everyone, np.hypot(chance, _chance(last_top, last_bottom)), ratio.fewest)
    from_peers = _distance(now, table.facts["kind"].astype(object), chance, ratio.fewest)
    far = (np.abs(from_history) > ratio.history) & (np.abs(from_peers) > ratio.peers)
    return pd.DataFrame({
        "organisation": table.organisations, "ratio": ratio.name, "value": np.exp(now), "last_year": np.exp(last),
        "from_history": from_history, "from_peers": from_peers, "outlier": far,
    })  # fmt: skip


def _log_ratio(top: Array, bottom: Array) -> Array:
    usable = (top > 0) & (bottom > 0)
    return np.log(np.where(usable, top, np.nan) / np.where(usable, bottom, 1.0))


def _chance(top: Array, bottom: Array) -> Array:
    """The standard deviation that the logarithm of a ratio of counts has by chance alone (Poisson)."""
    return np.sqrt(1 / np.fmax(top, 1.0) + 1 / np.fmax(bottom, 1.0))


def _distance(values: Array, groups: npt.NDArray[np.object_], chance: Array, fewest: int) -> Array:
    """How far each value lies from its group's median, in robust standard deviations; NaN in groups too small."""
    result = np.full(len(values), np.nan)
    known = ~np.isnan(values)
    for group in set(groups[known].tolist()):
        rows = np.flatnonzero(known & (groups == group))
        if len(rows) < fewest:
            continue
        middle = float(np.median(values[rows]))
        spread = 1.4826 * float(np.median(np.abs(values[rows] - middle)))
        result[rows] = (values[rows] - middle) / np.hypot(max(spread, 0.01), chance[rows])
    return result
