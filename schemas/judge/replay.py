"""Back-testing: what checks would have said of the returns of a past round, and what was corrected after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from schemas.form import Check, figures_of
from schemas.judge.figures_side_by_side import figure_table
from schemas.judge.residual_table import failures, residuals

COUNTS = ("evaluated", "fired", "corrected")


@dataclass(frozen=True)
class PastRound:
    """What a round has left. `figures` is frames.Figures with `version`, which counts the returns of an organisation.

    `history` and `register` are frames.History and frames.Register, `thresholds` the round's.
    """

    figures: pd.DataFrame
    history: pd.DataFrame
    register: pd.DataFrame
    thresholds: Mapping[str, float]
    as_of: dt.date


def replayed(checks: Sequence[Check], past: PastRound) -> pd.DataFrame:
    """For each rule how many returns it was evaluated for, for how many it fired, and after how many was corrected.

    Index rule; columns evaluated, fired, corrected. A return counts once for each version with figures of its own. It
    was corrected where a later version states another value in the cell that the rule names, or, of a rule over a whole
    set, in one of its cells. What compares returns with each other sees each organisation's version of the same number,
    or its last where it has sent fewer.
    """
    rules = list(dict.fromkeys(check.rule.name for check in checks))
    counts = pd.DataFrame(0, index=pd.Index(rules, name="rule"), columns=list(COUNTS))
    wide = _versions(past.figures)
    numbers = wide.index.get_level_values("version")
    last = numbers.to_series(index=wide.index).groupby(level="organisation").max()
    for number in range(int(numbers.max()) + 1 if len(wide) else 0):
        counts += _wave(checks, past, wide, last, number)
    return counts


def _versions(figures: pd.DataFrame) -> pd.DataFrame:
    """Values by organisation and version (from 0) × cell, without versions that repeat the one before."""
    keys = ["organisation", "version"]
    wide = figures.pivot(index=keys, columns=["indicator", "period"], values="value").sort_index()
    before = wide.groupby(level="organisation").shift()
    first = ~wide.index.get_level_values("organisation").duplicated()
    kept = wide[((wide != before) & ~(wide.isna() & before.isna())).any(axis=1) | first]
    counted = kept.groupby(level="organisation").cumcount()
    organisations = kept.index.get_level_values("organisation")
    original = kept.index.get_level_values("version")
    return kept.set_axis(
        pd.MultiIndex.from_arrays([organisations, counted, original], names=["organisation", "version", "original"])
    )


def _wave(checks: Sequence[Check], past: PastRound, wide: pd.DataFrame, last: pd.Series, number: int) -> pd.DataFrame:
    """The counts over each organisation's version of this number."""
    versions = wide.index.get_level_values("version")
    organisations = wide.index.get_level_values("organisation")
    stands = versions == last.reindex(organisations).clip(upper=number).to_numpy()
    standing = pd.MultiIndex.from_arrays([organisations[stands], wide.index.get_level_values("original")[stands]])
    rows = pd.MultiIndex.from_frame(past.figures[["organisation", "version"]]).isin(standing)
    table = figure_table(past.figures[rows], past.history, past.register, past.as_of)
    judged = residuals(tuple(checks), table, past.thresholds).loc[organisations[versions == number]]
    failed = failures(tuple(checks), judged)
    changed = _changed_later(wide, number)
    corrected = pd.DataFrame({c.name: failed[c.name] & _any_changed(c, changed) for c in checks})
    parts = {"evaluated": judged.notna(), "fired": failed, "corrected": corrected}
    rule_of = pd.Series({check.name: check.rule.name for check in checks})
    return pd.DataFrame({name: part.T.groupby(rule_of, sort=False).any().sum(axis=1) for name, part in parts.items()})


def _changed_later(wide: pd.DataFrame, number: int) -> pd.DataFrame:
    """Organisation × cell: whether a version later than this one states another value, or first states or omits one."""
    numbered = wide.droplevel("original").swaplevel()
    here = numbered.loc[number]
    changed = pd.DataFrame(False, index=here.index, columns=here.columns)
    for later in range(number + 1, int(numbered.index.get_level_values("version").max()) + 1):
        there = numbered.loc[later].reindex(here.index)
        differs = (here != there) & ~(here.isna() & there.isna())
        changed |= differs[[*here.columns]].mul(here.index.isin(numbered.loc[later].index), axis=0)
    return changed


def _any_changed(check: Check, changed: pd.DataFrame) -> pd.Series:
    names = {check.indicator} if check.indicator else {*check.members, *(f.indicator for f in figures_of(check.tree))}
    cells = [(name, str(check.period)) for name in names if (name, str(check.period)) in changed.columns]
    found: pd.Series = changed[cells].any(axis=1)
    return found
