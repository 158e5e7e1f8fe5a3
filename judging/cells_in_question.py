"""Which figures of returns that break hard rules a repair may change, and what they should have been."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import pandas as pd

from schemas.form import Check
from schemas.judge import FigureTable
from schemas.repair import repairs

_CELL = ["organisation", "indicator", "period"]


@dataclass(frozen=True)
class InQuestion:
    """`touched` are the cells (indicator, period) of each return that one of its repairs changes; `figures` what its
    likeliest repair gives (organisation, indicator, period, value); `suspects` as repairs gives them."""

    touched: Mapping[str, frozenset[tuple[str, str]]]
    figures: pd.DataFrame
    suspects: pd.DataFrame


def cells_in_question(
    checks: tuple[Check, ...],
    table: FigureTable,
    thresholds: Mapping[str, float],
    residuals: pd.DataFrame,
    asked: Set[str],
    decimals: Mapping[str, int],
) -> InQuestion:
    """The cells in question of the returns that are asked for, each searched by itself.

    One for which the search found nothing, or left a rule out, is not among them: every cell of it may be wrong.
    """
    found = repairs(checks, table, thresholds, residuals, decimals=decimals, among=asked)
    suspects, unproven = found.suspects, {*found.unsolved, *found.unused_rules["organisation"]}
    proven = suspects[~suspects["organisation"].isin(unproven)]
    touched = {
        str(organisation): frozenset(zip(cells["indicator"], cells["period"].map(str), strict=True))
        for organisation, cells in proven.groupby("organisation")
    }
    first = proven[proven["rank"].eq(1) & proven["proposed"].notna()].drop_duplicates(_CELL)
    figures = first[[*_CELL, "proposed"]].rename(columns={"proposed": "value"}).reset_index(drop=True)
    return InQuestion(touched, figures, suspects)
