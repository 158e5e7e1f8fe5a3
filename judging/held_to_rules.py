"""The rules held to the latest returns: figures, residuals, what failed, and the cells that can be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from judging.carried_figures import of_last_year
from judging.context import Context
from judging.family_standing import awaited_findings, waiting_parents, without_waiting
from judging.split_wholes import split_findings
from judging.unfilled import EMPTY_FORM, is_unfilled
from judging.waived_findings import failed_and_waived, returns_not_due, waived_checks
from schemas.documents import Document, Period
from schemas.form import Check, Form, checks_of
from schemas.frames import Figures, Suspects, empty
from schemas.judge import FigureTable, failed_checks, figure_table, rule_findings
from schemas.repair import repairs

OUTDATED = "template-outdated"
# A return of which no cell can be mended: only a new one helps.
TO_BE_FILLED_ANEW = frozenset({OUTDATED, EMPTY_FORM})


@dataclass(frozen=True)
class Ruled:
    """`figures` (frames.Figures) are those that were judged; `failed` and `findings` as validation gives them.
    `waiting` are the children that do not stand of each parent whose sums wait for them, `searched` the suspects of
    children that were searched by themselves. `waived` are the failures of what was let pass, which `residuals` and
    `failed` leave out."""

    figures: pd.DataFrame
    checks: tuple[Check, ...]
    table: FigureTable
    residuals: pd.DataFrame
    failed: pd.DataFrame
    findings: pd.DataFrame
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    searched: pd.DataFrame = field(default_factory=pd.DataFrame)
    waived: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def stated_residuals(self) -> pd.DataFrame:
        """The residual table as the returns state it, what was let pass too."""
        told = self.residuals.copy() if len(self.waived) else self.residuals
        for organisation, check, residual in self.waived.itertuples(index=False, name=None):
            told.loc[organisation, check] = residual
        return told


def hold_to_rules(
    latest: Mapping[str, Document],
    figures: pd.DataFrame,
    context: Context,
    refused: frozenset[str] = frozenset(),
    compared: frozenset[str] | None = None,
) -> Ruled:
    """The rules held to the figures of the latest returns.

    `refused` are those that reading does not let stand, `compared` those whose changes the others' are compared with;
    all where it is not given.
    """
    judged = _judged_figures(figures, latest, context.form)
    checks = checks_of(context.form)
    table = figure_table(judged, of_last_year(context.history), context.register, context.terms.as_of, compared)
    let_pass = waived_checks(figures, latest, context)
    waiting = waiting_parents(
        checks, table, context.thresholds, context.register, refused, context.form.decimals, let_pass
    )
    table = waiting.table
    failed = failed_checks(checks, waiting.residuals)
    waived = failed_and_waived(checks, table, context.thresholds, let_pass)
    told = pd.concat([failed, waived], ignore_index=True) if len(waived) else failed
    findings = rule_findings(context.form, checks, told, table, judged, context.thresholds, context.languages)
    if waiting.children:
        files = {o: x.file for o, x in latest.items()}
        awaited = awaited_findings(waiting, context.register, files, returns_not_due(latest, context))
        findings = pd.concat([findings, awaited], ignore_index=True)
    if len(parts := split_findings(judged, context)):
        findings = pd.concat([findings, parts], ignore_index=True)
    return Ruled(
        judged, checks, table, waiting.residuals, failed, findings, waiting.children, waiting.searched, waived
    )  # fmt: skip


def _judged_figures(figures: pd.DataFrame, latest: Mapping[str, Document], form: Form) -> pd.DataFrame:
    """Without those of an outdated form, whose columns are of other years, and of one that came back unfilled: only a
    new return can mend that."""
    left_out = [
        o
        for o, document in latest.items()
        if any(x.rule == OUTDATED for x in document.issues) or is_unfilled(document, form)
    ]
    return figures[~figures["organisation"].isin(left_out)].reset_index(drop=True)


def figures_frame(returns: Iterable[tuple[str, Document]]) -> pd.DataFrame:
    """frames.Figures of some organisations' returns: every cell with its state, in the order of the table."""
    names = ["organisation", "indicator", "period", "value", "state", "file", "sheet", "cell", "raw"]
    rows = [
        (organisation, x.indicator, x.period, x.value, x.state, document.file, x.sheet, x.cell, x.raw)
        for organisation, document in returns
        for x in document.figures
    ]
    figures: pd.DataFrame = Figures.validate(pd.DataFrame(rows, columns=names)) if rows else empty(Figures)
    return figures


def locked_cells(cells: pd.DataFrame, history: pd.DataFrame) -> pd.Series:
    """Which cells the form locks for its organisation: computed changes, and last year's figures that were accepted."""
    key = ["organisation", "indicator"]
    accepted = pd.MultiIndex.from_frame(cells[key]).isin(pd.MultiIndex.from_frame(history[key]))
    return cells["period"].eq(Period.CHANGE) | (cells["period"].eq(Period.PRIOR) & accepted)


def suspect_cells(ruled: Ruled, context: Context) -> pd.DataFrame:
    """frames.Suspects: the cells that can be wrong, with the place of each; `settles` is left to told_values.

    Told is a sure value of a cell that the form leaves open: the stated change is locked there, and last year's figure
    where one was accepted.
    """
    parents = context.register.set_index("id")["parent"]
    of_branches = {str(child): str(parent) for child, parent in parents.items() if parent}
    found = repairs(
        ruled.checks, ruled.table, context.thresholds, ruled.residuals, parents=of_branches,
        decimals=context.form.decimals, searched=ruled.searched,
    ).suspects  # fmt: skip
    hard = [x.name for x in ruled.checks if x.rule.severity == "hard" and not x.rule.shadow]
    unclear = ruled.figures.loc[ruled.figures["state"].isin(["proposed", "unreadable"]), "organisation"]
    asked = {*ruled.failed.loc[ruled.failed["check"].isin(hard), "organisation"], *unclear}
    found = without_waiting(found, ruled.waiting, asked, context.register)
    if len(ruled.waived):  # two people have said that these figures are right
        found = found[~found["organisation"].isin(set(ruled.waived["organisation"]) - asked)]
    if found.empty:
        return empty(Suspects)
    key = ["organisation", "indicator", "period"]
    placed = found.merge(ruled.figures[[*key, "file", "sheet", "cell"]], on=key, how="left")
    placed[["file", "sheet", "cell"]] = placed[["file", "sheet", "cell"]].fillna("")
    placed["told"] = placed["sure"] & ~locked_cells(placed, context.history)
    placed["settles"] = False
    suspects: pd.DataFrame = Suspects.validate(placed[list(Suspects.to_schema().columns)])
    return suspects
