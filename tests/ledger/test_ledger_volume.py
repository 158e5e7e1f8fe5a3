"""A nation's worth of returns is saved in seconds."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from ledger.whole_ledger import Ledger
from schemas.frames import Findings, empty

RETURNS, CELLS = 8_700, 60


@pytest.mark.slow
def test_half_a_million_figures_are_saved_in_four_seconds(ledger: Ledger) -> None:
    names = pd.Series([f"org-{i}" for i in range(RETURNS)], dtype="str")
    returns = pd.DataFrame({"file": names + ".xlsx", "sha256": "0" * 64, "organisation": names, "version_key": names})
    returns = returns.assign(outcome="accepted", received="2026-10-01")
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
    run = ledger.start_run("collect", "", "")

    start = time.perf_counter()
    ledger.save_judgement(run, returns, figures, empty(Findings))
    saved = time.perf_counter() - start

    assert len(ledger.figures()) == RETURNS * CELLS
    assert saved < 4
