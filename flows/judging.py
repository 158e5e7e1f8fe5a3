"""From everything that was read to everything that is said of it, in one pass over all returns of the round.

Pure: documents and the round's frames go in, frames come out. It stands in `flows` because it joins what the rooms
`workbooks`, `commentary` and `schemas` know, and only `flows` may import them all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import pandas as pd

from commentary.assessment import Assessment
from flows.confirmations import unconfirmed, with_confirmed_cells
from flows.context import Context, Reading
from flows.note_assessment import assess_notes, commentary_frame
from flows.received import arrivals_frame, is_readable, note_text, received_at
from flows.return_findings import all_findings, missing_returns, note_findings, reading_findings
from flows.round_folder import register_entries
from schemas.checks import Check, checks_of
from schemas.corroboration import corroborated, turned
from schemas.documents import Document, DocumentKind
from schemas.figure_table import FigureTable, figure_table
from schemas.frames import Figures, Returns, Suspects, empty
from schemas.judgement import material_changes, outcomes
from schemas.repair import repairs
from schemas.residuals import residuals
from schemas.selective_editing import effect_on_national
from schemas.validation import failed_checks, rule_findings
from schemas.versions import settle_versions
from workbooks.identity import Identification, identify
from workbooks.pairing import pair_notes, without_companions

OUTDATED = "template-outdated"
_UNEXPLAINED = ("change-not-mentioned", "change-only-restated")


@dataclass(frozen=True)
class Judgement:
    """What collect says of a round: the five files of the contract as frames, and what they rest on.

    `effect` is that of each finding on the national total of its indicator. `figures` are those of the latest returns;
    `earlier_figures` those of the returns that they superseded. `latest` and `notes` are the document and the note's
    text of each organisation's latest return. `findings` lacks those that somebody has confirmed.
    """

    returns: pd.DataFrame
    findings: pd.DataFrame
    effect: pd.Series
    suspects: pd.DataFrame
    commentary: pd.DataFrame
    figures: pd.DataFrame
    earlier_figures: pd.DataFrame
    residuals: pd.DataFrame
    checks: tuple[Check, ...]
    table: FigureTable
    latest: Mapping[str, Document]
    notes: Mapping[str, str]


def judge(readings: Sequence[Reading], context: Context) -> Judgement:
    """The judgement of all documents that have arrived in a round."""
    readings = with_confirmed_cells(readings, context.decisions)
    known = _identified([x.document for x in readings], context)
    readings = _without_companions(readings, known)
    documents = [x.document for x in readings]
    notes = pair_notes(documents, {file: x.organisation for file, x in known.items()})
    arrivals = arrivals_frame(readings, known, notes.notes, context)
    settled = settle_versions(arrivals)
    by_file = {x.file: x for x in documents}
    organisation_of = arrivals.set_index("file")["organisation"]
    latest = {str(organisation_of[file]): by_file[str(file)] for file in settled.index[settled["status"].eq("latest")]}
    figures = figures_frame(sorted(latest.items(), key=itemgetter(0)))
    judged = _judged_figures(figures, latest)
    checks = checks_of(context.form)
    table = figure_table(judged, context.history, context.register, context.terms.as_of)
    residual_table = residuals(checks, table, context.thresholds)
    failed = failed_checks(checks, residual_table)
    rules = rule_findings(context.form, checks, failed, table, judged, context.thresholds, context.languages)
    texts = {organisation: note_text(notes.notes.get(x.file, ())) for organisation, x in latest.items()}
    assessment = assess_notes(latest, notes.notes, texts, table, material_changes(checks, failed), rules, context)
    suspects = _suspects(checks, table, context, residual_table, judged)
    suspects, assessment = _second_witness(suspects, assessment, judged)
    reported = set(latest) | {x.organisation for x in known.values() if x.organisation}
    found = all_findings(
        [
            reading_findings(latest, known, by_file, settled, arrivals, context),
            missing_returns(reported, context),
            rules,
            note_findings(assessment, latest, notes.issues),
        ],
        context,
    )
    findings = unconfirmed(found, figures, latest, texts, context)
    members = context.register.loc[context.register["parent"].eq(""), "id"]
    return Judgement(
        returns=_returns(readings, known, notes.organisations, settled, findings, arrivals),
        findings=findings,
        effect=effect_on_national(figures, findings, suspects, set(members)),
        suspects=suspects,
        commentary=commentary_frame(assessment),
        figures=figures,
        earlier_figures=figures_frame(
            (organisation_of[x], by_file[x]) for x in settled.index[settled["status"].eq("superseded")]
        ),
        residuals=residual_table,
        checks=checks,
        table=table,
        latest=latest,
        notes=texts,
    )


def _second_witness(
    suspects: pd.DataFrame, assessment: Assessment, figures: pd.DataFrame
) -> tuple[pd.DataFrame, Assessment]:
    """A number of the note that a repair proposes bears that repair out, and is not asked about.

    Nor is a change asked about, or a direction called wrong, that the likeliest repair would undo.
    """
    found = assessment.findings
    other = found[found["rule"].eq("note-number-unknown")]
    stated = pd.DataFrame(
        {
            "organisation": other["key"],
            "indicator": other["indicator"],
            "number": pd.to_numeric(other["observed"], errors="coerce"),
        }
    )
    ranked, settled = corroborated(suspects, stated, figures)
    to_change = pd.MultiIndex.from_frame(ranked.loc[ranked["rank"].eq(1), ["organisation", "indicator"]])
    undone = pd.MultiIndex.from_frame(found[["key", "indicator"]]).isin(to_change) & found["rule"].isin(_UNEXPLAINED)
    of_turned = pd.MultiIndex.from_frame(found[["key", "indicator"]]).isin(turned(ranked, figures))
    agrees = of_turned & found["rule"].eq("note-direction-wrong")
    kept = found[~(found.index.isin(settled) | undone | agrees)].reset_index(drop=True)
    return ranked, dataclasses.replace(assessment, findings=kept)


def _without_companions(readings: Sequence[Reading], known: Mapping[str, Identification]) -> list[Reading]:
    """The readings, scans and pictures beside a readable return of the same organisation being no returns."""
    owners = {file: x.organisation for file, x in known.items()}
    told = without_companions([x.document for x in readings], owners)
    return [dataclasses.replace(x, document=document) for x, document in zip(readings, told, strict=True)]


def _identified(documents: Sequence[Document], context: Context) -> dict[str, Identification]:
    """Whose each document is; what the statistician has assigned by hand goes before what the file says."""
    known = identify(documents, register_entries(context.register), context.aliases)
    assigned = {file: organisation for file, organisation in context.assignments.items() if file in known}
    return known | {file: Identification(organisation, "assigned") for file, organisation in assigned.items()}


def figures_frame(returns: Iterable[tuple[str, Document]]) -> pd.DataFrame:
    """frames.Figures of some organisations' returns: every cell with its state, in the order of the table."""
    names = ["organisation", "indicator", "period", "value", "state", "file", "sheet", "cell", "raw"]
    rows = [
        (organisation, x.indicator, x.period, x.value, x.state, document.file, x.sheet, x.cell, x.raw)
        for organisation, document in returns
        for x in document.figures
    ]
    if not rows:
        return empty(Figures)
    return Figures.validate(pd.DataFrame(rows, columns=names))


def _judged_figures(figures: pd.DataFrame, latest: Mapping[str, Document]) -> pd.DataFrame:
    """Without those of an outdated form: its columns are of other years, and only a new return can mend that."""
    outdated = [o for o, document in latest.items() if any(x.rule == OUTDATED for x in document.issues)]
    return figures[~figures["organisation"].isin(outdated)].reset_index(drop=True)


def _returns(
    readings: Sequence[Reading],
    known: Mapping[str, Identification],
    notes: Mapping[str, str],
    settled: pd.DataFrame,
    findings: pd.DataFrame,
    arrivals: pd.DataFrame,
) -> pd.DataFrame:
    """frames.Returns: every document that has arrived, and what became of it."""
    decided = outcomes(
        findings[findings["file"].isin(settled.index[settled["status"].eq("latest")])],
        pd.Index(arrivals["organisation"].unique()),
    )
    rows = []
    for reading in readings:
        document = reading.document
        organisation = known[document.file].organisation if document.file in known else notes.get(document.file, "")
        outcome = "ignored"
        if document.kind == DocumentKind.WORKBOOK:
            status = str(settled.loc[document.file, "status"])
            outcome = (
                str(decided[organisation])
                if status == "latest"
                else status or ("unidentified" if is_readable(document) else "unreadable")
            )
        rows.append((document.file, document.sha256, organisation, outcome, received_at(document, reading.file_time)))
    return Returns.validate(
        pd.DataFrame(rows, columns=["file", "sha256", "organisation", "outcome", "received"]).astype("str")
    )


def _suspects(
    checks: tuple[Check, ...], table: FigureTable, context: Context, residual_table: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """frames.Suspects: the cells that can be wrong, with the place of each."""
    parents = context.register.set_index("id")["parent"]
    of_branches = {str(child): str(parent) for child, parent in parents.items() if parent}
    found = repairs(checks, table, context.thresholds, residual_table, parents=of_branches).suspects
    if found.empty:
        return empty(Suspects)
    key = ["organisation", "indicator", "period"]
    placed = found.merge(figures[[*key, "file", "sheet", "cell"]], on=key, how="left")
    placed[["file", "sheet", "cell"]] = placed[["file", "sheet", "cell"]].fillna("")
    return Suspects.validate(placed[list(Suspects.to_schema().columns)])
