"""Independent checks, one row an organisation: who is in the sums, and what the figures of each rest on."""

from __future__ import annotations

import pandas as pd

from expectations.audit_texts import share_sentence
from expectations.given import READABLE, AuditInput
from expectations.independent import SHA256, IndependentCheck, none_of, share_stable
from expectations.rule_table import FoldedRule
from schemas.documents import Period
from schemas.form import Severity
from schemas.frames import not_due

_YEARS = (str(Period.CURRENT), str(Period.PRIOR))


def organisation_checks(given: AuditInput, folded: tuple[FoldedRule, ...]) -> tuple[IndependentCheck, ...]:
    """All checks by organisation."""
    return (*_coverage(given), *_figures(given), *_sums(given), _standing_hold(given, folded), *_shares(given))


def _coverage(given: AuditInput) -> list[IndependentCheck]:
    severity: Severity = "hard" if given.complete else "soft"
    reported = given.returns.loc[given.returns["outcome"].isin(READABLE), "organisation"]
    summed = pd.Index(given.regional["organisation"].unique())
    standing = given.standing.index.intersection(given.reporting)
    either = summed.union(standing)
    asked = given.reporting[~given.reporting.isin(not_due(given.findings))]
    return [
        IndependentCheck(name, "organisations", severity, _flags(asked, asked.isin(found)), low=0.5)
        for name, found in (("member-has-reported", reported), ("member-stands", given.standing.index))
    ] + [
        none_of("no-branch-summed", "organisations", _flags(summed, ~summed.isin(given.reporting))),
        none_of("summed-are-standing", "organisations", _flags(either, either.isin(summed) != either.isin(standing))),
    ]


def _figures(given: AuditInput) -> list[IndependentCheck]:
    """What a figure must be and where it must come from. Faulty figures are counted, and named by their cells."""
    figures = given.figures
    standing = figures["organisation"].isin(given.standing.index)
    percentages = [name for name, indicator in given.form.indicators.items() if indicator.kind == "percent"]
    counts = [x.name for x in given.form.members_of("count")]
    counted = ~figures["indicator"].isin(percentages)
    parted = figures["indicator"].isin(counts) & figures["value"].mod(1).gt(0)
    stated = figures["period"].isin([Period.CURRENT, Period.PRIOR])
    known = given.returns.loc[given.returns["sha256"].str.match(SHA256), "file"]
    valued = figures["value"].notna()
    faults = {
        "figures-whole": (standing, counted & stated & (figures["value"].lt(0) | parted)),
        "figures-traceable": (valued, valued & (figures["file"].eq("") | figures["cell"].eq(""))),
        "figures-of-known-file": (valued, valued & ~figures["file"].isin(known)),
        "figures-stated-once": (valued | True, figures.duplicated(["organisation", "indicator", "period"])),
    }
    files = figures[valued].groupby("organisation")["file"].nunique() - 1
    return [_faulty(name, figures, within, faulty) for name, (within, faulty) in faults.items()] + [
        none_of("figures-of-one-file", "organisations", files)
    ]


def _faulty(name: str, figures: pd.DataFrame, within: pd.Series, faulty: pd.Series) -> IndependentCheck:
    counts = faulty[within].groupby(figures["organisation"]).sum()
    rows = figures[within & faulty]
    place = (
        rows["indicator"]
        + " "
        + rows["period"]
        + (" " + rows["sheet"] + "!" + rows["cell"]).where(rows["cell"].ne(""), "")
    )
    details = place.groupby(rows["organisation"]).agg(", ".join)
    return none_of(name, "organisations", counts, details)


def _sums(given: AuditInput) -> list[IndependentCheck]:
    """Whether what was summed is what was returned, and its change is the difference of its years."""
    additive = [name for name, indicator in given.form.indicators.items() if indicator.sum]
    summed = given.regional[given.regional["indicator"].isin(additive)]
    current = given.figures[given.figures["period"].eq(Period.CURRENT)].drop_duplicates(["organisation", "indicator"])
    both = summed.merge(current[["organisation", "indicator", "value"]], on=["organisation", "indicator"], how="left")
    differs = both["current"].ne(both["value"]) & ~(both["current"].isna() & both["value"].isna())
    twice = given.regional.duplicated(["organisation", "indicator"])
    gap = (summed["change"] - (summed["current"] - summed["prior"])).abs().gt(0.001)
    return [
        _of_indicators("summed-once", given.regional, twice),
        _of_indicators("summed-as-returned", both, differs),
        _of_indicators("summed-change-is-difference", summed, gap),
    ]


def _of_indicators(name: str, rows: pd.DataFrame, faulty: pd.Series) -> IndependentCheck:
    details = rows.loc[faulty, "indicator"].groupby(rows["organisation"]).agg(", ".join)
    return none_of(name, "organisations", faulty.groupby(rows["organisation"]).sum(), details)


def _standing_hold(given: AuditInput, folded: tuple[FoldedRule, ...]) -> IndependentCheck:
    hard = {rule.rule.name: rule.failed for rule in folded if rule.rule.severity == "hard" and not rule.rule.shadow}
    failed = pd.DataFrame(hard, index=given.residuals.index)
    for rule in failed:  # what two people have waived is settled, and told as such with its rule
        failed.loc[failed.index.isin(list(given.settled.get(str(rule), {}))), rule] = False
    failed = failed[failed.index.isin(given.standing.index)]
    broken = failed[failed.any(axis=1)]
    names = [", ".join(broken.columns[row]) for row in broken.to_numpy(bool)]
    details = pd.Series(names, index=broken.index, dtype="str")
    return none_of("standing-breaks-no-hard-rule", "organisations", failed.sum(axis=1), details)


def _shares(given: AuditInput) -> list[IndependentCheck]:
    """How far each watched share of the total moved in a year, in percentage points; small ones are left out."""
    form, wide = given.form, _share_figures(given)
    current, prior = (wide[form.role.total, x] for x in _YEARS)
    fewest = form.national.fewest_for_shares
    large = ~(current.lt(fewest) | prior.lt(fewest))
    return [
        share_stable(
            f"share-of-{name}-stable",
            "organisations",
            (100 * (wide[name, _YEARS[0]] / current - wide[name, _YEARS[1]] / prior))[large],
            share.points,
            share.says or share_sentence("organisations", name, form),
        )
        for name, share in form.national.shares.items()
    ]


def _share_figures(given: AuditInput) -> dict[tuple[str, str], pd.Series]:
    """The total and the rows whose share is watched, of both years, by organisation whose return stands."""
    names = [given.form.role.total, *given.form.national.shares]
    rows = given.figures[
        given.figures["organisation"].isin(given.standing.index)
        & given.figures["indicator"].isin(names)
        & given.figures["period"].isin(_YEARS)
    ].drop_duplicates(["organisation", "indicator", "period"])
    wide = rows.pivot(index="organisation", columns=["indicator", "period"], values="value")
    blank = pd.Series(float("nan"), index=wide.index)
    return {(name, period): wide.get((name, period), blank) for name in names for period in _YEARS}


def _flags(index: pd.Index, flags: object) -> pd.Series:
    return pd.Series(flags, index=index, dtype=float)
