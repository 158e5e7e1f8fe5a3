"""The form's rules over restated figures: what held of the figures as they were stated, and no longer does."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from judging.carried_figures import of_last_year
from judging.context import Context
from judging.decisions_in_force import Decision
from judging.held_to_rules import figures_frame
from judging.restatements import RESTATED, last_restatements, restated_history, with_restatements
from schemas.documents import Document, Period
from schemas.form import checks_of
from schemas.frames import Findings, empty
from schemas.judge import FigureTable, failed_checks, figure_table, residuals, rule_findings


def broken_by_restating(latest: Mapping[str, Document], context: Context) -> pd.DataFrame:
    """frames.Findings: what fails with this year's restated figures, and not with those that the returns state.

    Of a parent too, whose children's figure was restated. `because` says why the figure stands all the same, `by` who
    said so, where somebody has.
    """
    said = last_restatements(context.decisions, Period.CURRENT)
    if said.empty:
        return empty(Findings)
    stated = figures_frame(latest.items())
    found = _no_longer_holding(stated, with_restatements(stated, context.decisions), context, context.history)
    although = _although(context.decisions)
    told = [although.get(str(x), ("", "")) for x in found["organisation"]]
    return found.assign(by=[x for x, _ in told], because=[x for _, x in told])


def broken_by(
    decision: Decision, latest: Mapping[str, Document], context: Context, accepted: pd.DataFrame
) -> pd.DataFrame:
    """frames.Findings: what a restatement that is not made yet would break; `accepted` is frames.History as read.

    What is broken already is not told.
    """
    row = {"organisation": decision.organisation, "kind": RESTATED, "subject": dict(decision.subject)}
    row |= {"author": decision.author, "at": decision.at, "note": decision.note}
    after = pd.concat([context.decisions, pd.DataFrame([row])], ignore_index=True)
    stated = figures_frame(latest.items())
    before, now = (with_restatements(stated, x) for x in (context.decisions, after))
    return _no_longer_holding(before, now, context, restated_history(accepted, after))


def _although(decisions: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Who said of an organisation's restated figures why they stand all the same, and that; the last word."""
    made = decisions[decisions["kind"].eq(RESTATED)]
    given = zip(made["organisation"], made["subject"], made["author"], strict=True)
    return {str(o): (str(who), str(x["although"])) for o, x, who in given if x.get("although")}


def _no_longer_holding(
    before: pd.DataFrame, after: pd.DataFrame, context: Context, history: pd.DataFrame
) -> pd.DataFrame:
    """frames.Findings of what fails `after`, held against `history`, and does not `before`, against the context's."""
    checks = checks_of(context.form)
    was, now = _table(before, context, context.history), _table(after, context, history)
    failed = failed_checks(checks, residuals(checks, now, context.thresholds))
    known = failed_checks(checks, residuals(checks, was, context.thresholds))
    key = ["organisation", "check"]
    new = failed[~pd.MultiIndex.from_frame(failed[key]).isin(pd.MultiIndex.from_frame(known[key]))]
    return rule_findings(context.form, checks, new, now, after, context.thresholds, context.languages)


def _table(figures: pd.DataFrame, context: Context, history: pd.DataFrame) -> FigureTable:
    return figure_table(figures, of_last_year(history), context.register, context.terms.as_of)
