"""Findings that a person has confirmed: the figure is right, so the question is not asked again, and stays listed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from judging.context import ArrivedDocument, Context
from judging.decisions_in_force import CONFIRMED, OPEN_CHANGES, digest, kept_decisions, note_digest
from schemas.documents import CellState, Document
from schemas.form import Form, checks_of, figures_of, plain_number
from workbooks.text import WAITS

REPAIRED = "cell-repaired"


def can_be_confirmed(rule: str, form: Form) -> bool:
    """Whether a person may settle such a finding: no hard one, and none that a verdict on the change settles."""
    return form.finding_kind(rule).severity != "hard" and rule not in OPEN_CHANGES


def confirmed_ones(
    findings: pd.DataFrame,
    figures: pd.DataFrame,
    latest: Mapping[str, Document],
    notes: Mapping[str, str],
    context: Context,
) -> pd.DataFrame:
    """The findings (frames.Findings), those that somebody has confirmed, about these very figures, told as such."""
    confirmed = [d for d in kept_decisions(context.decisions) if d.kind == CONFIRMED]
    if not confirmed:
        return findings
    given, of = {d.key: d for d in confirmed}, {d.organisation for d in confirmed}
    concerned = findings[findings["organisation"].isin(of)]
    bases = finding_bases(concerned, figures, latest, notes, context.form)
    told = findings.copy()
    for row, basis in zip(concerned.itertuples(), bases, strict=True):
        decision = given.get((str(row.organisation), CONFIRMED, str(row.rule), str(row.indicator), basis))
        if decision is not None and can_be_confirmed(str(row.rule), context.form):
            told.loc[row.Index, ["state", "by", "because"]] = ["confirmed", decision.author, decision.note]
    return told


def finding_bases(
    findings: pd.DataFrame,
    figures: pd.DataFrame,
    latest: Mapping[str, Document],
    notes: Mapping[str, str],
    form: Form,
) -> list[str]:
    """For each finding a digest of what it is about; the organisation is part of it.

    A rule: the figures that it reads. A remark on the note: the note, and the words. One made in reading: what stood
    in the cell; all figures of the return, where it names no indicator.
    """
    mine = figures[figures["organisation"].isin(set(findings["organisation"]))]
    values: dict[str, dict[tuple[str, str], str]] = {}
    for o, i, period, value, raw in mine[["organisation", "indicator", "period", "value", "raw"]].to_numpy():
        values.setdefault(o, {})[i, period] = plain_number(float(value)) or str(raw)
    return [
        _basis(
            x, values.get(x["organisation"], {}), latest.get(x["organisation"]), notes.get(x["organisation"], ""), form
        )
        for x in findings.to_dict("records")
    ]


def _basis(
    finding: Mapping[Any, Any], values: Mapping[tuple[str, str], str], document: Document | None, note: str, form: Form
) -> str:
    rule, indicator = finding["rule"], finding["indicator"]
    about = [finding["organisation"], rule, indicator, finding["period"]]
    if rule in form.rules:
        names = figures_read(rule, indicator, form)
        return digest(about, sorted((i, p, v) for (i, p), v in values.items() if i in names))
    if rule in form.note:
        reasons = (
            [x.text for x in document.notes if x.source == "reason" and x.indicator == indicator] if document else []
        )
        return digest(about, finding["observed"], note_digest(note, "".join(reasons)))
    everything = [] if indicator else sorted((i, p, v) for (i, p), v in values.items())
    return digest(about, finding["observed"], finding["expected"], finding["cell"], everything)


def figures_read(rule: str, indicator: str, form: Form) -> set[str]:
    """The indicators whose figures decide whether the rule holds at this one."""
    checks = [x for x in checks_of(form) if x.rule.name == rule and x.indicator == indicator]
    return {f.indicator for x in checks for f in figures_of(x.tree)} | {i for x in checks for i in x.members}


def with_confirmed_cells(readings: Sequence[ArrivedDocument], decisions: pd.DataFrame) -> list[ArrivedDocument]:
    """The readings, the proposed repairs that somebody has confirmed in them made."""
    confirmed = {
        (d.said("sha256"), d.said("sheet"), d.said("cell"))
        for d in kept_decisions(decisions)
        if d.kind == CONFIRMED and d.said("rule") == REPAIRED
    }
    files = {sha256 for sha256, _, _ in confirmed}
    return [_mended(x, confirmed) if x.document.sha256 in files else x for x in readings]


def _mended(reading: ArrivedDocument, confirmed: set[tuple[str, str, str]]) -> ArrivedDocument:
    """The reading with what was confirmed; formulas over those cells follow once nothing else in it waits."""
    document = reading.document
    waiting = [x for x in document.figures if x.state == CellState.PROPOSED and x.proposed is not None]
    asked = {(document.sha256, x.sheet, x.cell) for x in waiting if x.repair != WAITS}
    settled = asked & confirmed
    made = {(x.sheet, x.cell) for x in waiting if (document.sha256, x.sheet, x.cell) in settled}
    if asked == settled:
        made |= {(x.sheet, x.cell) for x in waiting if x.repair == WAITS}
    figures = tuple(
        dataclasses.replace(x, value=x.proposed, state=CellState.READ) if (x.sheet, x.cell) in made else x
        for x in document.figures
    )
    return dataclasses.replace(reading, document=dataclasses.replace(document, figures=figures))
