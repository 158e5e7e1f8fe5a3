"""Hard findings that two people have let pass, and returns that two people have said are not due.

A waiver is bound to all that its rule reads: where one of these figures changes, or the note, the finding is another,
and nobody has waived it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from judging.confirmations import figures_read, finding_bases
from judging.context import Context
from judging.decisions_in_force import NOT_DUE, WAIVED, digest, waivers
from judging.unfilled import EMPTY_FORM
from schemas.documents import Document
from schemas.form import UNREADABLE_RULES, Check, Form, checks_of, figures_of, plain_number
from schemas.frames import RETURN_MISSING, ProposedWaivers, empty
from schemas.judge import ACCEPTED, FigureTable, failed_checks, residuals

# nothing could be judged of these, or nobody knows whose they are: a waiver would let stand what is not there
_NEVER = frozenset({
    "table-ambiguous", "organisation-disputed", "organisation-departed", "organisation-unidentified",
    "template-outdated", "return-duplicated", EMPTY_FORM, *UNREADABLE_RULES,
})  # fmt: skip


def can_be_waived(rule: str, form: Form) -> bool:
    """Whether two people may let such a finding pass; of a missing return, that it is not due."""
    return form.finding_kind(rule).severity == "hard" and rule not in _NEVER


def waiver_kind(rule: str) -> str:
    """The kind of the decision that lets such a finding pass."""
    return NOT_DUE if rule == RETURN_MISSING else WAIVED


def waiver_bases(
    findings: pd.DataFrame,
    figures: pd.DataFrame,
    latest: Mapping[str, Document],
    notes: Mapping[str, str],
    context: Context,
) -> list[str]:
    """For each finding a digest of all that it rests on: what a confirmation is bound to, the figures of children that
    its rule sums, and the accepted ones that it is held against."""
    form, bases = context.form, finding_bases(findings, figures, latest, notes, context.form)
    records = findings.to_dict("records")
    beside = [_beside(x, figures, context) if x["rule"] in form.rules else [] for x in records]
    return [digest(b, x["observed"], y) for b, x, y in zip(bases, records, beside, strict=True)]


def _beside(finding: Mapping[object, object], figures: pd.DataFrame, context: Context) -> list[tuple[str, ...]]:
    """What a rule reads of other returns and of last year's: (organisation, indicator, period, value)."""
    rule, indicator, organisation = (str(finding[x]) for x in ("rule", "indicator", "organisation"))
    checks = [x for x in checks_of(context.form) if x.rule.name == rule and x.indicator == indicator]
    named = [x for check in checks for x in figures_of(check.tree)]
    told: list[tuple[str, ...]] = []
    if any(x.children for x in named):
        register, summed = context.register, {x.indicator for x in named if x.children}
        children = register.loc[register["parent"].eq(organisation), "id"]
        rows = figures[figures["organisation"].isin(children) & figures["indicator"].isin(summed)]
        told += _plain(rows[["organisation", "indicator", "period", "value"]])
    if any(x.column == ACCEPTED for x in named):
        before, names = context.history, figures_read(rule, indicator, context.form)
        rows = before[before["organisation"].eq(organisation) & before["indicator"].isin(names)]
        told += _plain(rows.assign(period=ACCEPTED)[["organisation", "indicator", "period", "value"]])
    return sorted(told)


def _plain(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    return [(str(o), str(i), str(p), plain_number(float(x))) for o, i, p, x in rows.itertuples(index=False, name=None)]


def with_waivers(
    findings: pd.DataFrame,
    figures: pd.DataFrame,
    latest: Mapping[str, Document],
    notes: Mapping[str, str],
    context: Context,
) -> pd.DataFrame:
    """The findings (frames.Findings), those told as waived that two people have let pass, with both names."""
    given = {x.proposal.key: x for x in waivers(context.decisions) if x.approval}
    if not given or findings.empty:
        return findings
    able = {str(x) for x in findings["rule"].unique() if can_be_waived(str(x), context.form)}
    concerned = findings[findings["organisation"].isin({key[0] for key in given}) & findings["rule"].isin(able)]
    told = findings.copy()
    bases = waiver_bases(concerned, figures, latest, notes, context)
    for row, basis in zip(concerned.itertuples(), bases, strict=True):
        key = (str(row.organisation), waiver_kind(str(row.rule)), str(row.rule), str(row.indicator), basis)
        if waiver := given.get(key):
            told.loc[row.Index, ["state", "by", "because"]] = ["waived", waiver.names, waiver.because]
    return told


def waived_checks(
    figures: pd.DataFrame, latest: Mapping[str, Document], context: Context
) -> frozenset[tuple[str, str]]:
    """(organisation, name of a check) of the rules that two people have let pass for these very figures."""
    given = [
        x.proposal for x in waivers(context.decisions) if x.approval and x.proposal.said("rule") in context.form.rules
    ]
    if not given:
        return frozenset()
    about = pd.DataFrame([{"organisation": x.organisation, **x.subject} for x in given])
    bases = waiver_bases(about, figures, latest, {}, context)
    held = [x for x, basis in zip(given, bases, strict=True) if basis == x.said("basis")]
    return frozenset(
        (x.organisation, check.name)
        for x in held
        for check in checks_of(context.form)
        if (check.rule.name, check.indicator, check.period) == (x.said("rule"), x.said("indicator"), x.said("period"))
    )


def without_waived(residuals: pd.DataFrame, waived: frozenset[tuple[str, str]]) -> pd.DataFrame:
    """The residual table, what is waived told as not evaluated: nothing else rests on it."""
    left = residuals.copy() if waived else residuals
    for organisation, check in waived:
        if organisation in left.index and check in left:
            left.loc[organisation, check] = float("nan")
    return left


def failed_and_waived(
    checks: tuple[Check, ...], table: FigureTable, thresholds: Mapping[str, float], waived: frozenset[tuple[str, str]]
) -> pd.DataFrame:
    """The failure cases (as failed_checks gives them) of what is waived."""
    let_pass = tuple(x for x in checks if x.name in {name for _, name in waived})
    failed = failed_checks(let_pass, residuals(let_pass, table, thresholds))
    places = pd.MultiIndex.from_frame(failed[["organisation", "check"]])
    return failed[places.isin(waived)].reset_index(drop=True)


def proposed_waivers(decisions: pd.DataFrame) -> pd.DataFrame:
    """frames.ProposedWaivers: what waits for a second name, in the order it was proposed."""
    waiting = [x.proposal for x in waivers(decisions) if x.approval is None]
    rows = [
        {x: d.said(x) for x in ("rule", "indicator", "observed")}
        | {"organisation": d.organisation, "kind": d.kind, "by": d.author, "at": d.at, "because": d.note}
        for d in waiting
    ]
    return ProposedWaivers.validate(pd.DataFrame(rows)) if rows else empty(ProposedWaivers)


def returns_not_due(latest: Mapping[str, Document], context: Context) -> frozenset[str]:
    """The organisations whose return two people have said is not due, and that have sent none."""
    given = (x.proposal for x in waivers(context.decisions) if x.approval)
    return frozenset(x.organisation for x in given if x.kind == NOT_DUE and x.organisation not in latest)
