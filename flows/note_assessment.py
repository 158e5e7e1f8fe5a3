"""The notes of the latest returns, handed to `commentary` and brought back as frames."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from commentary.assessment import Assessment, Note, assess
from flows.context import Context
from flows.round_folder import register_entries
from schemas.documents import Document, NoteText
from schemas.figure_table import FigureTable
from schemas.frames import Commentary


def assess_notes(
    latest: Mapping[str, Document],
    parts: Mapping[str, tuple[NoteText, ...]],
    texts: Mapping[str, str],
    table: FigureTable,
    material: pd.DataFrame,
    rules: pd.DataFrame,
    context: Context,
) -> Assessment:
    """The assessment of the notes of the latest returns.

    Where the columns are swapped every change has the wrong sign; its note is assessed once that is mended.
    """
    names = {x.id: x.names for x in register_entries(context.register)}
    wanted = material.groupby("organisation")["indicator"].agg(tuple).to_dict()
    unchanged = set(rules.loc[rules["rule"].eq("unchanged-return"), "organisation"])
    swapped = set(rules.loc[rules["rule"].eq("columns-swapped"), "organisation"])
    place = {str(o): n for n, o in enumerate(table.organisations) if o not in swapped}
    everyone = tuple(name for entry in names.values() for name in entry)
    notes = []
    for organisation, row in place.items():
        figures = {
            i: (float(table.value(i, "prior")[row]), float(table.value(i, "current")[row]))
            for i in context.form.indicators
        }
        own = names.get(organisation, ())
        notes.append(Note(
            key=organisation,
            organisation=organisation,
            names=own,
            text=texts[organisation],
            figures={i: tuple(None if x != x else x for x in pair) for i, pair in figures.items()},  # type: ignore[misc]
            material=wanted.get(organisation, ()),
            as_of=context.terms.as_of,
            prior_as_of=context.terms.prior_as_of,
            last_year=context.history_notes.get(organisation),
            reasons={x.indicator: x.text for x in parts.get(latest[organisation].file, ()) if x.source == "reason"},
            other_names=tuple(set(everyone) - set(own)),
        ))  # fmt: skip
    assessment = assess(notes, context.form, context.meaning)
    silent = [o for o in sorted(unchanged & set(place)) if not texts[o].strip()]
    return dataclasses.replace(assessment, findings=_with_note_missing(assessment.findings, silent))


def _with_note_missing(findings: pd.DataFrame, organisations: Sequence[str]) -> pd.DataFrame:
    """A return without any change and without a note: nobody says that the figures are meant to be the same."""
    have = set(findings.loc[findings["rule"].eq("note-missing"), "key"])
    blank = {"indicator": "", "period": "", "observed": "", "expected": "", "quote": ""}
    extra = [{"key": o, "rule": "note-missing", "parameters": {}, **blank} for o in organisations if o not in have]
    return (
        pd.concat([findings, pd.DataFrame(extra, columns=findings.columns)], ignore_index=True) if extra else findings
    )


def commentary_frame(assessment: Assessment) -> pd.DataFrame:
    """frames.Commentary: one row a material change; one without indicator for a note that had none to explain."""
    grades = assessment.grades["grade"].rename_axis("organisation").reset_index()
    verdicts = assessment.verdicts.rename(columns={"key": "organisation"})
    joined = grades.merge(verdicts.drop(columns="confidence", errors="ignore"), on="organisation", how="left")
    text = ["indicator", "verdict", "reasons", "quote"]
    joined[text] = joined[text].fillna("").astype("str")
    return Commentary.validate(joined[["organisation", "grade", *text]])
