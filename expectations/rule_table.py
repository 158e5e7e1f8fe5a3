"""The residual table folded to one column a rule: what the suite `rules` judges.

A rule unfolds to many checks (one for each indicator of its set, in both years), all with the same bounds. Of a
return's residuals the worst is kept: the one that goes farthest beyond the bounds, or comes nearest to them where
none does. So a return fails a rule exactly when it fails one of the rule's checks, and the number shown is the
largest of its errors. NaN where none of the checks was evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.form import Bounds, Check, Rule


@dataclass(frozen=True)
class FoldedRule:
    """A rule over all returns: the `worst` residual, whether each return `failed`, and the indicators `failing`.

    `is_difference`: the residual is left − right; otherwise 0 or 1.
    """

    rule: Rule
    bounds: Bounds
    worst: pd.Series
    failed: pd.Series
    failing: pd.Series
    checks_not_evaluated: int
    is_difference: bool


def folded_rules(residuals: pd.DataFrame, checks: tuple[Check, ...]) -> tuple[FoldedRule, ...]:
    """The rules of the checks, in their order, each folded over the returns of the residual table."""
    by_rule: dict[str, list[Check]] = {}
    for check in checks:
        by_rule.setdefault(check.rule.name, []).append(check)
    return tuple(_folded(residuals, of_rule) for of_rule in by_rule.values())


def rule_table(folded: tuple[FoldedRule, ...], files: pd.Series) -> pd.DataFrame:
    """The table that the suite judges: columns organisation, file, and a float column for each rule's name."""
    index = folded[0].worst.index if folded else pd.Index([])
    columns = {rule.rule.name: rule.worst.to_numpy() for rule in folded}
    of_returns = files.reindex(index).fillna("").astype("str")
    keys = {"organisation": index.astype("str"), "file": of_returns.to_numpy()}
    return pd.DataFrame(keys | columns)


def _folded(residuals: pd.DataFrame, checks: list[Check]) -> FoldedRule:
    bounds = checks[0].bounds
    values = residuals[[check.name for check in checks]].to_numpy(np.float64)
    beyond = _beyond(values, bounds)
    evaluated = ~np.isnan(values)
    worst_place = np.where(evaluated, beyond, -np.inf).argmax(axis=1)
    worst = values[np.arange(len(values)), worst_place]
    failed = evaluated & (beyond > 0)
    return FoldedRule(
        rule=checks[0].rule,
        bounds=bounds,
        worst=pd.Series(np.where(evaluated.any(axis=1), worst, np.nan), index=residuals.index),
        failed=pd.Series(failed.any(axis=1), index=residuals.index),
        failing=pd.Series(_failing(failed, checks), index=residuals.index, dtype="str"),
        checks_not_evaluated=int((~evaluated).sum()),
        is_difference=checks[0].residual_is_difference,
    )


def _beyond(values: np.ndarray, bounds: Bounds) -> np.ndarray:
    """How far each residual lies beyond the bounds; negative within them, NaN stays NaN."""
    low, high = bounds
    below = np.full_like(values, -np.inf) if low is None else low - values
    above = np.full_like(values, -np.inf) if high is None else values - high
    return np.maximum(below, above)


def _failing(failed: np.ndarray, checks: list[Check]) -> list[str]:
    """For each return the indicators that fail, with the year's column where it is not the current one."""
    names = [f"{c.indicator}@{c.period}" if c.period != "current" else c.indicator for c in checks]
    texts = [""] * len(failed)
    for row in np.flatnonzero(failed.any(axis=1)):
        texts[row] = ", ".join(names[i] for i in np.flatnonzero(failed[row]) if names[i])
    return texts
