"""Returns as they would be with some figures mended, and whether every hard rule then holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from schemas.documents import Period
from schemas.form import Check, figures_of
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.residual_table import evaluator_of, failures, residuals

_OWN = frozenset({Period.CURRENT, Period.PRIOR, Period.CHANGE})


def with_figures(table: FigureTable, figures: pd.DataFrame) -> FigureTable:
    """The table with these figures (organisation, indicator, period, value) in place of those stated.

    A stated change that was the difference of the two years stays so. Sums over children stay as they are: a child's
    return is another's to mend.
    """
    values, filled = dict(table.values), dict(table.filled)
    rows = table.organisations.get_indexer(pd.Index(figures["organisation"]))
    for (indicator, period), part in figures.assign(row=rows).groupby(["indicator", "period"]):
        place, cell = part["row"].to_numpy(), (str(indicator), str(period))
        values[cell] = _set(table.value(*cell), place, part["value"].to_numpy(float))
        filled[cell] = _set(table.is_filled(*cell), place, True)
    for indicator in figures.loc[figures["period"].ne(Period.CHANGE), "indicator"].unique():
        change = (str(indicator), str(Period.CHANGE))
        if change in values:
            before, after = (_difference(x, str(indicator)) for x in (table, dataclasses.replace(table, values=values)))
            follows = np.isclose(table.value(*change), before, atol=1e-6)
            values[change] = np.where(follows, after, values[change])
    return dataclasses.replace(table, values=values, filled=filled)


def _set(array: np.ndarray, place: np.ndarray, value: object) -> np.ndarray:
    changed = array.copy()
    changed[place] = value
    return changed


def _difference(table: FigureTable, indicator: str) -> np.ndarray:
    """The change between the years; a spreadsheet takes an empty cell for nought."""
    current, prior = (np.nan_to_num(table.value(indicator, x)) for x in (Period.CURRENT, Period.PRIOR))
    return np.asarray(current - prior)


def every_rule_holds(checks: Sequence[Check], table: FigureTable, thresholds: Mapping[str, float]) -> pd.Series:
    """For each return whether every hard rule holds that applies to it.

    One that cannot be evaluated does not hold, unless all the return's own cells that it speaks of are empty.
    """
    hard = tuple(x for x in checks if x.rule.severity == "hard" and not x.rule.shadow)
    found = residuals(hard, table, thresholds)
    failed = failures(hard, found)
    bad = np.zeros(len(table.organisations), dtype=bool)
    for check in hard:
        bad |= failed[check.name].to_numpy(bool) | (
            found[check.name].isna().to_numpy() & _open(check, table, thresholds)
        )
    return pd.Series(~bad, index=table.organisations)


def _open(check: Check, table: FigureTable, thresholds: Mapping[str, float]) -> np.ndarray:
    """Where the check applies and a cell of the return that it speaks of is filled."""
    evaluate = evaluator_of(check, table, thresholds)
    columns = {(x.indicator, x.column or evaluate.period) for x in figures_of(check.tree) if not x.children}
    columns |= {(name, evaluate.period) for name in check.members}
    stated = np.zeros(len(table.organisations), dtype=bool)
    for name, column in columns:
        if column in _OWN:
            stated |= table.is_filled(name, column)
    applies = True if check.condition is None else evaluate(check.condition) == 1
    return np.asarray(stated & applies)
