"""Verdicts that a person has corrected, put in the place of the machine's: the grade and the findings follow them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from commentary.statements import Note, NoteTable, read_for_assessment
from commentary.verdicts import (
    ABSENT,
    CONTRADICTED,
    EXPLAINED,
    UNMENTIONED,
    Assessment,
    NoteFinding,
    Verdict,
    grade,
    missing_note,
    open_changes,
)
from judging.decisions_in_force import OPEN_CHANGES, VERDICT, Decision, digest, kept_decisions, note_digest
from schemas.form import Form

ABOUT_THE_WORDS = ("note-number-unknown", "note-direction-wrong", "reason-incompatible")
QUOTED = 80


def verdict_basis(prior: float | None, current: float | None, text: str, reason: str) -> str:
    """What a verdict is about: the figures of both years and the note."""
    return digest(prior, current, note_digest(text, reason))


def applies(decision: Decision, note: Note) -> bool:
    """Whether figures and note are still those that the verdict was given about."""
    indicator = decision.said("indicator")
    prior, current = note.figures.get(indicator, (None, None))
    basis = verdict_basis(prior, current, note.text, note.reasons.get(indicator, ""))
    return decision.said("basis") == basis


def correct_verdicts(assessment: Assessment, notes: Sequence[Note], decisions: pd.DataFrame, form: Form) -> Assessment:
    """The assessment with the verdicts that people have given; those about another figure or note do not count."""
    given: dict[str, dict[str, Decision]] = {}
    for decision in kept_decisions(decisions):
        if decision.kind == VERDICT:
            given.setdefault(decision.organisation, {})[decision.said("indicator")] = decision
    for note in notes:
        mine = {i: d for i, d in given.get(note.key, {}).items() if i in note.material and applies(d, note)}
        if mine and note.key in assessment.grades.index:
            assessment = _corrected(assessment, note, mine, form)
    return assessment


def grade_of(note: Note, verdicts: Mapping[str, str], form: Form) -> str:
    """The grade of a note with these verdicts on its changes."""
    read = read_for_assessment(note, form)
    found = {i: Verdict(i, verdict, -1, 1.0) for i, verdict in verdicts.items()}
    return grade(found, read.readings, read.statements, read.names)


def _corrected(assessment: Assessment, note: Note, given: Mapping[str, Decision], form: Form) -> Assessment:
    verdicts = assessment.verdicts.copy()
    mine = verdicts["key"].eq(note.key)
    for indicator, decision in given.items():
        for row in verdicts.index[mine & verdicts["indicator"].eq(indicator)]:
            values = _values(decision, str(verdicts.at[row, "reasons"]), str(verdicts.at[row, "quote"]))
            verdicts.loc[row, ["verdict", "reasons", "quote"]] = values
            verdicts.loc[row, "confidence"] = 1.0
    told = verdicts[mine].set_index("indicator")
    grades = assessment.grades.copy()
    given_grade = grade_of(note, {str(i): str(v) for i, v in told["verdict"].items()}, form)
    grades["grade"] = grades["grade"].mask(grades.index == note.key, given_grade)
    findings = _findings(assessment.findings, note, told, set(given), given_grade, form)
    hands = {**assessment.given, **{(note.key, indicator): x.author for indicator, x in given.items()}}
    return dataclasses.replace(assessment, grades=grades, verdicts=verdicts, findings=findings, given=hands)


def _values(decision: Decision, reasons: str, quote: str) -> list[str]:
    """Verdict, reasons and quote; what the person did not say of an explained change stays as it was found."""
    verdict = decision.said("verdict")
    reasons = (decision.said("reasons") or reasons or "other") if verdict == EXPLAINED else ""
    return [verdict, reasons, "" if verdict == UNMENTIONED else decision.said("quote") or quote]


def _findings(
    found: pd.DataFrame, note: Note, told: pd.DataFrame, corrected: set[str], given_grade: str, form: Form
) -> pd.DataFrame:
    """The findings of all notes, those of this one as its verdicts now have it."""
    mine = found["key"].eq(note.key)
    kept = set(told.index[told["verdict"].eq(CONTRADICTED)])
    settled = found["rule"].isin(ABOUT_THE_WORDS) & found["indicator"].isin(corrected - kept)
    rest = found[~(mine & (found["rule"].isin(OPEN_CHANGES) | settled))]
    if note.material and given_grade == ABSENT:
        new = [missing_note()]
    else:
        verdicts = {str(i): Verdict(str(i), v, -1, 1.0) for i, v in told["verdict"].items()}
        parameters = change_parameters(note, form)
        new = open_changes(verdicts, {str(i): q for i, q in told["quote"].items()}, parameters)
        known = set(rest.loc[rest["key"].eq(note.key) & rest["rule"].isin(ABOUT_THE_WORDS), "indicator"])
        new += [_contradiction(i, str(told.at[i, "quote"]), parameters) for i in sorted(kept & corrected - known)]
    rows = [
        {"key": note.key, **{x.name: getattr(finding, x.name) for x in dataclasses.fields(finding)}} for finding in new
    ]
    if not rows:
        return rest.reset_index(drop=True)
    return pd.concat([rest, pd.DataFrame(rows)[list(found.columns)]], ignore_index=True).astype(found.dtypes.to_dict())


def change_parameters(note: Note, form: Form) -> dict[str, dict[str, float | str | None]]:
    """What the message about an open change may name, by material indicator."""
    table = NoteTable.of(note.figures, form)
    changes = {i: table.change(i) for i in note.material}
    return {
        i: {"row": form.indicators[i].row, "prior": x.prior, "cur": x.current, "diff": x.difference, "pct": x.percent}
        for i, x in changes.items()
    }


def _contradiction(
    indicator: str, quote: str, parameters: Mapping[str, Mapping[str, float | str | None]]
) -> NoteFinding:
    """A contradiction that only a person has seen: told with the words it is seen in."""
    words = " ".join(quote.split())
    shown = words if len(words) <= QUOTED else f"{words[:QUOTED].rsplit(' ', 1)[0]} …"
    values = {"row": parameters[indicator]["row"], "num": shown or "…", "diff": parameters[indicator]["diff"]}
    return NoteFinding("note-number-unknown", indicator, "current", quote=quote, parameters=values)
