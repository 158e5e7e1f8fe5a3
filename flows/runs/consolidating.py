"""Consolidating: national and regional figures, the workbook, the note, the auditors' pages."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from prefect import task
from prefect.cache_policies import NO_CACHE

from expectations import AuditInput, AuditResult, audit
from flows.post import strange_bounces, undelivered_letters
from flows.round import (
    CONSOLIDATED,
    RoundFolder,
    Workspace,
    changed_figures,
    code_version,
    figures_digest,
    note_written,
    refuse_incomplete,
    refuse_tampered,
    screen,
    standing_figures,
    unread_chunks,
    write_file,
)
from flows.runs.collecting import judge_round
from judging import Judgement, broken_by_restating, decision_register, proposed_waivers
from reports.national import Consolidated, national_note, national_workbook
from reports.national import consolidate as consolidated_round
from reports.pages import (
    LetterBack,
    decisions_page,
    message_queue,
    outlier_picture,
    proposed_exceptions,
    round_page,
)
from reports.round_files import changes_csv, decisions_csv
from schemas.errors import RoundError
from schemas.form import Form
from schemas.judge import ratio_outliers
from schemas.languages import name_in


@dataclass(frozen=True)
class ConsolidationDone:
    """What was consolidated, and where it lies. `total` is the form's total."""

    total: str
    consolidated: Consolidated
    audit: AuditResult
    files: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        national = self.consolidated.national
        return {
            "included": len(self.consolidated.included),
            "missing": self.consolidated.missing["organisation"].tolist(),
            "coverage": round(self.consolidated.coverage, 4),
            self.total: national["current"].get(self.total),
            "audit": {"success": self.audit.success, "failed": int((~self.audit.results["success"]).sum())},
            "files": self.files,
        }


@task(name="sum what stands", cache_policy=NO_CACHE)
def sum_standing(work: Workspace, judgement: Judgement) -> Consolidated:
    """The consolidated round."""
    folder = work.round
    return consolidated_round(
        judgement.figures_by_source, judgement.returns, folder.register, folder.history, folder.form, folder.departed,
        judgement.waived_findings,
    )  # fmt: skip


@task(name="write national workbook and note", cache_policy=NO_CACHE)
def write_national(work: Workspace, judgement: Judgement, consolidated: Consolidated) -> dict[str, str]:
    """Where the national workbook, the note and the page of the round lie."""
    folder = work.round
    with work.ledger() as ledger:
        changes = changed_figures(ledger, judgement.figures_by_source, judgement.returns)
        decisions = decision_register(ledger.decisions(), ledger.assignment_log())
        proposed = proposed_waivers(ledger.decisions())
        broken = broken_by_restating(judgement.latest, work.context(ledger))
    workbook = national_workbook(
        consolidated,
        judgement.open_findings,
        judgement.returns,
        folder.register,
        folder.form,
        changes=changes,
        decisions=decisions,
    )
    note = national_note(
        consolidated, judgement.commentary, folder.register, folder.form, changes=changes, broken=broken
    )
    write_file(folder.reports / "changes.csv", changes_csv(changes))
    write_file(folder.reports / "decisions.csv", decisions_csv(decisions))
    language, time_zone = folder.terms.languages[0], folder.terms.time_zone
    written = dt.datetime.now(zoneinfo.ZoneInfo(time_zone))
    waiting = proposed_exceptions(proposed, folder.register, str(folder.path), language, time_zone)
    page = round_page(
        consolidated,
        judgement.returns,
        judgement.open_findings,
        judgement.commentary,
        judgement.figures,
        folder.register,
        folder.form,
        deadline=folder.terms.deadline,
        written=written,
        language=language,
        queue=message_queue(judgement.messages, folder.register, folder.form, str(folder.path), language, time_zone),
        picture=_picture(judgement, folder.register, folder.form, language),
        disbelieved=judgement.disbelieved,
        letters_back=_letters_back(work, judgement),
        round_name=str(folder.path),
        proposed=waiting,
    )
    register_of_decisions = decisions_page(
        decisions,
        judgement.waived_findings,
        waiting,
        folder.register,
        folder.form,
        written=written,
        language=language,
        time_zone=time_zone,
    )
    write_file(folder.reports / "decisions.html", register_of_decisions)
    files = {"workbook": "national.xlsx", "note": "national-note.docx", "page": "index.html"}
    for kind, content in (("workbook", workbook), ("note", note), ("page", page)):
        write_file(folder.reports / files[kind], content)
    return {kind: str(folder.reports / name) for kind, name in files.items()}


def _letters_back(work: Workspace, judgement: Judgement) -> list[LetterBack]:
    """The letters that reached nobody, and the bounces of which nobody can say what they give back."""
    with work.ledger() as ledger:
        letters = ledger.letters()
        found = undelivered_letters(letters, ledger.deliveries(), work.round.register)
    strange = strange_bounces(judgement.bounces, letters)
    said = {x.file: x.mail.diagnosis or x.mail.subject for x in strange if x.mail is not None}
    return [
        *(LetterBack(x.organisation, x.address, x.at, x.reason) for x in found),
        *(LetterBack("", f"{x.sender} · {x.file}", "", said.get(x.file, "")) for x in strange),
    ]


def _picture(judgement: Judgement, register: pd.DataFrame, form: Form, language: str) -> str:
    names = {str(row["id"]): name_in(row, language) for row in register.to_dict("records")}
    ratios = ratio_outliers(judgement.table, form.national.watched.values())
    return outlier_picture(judgement.figures, judgement.open_findings, ratios, names, form, language)


@task(name="audit with Great Expectations", cache_policy=NO_CACHE)
def audit_round(work: Workspace, judgement: Judgement, consolidated: Consolidated) -> AuditResult:
    """The auditors' suites over the collected table, and their Data Docs."""
    folder = work.round
    return audit(_audit_input(folder, judgement, consolidated), folder.reports / "audit")


def _audit_input(folder: RoundFolder, judgement: Judgement, consolidated: Consolidated) -> AuditInput:
    return AuditInput(
        residuals=judgement.residuals,
        checks=judgement.checks,
        figures=judgement.figures,
        returns=judgement.returns,
        register=folder.register,
        history=folder.history,
        national=consolidated.national,
        regional=consolidated.regional_with_departed,
        published=folder.terms.published,
        as_of=folder.terms.as_of,
        complete=consolidated.missing.empty,
        form=folder.form,
        findings=judgement.findings,
    )


def _consolidated_files(work: Workspace) -> list[Path]:
    reports = work.round.reports
    return [*(reports / x for x in CONSOLIDATED), *sorted((reports / "audit").rglob("*.html"))]


def consolidate_steps(work: Workspace, partial: bool, judgement: Judgement | None = None) -> ConsolidationDone:
    """The steps of a consolidation, inside whichever flow runs them. Raises MissingReturnsError."""
    show = screen()
    with work.ledger() as ledger:
        refuse_tampered(work, ledger)
        refuse_incomplete(work, ledger, partial)
        state = work.state_digest(ledger)
    if unread_chunks(work):
        raise RoundError(f"not everything that has arrived is read; run `esep collect {work.round.path}` first")
    with work.ledger() as ledger:
        run = ledger.start_run("consolidate", work.round.form.digest, code_version())
    if judgement is None:
        with show.stage("judge returns"):
            judgement = judge_round(work)
    with show.stage("sum what stands"):
        consolidated = sum_standing(work, judgement)
    with show.stage("write workbook and note"):
        files = write_national(work, judgement, consolidated)
    with show.stage("audit (Great Expectations)"):
        audited = audit_round(work, judgement, consolidated)
    result = ConsolidationDone(
        work.round.form.role.total,
        consolidated,
        audited,
        files | {"audit": str(work.round.reports / "audit" / "index.html")},
    )
    with work.ledger() as ledger:
        counts = {"included": len(consolidated.included), "missing": len(consolidated.missing), "state": state}
        figures = standing_figures(judgement.figures_by_source, judgement.returns)
        note_written(work, ledger, "consolidate", _consolidated_files(work))
        ledger.finish_run(run, "done", counts | {"figures": figures_digest(figures)})
    return result
