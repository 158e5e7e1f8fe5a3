"""Soft findings that were explained or confirmed in the round before, and hold again while the figures support it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from judging.context import Context
from judging.held_to_rules import Ruled
from schemas.documents import Period
from schemas.form import Check, Form, checks_of, figures_of
from schemas.frames import SettledBefore, empty

# by how much the residual, relative to the figure, may have grown since it was explained
GROWTH = 1.25
_TOLERANCE = 1e-6
_OF_ONE_YEAR = frozenset(("", Period.CURRENT))


def settled_again(findings: pd.DataFrame, ruled: Ruled, context: Context) -> pd.DataFrame:
    """The findings (frames.Findings), those told as explained that the round before has settled and that are the same.

    The same is a soft finding of a rule, at the same organisation and indicator, where the rule looks at the figures
    of one year only: a change is another one each year, and so are a file, a note, a date. Where the rule compares two
    sides, their difference has the same sign, and relative to the figure it is at most 1.25 of what was explained;
    where it has no difference, the residual and the figure are what they were. Last year's figures in the column of
    the year before are held to the same. What does not hold is asked as if nothing had been said.
    """
    before = context.settled_before
    if before.empty or findings.empty:
        return findings
    given = {(x["organisation"], x["rule"], x["indicator"]): x for x in before.to_dict("records")}
    measured, told = measures(findings, ruled.checks, ruled.residuals, ruled.figures, context.form), findings.copy()
    for place, row in zip(measured.index, measured.to_dict("records"), strict=True):
        known = given.get((row["organisation"], row["rule"], row["indicator"]))
        if known is not None and _supported(known, row):
            told.loc[[place], ["state", "by", "because"]] = ["explained", known["by"], said_before(known)]
    return told


def said_before(known: Mapping[Hashable, Any]) -> str:
    """Last year's words as a reason of this year: after the date of the round that they were said in."""
    return f"{known['as_of']}: {known['because']}"


def measures(
    findings: pd.DataFrame, checks: tuple[Check, ...], residuals: pd.DataFrame, figures: pd.DataFrame, form: Form
) -> pd.DataFrame:
    """Those of the findings that can hold again next year, at their index: with residual, figure, and comparison
    (whether the residual is a difference of two sides)."""
    lasting = {
        (x.rule.name, x.indicator, x.period): x
        for x in checks
        if x.rule.severity == "soft" and all(f.column in _OF_ONE_YEAR and not f.children for f in figures_of(x.tree))
    }
    keys = list(zip(findings["rule"], findings["indicator"], findings["period"], strict=True))
    found = findings[pd.Series([key in lasting for key in keys], index=findings.index, dtype=bool)]
    values = figures.set_index(["organisation", "indicator", "period"])["value"].to_dict()
    rows = []
    for organisation, *key in found[["organisation", "rule", "indicator", "period"]].itertuples(index=False, name=None):
        check = lasting[key[0], key[1], key[2]]
        residual = residuals.at[organisation, check.name]
        rows.append((residual, values.get((organisation, key[1], key[2]), math.nan), check.residual_is_difference))
    measured = pd.DataFrame(rows, columns=["residual", "figure", "comparison"], index=found.index)
    return found[["organisation", "rule", "indicator", "period", "state", "by", "because"]].join(measured)


def _supported(known: Mapping[Hashable, Any], now: Mapping[Hashable, Any]) -> bool:
    then, size, residual, figure = known["residual"], known["figure"], now["residual"], now["figure"]
    if any(map(math.isnan, (then, size, residual, figure))):
        return False
    if not now["comparison"]:
        return bool(abs(then - residual) <= _TOLERANCE and abs(size - figure) <= _TOLERANCE)
    allowed = GROWTH * abs(then) * abs(figure) + _TOLERANCE
    return bool(then * residual > 0 and size * figure > 0 and abs(residual) * abs(size) <= allowed)


def settled_for_next(
    findings: pd.DataFrame, residuals: pd.DataFrame, figures: pd.DataFrame, context: Context
) -> pd.DataFrame:
    """frames.SettledBefore for the round after: what somebody has settled of this year's figures.

    What holds again from the round before keeps the figures that were explained then: it does not grow year by year.
    """
    settled = findings[findings["state"].isin(("explained", "confirmed")) & findings["period"].eq(Period.CURRENT)]
    measured = measures(settled, checks_of(context.form), residuals, figures, context.form)
    if measured.empty:
        return empty(SettledBefore)
    earlier = context.settled_before.to_dict("records")
    given = {(x["organisation"], x["rule"], x["indicator"], said_before(x)): x for x in earlier}
    rows = []
    for row in measured.drop(columns="comparison").to_dict("records"):
        known = given.get((row["organisation"], row["rule"], row["indicator"], row["because"]))
        rows.append(known or row | {"period": "current", "as_of": context.terms.as_of.isoformat()})
    return SettledBefore.validate(pd.DataFrame(rows).reset_index(drop=True))
