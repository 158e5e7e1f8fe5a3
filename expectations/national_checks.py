"""Independent checks, one row an indicator: whether the national figures are what the regions' and last year's give."""

from __future__ import annotations

import pandas as pd

from expectations.audit_texts import share_sentence
from expectations.given import NATIONAL_COLUMNS, AuditInput
from expectations.independent import IndependentCheck, no_difference, share_stable

# Percentages are published with one decimal, so their difference may be off by one in the last place.
PERCENT_ROUNDING = 0.11


def national_indicators(given: AuditInput) -> pd.Index:
    """The indicators that the national table, the regional one or the published totals name."""
    names = [*given.national.index, *given.regional["indicator"].unique(), *given.published]
    indicators: pd.Index = pd.Index(dict.fromkeys(names), dtype="str")
    return indicators


def national_checks(given: AuditInput) -> tuple[IndependentCheck, ...]:
    """All checks by indicator."""
    return (*_sums(given), *_change(given), _prior(given), _published(given), *_shares(given))


def _additive(given: AuditInput) -> pd.Index:
    indicators = given.form.indicators
    additive = national_indicators(given)
    return additive[[x in indicators and indicators[x].sum for x in additive]]


def _sums(given: AuditInput) -> list[IndependentCheck]:
    additive = _additive(given)
    columns = list(NATIONAL_COLUMNS)
    sums = given.regional.groupby("indicator")[columns].sum(min_count=1).reindex(additive)
    national = given.national.reindex(additive)[columns]
    difference = (national.fillna(0) - sums.fillna(0)).where(national.notna() | sums.notna())
    return [no_difference(f"national-{column}-is-sum", "national", difference[column]) for column in columns]


def _change(given: AuditInput) -> list[IndependentCheck]:
    """The national change against the two years. It counts the organisations that state both; who does not is told.

    Nobody adds percentages, but their change too is a difference. Rows of one year only have none.
    """
    one_year = [name for name, indicator in given.form.indicators.items() if not indicator.prior]
    national = given.national[~given.national.index.isin(one_year)]
    alone = given.regional[given.regional["current"].isna() != given.regional["prior"].isna()]
    alone = alone[alone["indicator"].isin(_additive(given).difference(pd.Index(one_year)))]
    surplus = alone["current"].fillna(0) - alone["prior"].fillna(0)
    unmatched = surplus.groupby(alone["indicator"]).sum().reindex(national.index).fillna(0)
    difference = national["change"] - (national["current"] - national["prior"] - unmatched)
    rounded = ~national.index.isin(_additive(given)) & difference.abs().lt(PERCENT_ROUNDING)
    organisations = alone.groupby("indicator")["organisation"]
    counts = organisations.size().reindex(_additive(given).intersection(national.index)).fillna(0)
    both = IndependentCheck(
        "national-states-both-years", "national", "soft", counts, high=0.5, details=organisations.agg(", ".join)
    )
    return [no_difference("national-change-is-difference", "national", difference.mask(rounded, 0.0)), both]


def _prior(given: AuditInput) -> IndependentCheck:
    """Last year's side against the accepted history of the organisations that were summed.

    A figure that no history has (a newcomer, a row that the form did not have) counts as it was summed.
    """
    keys = ["organisation", "indicator"]
    summed = given.regional[given.regional["prior"].notna() & given.regional["indicator"].isin(_additive(given))]
    both = summed.merge(given.history.drop_duplicates(keys), on=keys, how="left")
    accepted = both["value"].fillna(both["prior"])
    expected = accepted.groupby(both["indicator"]).sum().reindex(_additive(given))
    wrong = both[both["prior"].ne(accepted)]
    details = wrong["organisation"].groupby(wrong["indicator"]).agg(", ".join)
    difference = given.national["prior"].reindex(expected.index) - expected
    plain = no_difference("national-prior-as-accepted", "national", difference)
    return IndependentCheck(
        plain.name, "national", "hard", plain.values, low=plain.low, high=plain.high, details=details
    )


def _published(given: AuditInput) -> IndependentCheck:
    """The sums against totals published elsewhere; where members are missing the sums cannot reach them."""
    published = pd.Series(given.published, dtype=float)
    national = given.national["current"].reindex(published.index).fillna(0)
    return no_difference("as-published", "national", national - published, "hard" if given.complete else "soft")


def _shares(given: AuditInput) -> list[IndependentCheck]:
    """How far each watched share of the total moved nationally in a year, in percentage points."""
    form = given.form
    shares = given.national[["current", "prior"]].reindex([form.role.total, *form.national.shares])
    total = shares.loc[form.role.total].astype(float)
    moved = 100 * (shares["current"] / total["current"] - shares["prior"] / total["prior"])
    return [
        share_stable(
            f"national-share-of-{name}-stable",
            "national",
            moved[[name]],
            share.national_points,
            share.national_says or share_sentence("national", name, form),
        )
        for name, share in form.national.shares.items()
    ]
