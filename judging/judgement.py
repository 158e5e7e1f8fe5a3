"""From everything that was read to everything that is said of it, in one pass over all returns of the round.

Pure: documents and the round's frames go in, frames come out. It joins what the rooms `workbooks`, `commentary` and
`schemas` know.
"""

from __future__ import annotations

from collections.abc import Sequence

from judging.arrived_documents import returns_frame
from judging.bounces import bounces
from judging.context import ArrivedDocument, Context
from judging.documents_in_order import in_order
from judging.hearing import spoken_in, with_joined_words
from judging.held_to_rules import figures_frame, hold_to_rules
from judging.judged_round import Judgement
from judging.note_assessment import assess_notes, commentary_frame
from judging.return_findings import (
    all_findings,
    missing_returns,
    note_findings,
    reading_findings,
    refused_by_reading,
)
from judging.settling import let_pass, restated, settled
from judging.told_values import told_suspects
from schemas.judge import asked_by_other_figures, effect_on_national, material_changes


def judge(readings: Sequence[ArrivedDocument], context: Context) -> Judgement:
    """The judgement of all documents that have arrived in a round."""
    arrived = in_order(readings, context)
    figures = figures_frame(arrived.latest.items())
    of_reading = let_pass(reading_findings(arrived, context), figures, arrived, context)
    refused = refused_by_reading(of_reading, arrived, context)
    ruled = hold_to_rules(arrived.latest, figures, context, refused, arrived.compared(context.register))
    material = material_changes(ruled.checks, ruled.failed)
    spoken = spoken_in(arrived, ruled, material, context)
    arrived = with_joined_words(arrived, spoken)
    assessment = assess_notes(arrived, ruled, material, context)
    suspects, assessment = told_suspects(ruled, assessment, context)
    found = all_findings(
        [
            of_reading,
            missing_returns(arrived.reported | arrived.unread, context),
            ruled.findings,
            note_findings(assessment, arrived),
        ],
        context,
    )
    told = settled(found, ruled, figures, arrived, spoken, context)
    findings = told.findings
    return Judgement(
        returns=returns_frame(arrived, findings),
        findings=findings,
        effect=effect_on_national(figures, findings, context.form, context.history, suspects),
        suspects=suspects,
        commentary=commentary_frame(assessment, arrived.notes_since, context),
        figures=restated(figures, context),
        earlier_figures=figures_frame(arrived.superseded),
        residuals=ruled.stated_residuals,
        checks=ruled.checks,
        table=ruled.table,
        latest=arrived.latest,
        notes=arrived.texts,
        mended_since=arrived.mended_since,
        given_up=assessment.given_up,
        disbelieved=arrived.disbelieved,
        places={str(file): int(x) for file, x in arrived.settled["place"].items()},
        bounces=bounces(readings, context),
        form=context.form,
        messages=told.messages,
        notes_since=arrived.notes_since,
        replied=arrived.replied,
        asked_changes=asked_by_other_figures(ruled.checks, ruled.failed, ruled.table, context.thresholds),
    )
