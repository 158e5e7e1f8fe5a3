"""Soft findings that were explained or confirmed in the round before, and hold again while the figures support it.

Where the figures no longer do, the question is asked with the words that its sender gave then.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from judging.context import Context
from judging.held_to_rules import Ruled
from judging.newcomers_rows import REGISTER
from schemas.documents import Period
from schemas.form import Call, Check, Figure, Form, checks_of, figures_of
from schemas.frames import SAID_BEFORE, SAID_ON, SettledBefore, empty

# by how much the residual, relative to the figure, may have grown since it was explained
GROWTH = 1.25
_TOLERANCE = 1e-6
_OF_ONE_YEAR = frozenset(("", Period.CURRENT))


def settled_again(findings: pd.DataFrame, ruled: Ruled, context: Context) -> pd.DataFrame:
    """The findings (frames.Findings), those told as explained that the round before has settled and that are the same.

    The same is a soft finding of a rule, at the same organisation and indicator, where the rule looks at the figures
    of one year only: a change is another one each year, and so are a file, a note, a date. Where the rule compares two
    sides, their difference has the same sign, and relative to the figure it is at most 1.25 of what was explained;
    where it has no difference, the residual and the figure are what they were. A change that stands apart from those
    of its peers is held to the same: an organisation can have a reason to grow faster than others year by year. Last
    year's figures in the column of the year before are held to the same. What does not hold is asked, and what its
    sender said then is in its parameters (said_before, said_on).
    """
    before = context.settled_before
    if before.empty or findings.empty:
        return findings
    given = {(x["organisation"], x["rule"], x["indicator"]): x for x in before.to_dict("records")}
    measured, told = measures(findings, ruled.checks, ruled.residuals, ruled.figures, context.form), findings.copy()
    words: dict[Hashable, dict[str, str]] = {}
    for place, row in zip(measured.index, measured.to_dict("records"), strict=True):
        known = given.get((row["organisation"], row["rule"], row["indicator"]))
        if known is not None and _supported(known, row):
            told.loc[[place], ["state", "by", "because"]] = ["explained", known["by"], said_before(known)]
        elif known is not None and known["state"] == "explained":
            words[place] = _words_of(known)
    parameters = [(x or {}) | words.get(place, {}) for place, x in told["parameters"].items()]
    return told.assign(parameters=pd.Series(parameters, index=told.index, dtype=object)) if words else told


def _words_of(known: Mapping[Hashable, Any]) -> dict[str, str]:
    """What the sender said then, and in which round; not what the department told itself."""
    return {SAID_BEFORE: str(known["because"]), SAID_ON: str(known["as_of"])}


def said_before(known: Mapping[Hashable, Any]) -> str:
    """Last year's words as a reason of this year: after the date of the round that they were said in."""
    return f"{known['as_of']}: {known['because']}"


def measures(
    findings: pd.DataFrame, checks: tuple[Check, ...], residuals: pd.DataFrame, figures: pd.DataFrame, form: Form
) -> pd.DataFrame:
    """Those of the findings that can hold again next year, at their index: with residual, figure, and comparison
    (whether the residual is a difference of two sides)."""
    lasting = {(x.rule.name, x.indicator, x.period): x for x in checks if x.rule.severity == "soft" and _lasts(x)}
    keys = list(zip(findings["rule"], findings["indicator"], findings["period"], strict=True))
    found = findings[pd.Series([key in lasting for key in keys], index=findings.index, dtype=bool)]
    values = figures.set_index(["organisation", "indicator", "period"])["value"].to_dict()
    rows = []
    for organisation, *key in found[["organisation", "rule", "indicator", "period"]].itertuples(index=False, name=None):
        check, figure = lasting[key[0], key[1], key[2]], values.get((organisation, key[1], key[2]), math.nan)
        if (peers := _compared_with_peers(check)) is not None:
            last = values.get((organisation, peers.indicator, peers.column), math.nan)
            rows.append((figure - last, figure, True))
        else:
            rows.append((residuals.at[organisation, check.name], figure, check.residual_is_difference))
    measured = pd.DataFrame(rows, columns=["residual", "figure", "comparison"], index=found.index)
    return found[["organisation", "rule", "indicator", "period", "state", "by", "because"]].join(measured)


def _lasts(check: Check) -> bool:
    """Whether what was said of it can hold next year: it looks at one year only, or at a change beside its peers'."""
    of_one_year = all(x.column in _OF_ONE_YEAR and not x.children for x in figures_of(check.tree))
    return of_one_year or _compared_with_peers(check) is not None


def _compared_with_peers(check: Check) -> Figure | None:
    """Last year's figure of the check's indicator, where it only asks whether its change is as that of its peers."""
    figures = [x for x in figures_of(check.tree) if (x.indicator, x.column) != (check.indicator, "")]
    alone = isinstance(check.tree, Call) and check.tree.function == "hb_within" and len(figures) == 1
    return figures[0] if alone and figures[0].column == Period.PRIOR else None


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
    That an organisation is new is true of one year.
    """
    of_this_year = findings["period"].eq(Period.CURRENT) & findings["by"].ne(REGISTER)
    settled = findings[findings["state"].isin(("explained", "confirmed")) & of_this_year]
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
