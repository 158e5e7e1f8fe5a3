"""From everything that was read to everything that is said of it, in one pass over all returns of the round.

Pure: documents and the round's frames go in, frames come out. It joins what the rooms `workbooks`, `commentary` and
`schemas` know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from judging.bounces import bounces
from judging.context import ArrivedDocument, Context
from judging.documents_in_order import in_order, returns_frame
from judging.hearing import heard, spoken_in, with_joined_words
from judging.held_to_rules import figures_frame, hold_to_rules, suspect_cells
from judging.note_assessment import assess_notes, commentary_frame
from judging.return_findings import all_findings, missing_returns, note_findings, reading_findings
from judging.second_witness import hear_second_witness
from judging.told_values import with_settled
from schemas.conversation import HeardMessage
from schemas.documents import Document
from schemas.form import Check, Form
from schemas.frames import open_ones
from schemas.judge import FigureTable, effect_on_national, material_changes


@dataclass(frozen=True)
class Judgement:
    """What collect says of a round: the five files of the contract as frames, and what they rest on.

    `effect` is that of each finding on the national total of its indicator. `figures` are those of the latest returns;
    `earlier_figures` those of the returns that they superseded. `latest` and `notes` are the document and the note's
    text of each organisation's latest return; `mended_since` the unreadable files that it has made past. `findings`
    holds settled ones too. `messages` are those that people wrote, and what became of them, `bounces` those that give
    letters of ours back. `given_up` are the states of notes that could not be assessed. By file, `disbelieved` are the
    dates that messages claim and that cannot be right, `places` the order in which returns arrived.
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
    form: Form
    given_up: frozenset[str] = frozenset()
    disbelieved: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    bounces: tuple[Document, ...] = ()
    messages: tuple[HeardMessage, ...] = ()

    @property
    def open_findings(self) -> pd.DataFrame:
        """The findings that nobody has settled."""
        return open_ones(self.findings)

    @property
    def open_effect(self) -> pd.Series:
        """The effect of each of the open findings."""
        return self.effect[self.findings["state"].eq("open")].reset_index(drop=True)

    @property
    def figures_by_source(self) -> pd.DataFrame:
        """The figures, each with the file that it stands in: what words have corrected, and what they left."""
        sources = {(o, x.indicator, x.period): x.source for o, d in self.latest.items() for x in d.figures if x.source}
        if not sources:
            return self.figures
        keys = zip(*(self.figures[x] for x in ("organisation", "indicator", "period")), strict=True)
        files = [sources.get(key, file) for key, file in zip(keys, self.figures["file"], strict=True)]
        return self.figures.assign(file=files)


def judge(readings: Sequence[ArrivedDocument], context: Context) -> Judgement:
    """The judgement of all documents that have arrived in a round."""
    arrived = in_order(readings, context)
    figures = figures_frame(arrived.latest.items())
    ruled = hold_to_rules(arrived.latest, figures, context)
    material = material_changes(ruled.checks, ruled.failed)
    spoken = spoken_in(arrived, ruled, material, context)
    arrived = with_joined_words(arrived, spoken)
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
    told = heard(found, figures, arrived, spoken, context)
    findings = told.findings
    members = context.register.loc[context.register["parent"].eq(""), "id"]
    return Judgement(
        returns=returns_frame(arrived, open_ones(findings)),
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
        form=context.form,
        messages=told.messages,
    )
