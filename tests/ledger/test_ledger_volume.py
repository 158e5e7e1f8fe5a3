"""A nation's worth of returns is saved in seconds."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ledger.whole_ledger import open_ledger
from schemas.frames import Findings, empty

RETURNS, CELLS = 8_700, 60


def _inserted_as_they_are(figures: pd.DataFrame) -> float:
    """The seconds that the database alone takes for these rows: the floor of any saving."""
    rows = list(figures.itertuples(index=False, name=None))
    with sqlite3.connect(":memory:") as database:
        database.execute(f"create table figures ({', '.join(figures.columns)})")
        start = time.perf_counter()
        database.executemany(f"insert into figures values ({', '.join('?' * len(figures.columns))})", rows)
        return time.perf_counter() - start


@pytest.mark.slow
def test_half_a_million_figures_cost_little_more_than_their_insertion(tmp_path: Path) -> None:
    names = pd.Series([f"org-{i}" for i in range(RETURNS)], dtype="str")
    returns = pd.DataFrame({"file": names + ".xlsx", "sha256": "0" * 64, "organisation": names, "version_key": names})
    told = {"outcome": "accepted", "received": "2026-10-01", "counts": "yes"}
    returns = returns.assign(**told, identified_by="", sender="", first_seen="")
    of_each = returns.loc[returns.index.repeat(CELLS), ["organisation", "file"]].reset_index(drop=True)
    numbers = pd.Series(range(CELLS), dtype="str")
    figures = of_each.assign(
        indicator="indicator_" + pd.concat([numbers] * RETURNS, ignore_index=True),
        period="current",
        value=np.arange(RETURNS * CELLS, dtype=float),
        state="read",
        sheet="Көрсеткіштер",
        cell="E8",
        raw="12345",
    )
    with open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        run = ledger.start_run("collect", "", "")
        start = time.perf_counter()
        ledger.save_judgement(run, returns, figures, empty(Findings))
        saved = time.perf_counter() - start
        assert len(ledger.figures()) == RETURNS * CELLS
    ratio = saved / _inserted_as_they_are(figures)
    print(f"{ratio:.1f} times the floor")
    assert ratio < 6
