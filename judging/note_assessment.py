"""The notes of the latest returns, handed to `commentary` and brought back as frames."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from commentary.statements import Note
from commentary.verdicts import Assessment, put_together
from judging.arrived_documents import Arrived
from judging.context import Context
from judging.held_to_rules import Ruled
from judging.kept_notes import asked_again
from judging.registered_names import register_entries
from judging.unsure_verdicts import DECIMALS, is_unsure, said_neutrally, told_as_facts_from
from judging.verdict_corrections import correct_verdicts
from schemas.frames import Commentary


def assess_notes(arrived: Arrived, ruled: Ruled, material: pd.DataFrame, context: Context) -> Assessment:
    """The assessment of the notes of the latest returns; `material` says which changes they must explain.

    What is unsure is said neutrally. Where the columns are swapped every change has the wrong sign; its note is
    assessed once that is mended.
    """
    latest, parts, texts = arrived.latest, arrived.pairing.notes, arrived.texts
    table, rules = ruled.table, ruled.findings
    names = {x.id: x.names for x in register_entries(context.register)}
    wanted = material.groupby("organisation")["indicator"].agg(tuple).to_dict()
    unchanged = set(rules.loc[rules["rule"].eq("unchanged-return"), "organisation"])
    swapped = set(rules.loc[rules["rule"].eq("columns-swapped"), "organisation"])
    place = {str(o): n for n, o in enumerate(table.organisations) if o not in swapped}
    # one tuple for all notes: it is indexed once, and a tuple of the others for each would grow with the square
    everyone = tuple(dict.fromkeys(name for entry in names.values() for name in entry))
    columns = {
        i: tuple(zip(_optional(table.value(i, "prior")), _optional(table.value(i, "current")), strict=True))
        for i in context.form.indicators
    }
    notes = []
    for organisation, row in place.items():
        notes.append(Note(
            key=organisation,
            organisation=organisation,
            names=names.get(organisation, ()),
            text=texts[organisation],
            figures={i: pairs[row] for i, pairs in columns.items()},
            material=wanted.get(organisation, ()),
            as_of=context.terms.as_of,
            prior_as_of=context.terms.prior_as_of,
            last_year=context.history_notes.get(organisation),
            reasons={x.indicator: x.text for x in parts.get(latest[organisation].file, ()) if x.source == "reason"},
            other_names=everyone,
        ))  # fmt: skip
    assessment = put_together(context.assess(notes, context.form, context.meaning))
    silent = [o for o in sorted(unchanged & set(place)) if not texts[o].strip()]
    told = asked_again(assessment.findings, arrived.notes_since)
    assessment = dataclasses.replace(assessment, findings=_with_note_missing(told, silent))
    corrected = correct_verdicts(assessment, notes, context.decisions, context.form)
    return dataclasses.replace(corrected, findings=said_neutrally(corrected.findings, told_as_facts_from(context)))


def _optional(figures: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if x != x else x for x in figures.tolist()]


def _with_note_missing(findings: pd.DataFrame, organisations: Sequence[str]) -> pd.DataFrame:
    """A return without any change and without a note: nobody says that the figures are meant to be the same."""
    have = set(findings.loc[findings["rule"].eq("note-missing"), "key"])
    blank = {"indicator": "", "period": "", "observed": "", "expected": "", "quote": "", "confidence": np.nan}
    extra = [{"key": o, "rule": "note-missing", "parameters": {}, **blank} for o in organisations if o not in have]
    return (
        pd.concat([findings, pd.DataFrame(extra, columns=findings.columns)], ignore_index=True) if extra else findings
    )


def commentary_frame(assessment: Assessment, notes_since: Mapping[str, str], context: Context) -> pd.DataFrame:
    """frames.Commentary: one row a material change; one without indicator for a note that had none to explain.

    `notes_since` are the days of the notes that were kept of earlier versions, by organisation; verdicts less sure than
    the round asks for are to be read.
    """
    grades = assessment.grades["grade"].rename_axis("organisation").reset_index()
    verdicts = assessment.verdicts.rename(columns={"key": "organisation"})
    joined = grades.merge(verdicts, on="organisation", how="left")
    text = ["indicator", "verdict", "reasons", "quote"]
    joined[text] = joined[text].fillna("").astype("str")
    joined["note_since"] = [notes_since.get(x, "") for x in joined["organisation"]]
    keys = joined[["organisation", "indicator"]].itertuples(index=False, name=None)
    joined["by"] = [assessment.given.get(x, "") for x in keys]
    joined["to_be_read"] = np.where(is_unsure(joined["confidence"], told_as_facts_from(context)), "yes", "")
    joined["confidence"] = joined["confidence"].round(DECIMALS)
    added = ["note_since", "by", "confidence", "to_be_read"]
    return Commentary.validate(joined[["organisation", "grade", *text, *added]])
