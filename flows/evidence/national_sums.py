"""The national figures of a round as a table of a pack, and where two such tables differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import pandas as pd

from flows.round import Workspace
from judging import Judgement
from ledger import Ledger
from reports.national import consolidate
from schemas.differences import Difference
from schemas.form import plain_number

NATIONAL = "national.csv"
_COMPARED = ("current", "prior", "organisations")
_EXACT = 1e-9  # sums of the same figures in another order


def held_national(work: Workspace, ledger: Ledger) -> pd.DataFrame:
    """The national figures as the ledger's last judgement has them: indicator, and consolidate's columns."""
    returns = ledger.last_returns()
    counting = returns.loc[returns["counts"].eq("yes"), "file"]
    figures = ledger.figures()
    return _national(work, figures[figures["file"].isin(counting)], returns)


def national_again(work: Workspace, judgement: Judgement) -> pd.DataFrame:
    """The national figures of a judgement; columns as held_national."""
    return _national(work, judgement.figures, judgement.returns)


def _national(work: Workspace, figures: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    folder = work.round
    found = consolidate(figures, returns, folder.register, folder.history, folder.form, folder.departed)
    return found.national.rename_axis("indicator").reset_index()


def national_csv(national: pd.DataFrame) -> str:
    """The table as CSV; numbers as exact as they are."""
    text: str = national.to_csv(index=False, lineterminator="\n")
    return text


def read_national(text: str) -> pd.DataFrame:
    """The table of a CSV. Raises ValueError for one that is none, KeyError where a column is missing."""
    found = pd.DataFrame(csv.DictReader(io.StringIO(text)))[["indicator", *_COMPARED]]
    return found.assign(**{x: pd.to_numeric(found[x]) for x in _COMPARED})


def national_differences(packed: pd.DataFrame, again: pd.DataFrame) -> Iterator[Difference]:
    """Where the second table says something else than the first."""
    both = packed[["indicator", *_COMPARED]].merge(
        again[["indicator", *_COMPARED]], on="indicator", how="outer", suffixes=("_old", "_new")
    )
    for column in _COMPARED:
        old, new = (both[f"{column}_{x}"].to_numpy(dtype=float) for x in ("old", "new"))
        for row in np.flatnonzero(~np.isclose(old, new, rtol=_EXACT, atol=0, equal_nan=True)):
            numbers = {name: plain_number(float(x[row])) or "–" for name, x in (("old", old), ("new", new))}
            said = {"indicator": str(both["indicator"].iloc[row]), "column": column}
            yield Difference("national-otherwise", said | numbers)
