"""What collect says of a round."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from judging.held_to_rules import figures_frame
from schemas.conversation import HeardMessage
from schemas.documents import Document
from schemas.form import Check, Form
from schemas.frames import open_ones, waived_ones
from schemas.judge import FigureTable, to_be_read


@dataclass(frozen=True)
class Judgement:
    """What collect says of a round: the five files of the contract as frames, and what they rest on.

    `effect` is what each finding can cost the nation's figures: in units (effect), of which indicator (counted).
    `figures` are those of the latest returns;
    `earlier_figures` those of the returns that they superseded. `latest` and `notes` are the document and the note's
    text of each organisation's latest return; `mended_since` the unreadable files that it has made past. `findings`
    holds settled ones too. `messages` are those that people wrote, and what became of them, `bounces` those that give
    letters of ours back. `given_up` are the states of notes that could not be assessed. By file, `disbelieved` are the
    dates that messages claim and that cannot be right, `places` the order in which returns arrived.
    `notes_since` are the days of the notes that latest returns keep of earlier versions, by organisation; `replied` the
    words in the notes that came in answers to our letters. `asked_changes` says which rules ask for changes that are
    not large by themselves (organisation, indicator, rule, parameters).
    """

    returns: pd.DataFrame
    findings: pd.DataFrame
    effect: pd.DataFrame
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
    notes_since: Mapping[str, str] = field(default_factory=dict)
    replied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_changes: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def open_findings(self) -> pd.DataFrame:
        """The findings that nobody has settled."""
        return open_ones(self.findings)

    @functools.cached_property
    def stated_figures(self) -> pd.DataFrame:
        """The figures as the returns state them, to which the rules were held: without what was restated."""
        return figures_frame(self.latest.items())

    @property
    def waived_findings(self) -> pd.DataFrame:
        """The findings that two people have let pass, a return that is not due too."""
        return waived_ones(self.findings)

    @property
    def open_effect(self) -> pd.DataFrame:
        """The effect of each of the open findings."""
        return self.effect[self.findings["state"].eq("open")].reset_index(drop=True)

    @property
    def to_be_read(self) -> pd.DataFrame:
        """The verdicts that a person should read the notes for (frames.ToBeRead), the largest changes first."""
        return to_be_read(self.commentary, self.figures, self.form)

    @property
    def figures_by_source(self) -> pd.DataFrame:
        """The figures, each with the file that it stands in: what words have corrected, and what they left."""
        sources = {(o, x.indicator, x.period): x.source for o, d in self.latest.items() for x in d.figures if x.source}
        if not sources:
            return self.figures
        keys = zip(*(self.figures[x] for x in ("organisation", "indicator", "period")), strict=True)
        files = [sources.get(key, file) for key, file in zip(keys, self.figures["file"], strict=True)]
        return self.figures.assign(file=files)
