"""From everything that was read to everything that is said of it, in one pass over all returns of the round.

Pure: documents and the round's frames go in, frames come out. It joins what the rooms `workbooks`, `commentary` and
`schemas` know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from judging.bounces import bounces
from judging.confirmations import unconfirmed
from judging.context import ArrivedDocument, Context
from judging.documents_in_order import in_order, returns_frame
from judging.held_to_rules import figures_frame, hold_to_rules, suspect_cells
from judging.note_assessment import assess_notes, commentary_frame
from judging.return_findings import all_findings, missing_returns, note_findings, reading_findings
from judging.second_witness import hear_second_witness
from judging.told_values import with_settled
from schemas.documents import Document
from schemas.form import Check
from schemas.judge import FigureTable, effect_on_national, material_changes


@dataclass(frozen=True)
class Judgement:
    """What collect says of a round: the five files of the contract as frames, and what they rest on.

    `effect` is that of each finding on the national total of its indicator. `figures` are those of the latest returns;
    `earlier_figures` those of the returns that they superseded. `latest` and `notes` are the document and the note's
    text of each organisation's latest return; `mended_since` the unreadable files that it has made past. `findings`
    lacks those that somebody has confirmed. `given_up` are the states of notes that could not be assessed.
    By file, `disbelieved` are the dates that messages claim and that cannot be right, `places` the order in which
    returns arrived. `bounces` are the messages that give letters of ours back.
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
    mended_since: frozenset[str]
    given_up: frozenset[str] = frozenset()
    disbelieved: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    bounces: tuple[Document, ...] = ()


def judge(readings: Sequence[ArrivedDocument], context: Context) -> Judgement:
    """The judgement of all documents that have arrived in a round."""
    arrived = in_order(readings, context)
    figures = figures_frame(arrived.latest.items())
    ruled = hold_to_rules(arrived.latest, figures, context)
    material = material_changes(ruled.checks, ruled.failed)
    assessment = assess_notes(arrived, ruled, material, context)
    suspects, assessment = hear_second_witness(suspect_cells(ruled, context), assessment, ruled.figures)
    suspects = with_settled(suspects, ruled, context.thresholds)
    found = all_findings(
        [
            reading_findings(arrived, context),
            missing_returns(arrived.reported, context),
            ruled.findings,
            note_findings(assessment, arrived),
        ],
        context,
    )
    findings = unconfirmed(found, figures, arrived.latest, arrived.texts, context)
    members = context.register.loc[context.register["parent"].eq(""), "id"]
    return Judgement(
        returns=returns_frame(arrived, findings),
        findings=findings,
        effect=effect_on_national(figures, findings, suspects, set(members)),
        suspects=suspects,
        commentary=commentary_frame(assessment),
        figures=figures,
        earlier_figures=figures_frame(arrived.superseded),
        residuals=ruled.residuals,
        checks=ruled.checks,
        table=ruled.table,
        latest=arrived.latest,
        notes=arrived.texts,
        mended_since=arrived.mended_since,
        given_up=assessment.given_up,
        disbelieved=arrived.disbelieved,
        places={str(file): int(x) for file, x in arrived.settled["place"].items()},
        bounces=bounces(readings),
    )
