"""Rows that appear from zero because the organisation is new: a finding that the register explains."""

from __future__ import annotations

import pandas as pd

from judging.context import Context
from schemas.documents import Period

REGISTER = "register.csv"


def with_newcomers_explained(findings: pd.DataFrame, figures: pd.DataFrame, context: Context) -> pd.DataFrame:
    """frames.Findings, those explained by the register that only say of a newcomer's row that it was zero last year.

    `figures` is frames.Figures. A newcomer has no accepted figures, states none but zero for last year, and was not
    admitted before that year began; what a former parent reported for it is asked about.
    """
    new = _admitted(figures, context)
    from_zero = [_is_from_zero(x) for x in findings["parameters"]]
    chosen = (
        findings["state"].eq("open")
        & findings["severity"].eq("soft")
        & findings["organisation"].isin(list(new))
        & pd.Series(from_zero, index=findings.index, dtype=bool)
    )
    if not chosen.any():
        return findings
    told = findings.copy()
    told.loc[chosen, "state"], told.loc[chosen, "by"] = "explained", REGISTER
    told.loc[chosen, "because"] = told.loc[chosen, "organisation"].map(new)
    return told


def _admitted(figures: pd.DataFrame, context: Context) -> dict[str, str]:
    """What the register tells of each newcomer's admission, as it stands there."""
    prior = figures[figures["period"].eq(Period.PRIOR)]
    known = context.register[context.register["former_parent"].fillna("").eq("")]
    admitted = pd.to_datetime(known["admitted"])
    since = pd.Timestamp(context.terms.as_of) - pd.DateOffset(years=1)
    had = {*context.history["organisation"], *prior.loc[prior["value"].fillna(0).ne(0), "organisation"]}
    new = ~known["id"].isin(had) & ~(admitted <= since)
    days = admitted.dt.strftime("%Y-%m-%d").fillna("–")
    return {str(o): f"admitted: {day}" for o, day in zip(known.loc[new, "id"], days[new], strict=True)}


def _is_from_zero(parameters: object) -> bool:
    """Whether a finding's parameters say that its row was zero last year."""
    prior = parameters.get("prior") if isinstance(parameters, dict) else None
    return prior is not None and str(prior) in ("0", "0.0")
