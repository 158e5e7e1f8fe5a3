"""What each note says of each change that needs an explanation: grades, verdicts with quotes, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from commentary.causes import CAUSAL, attach, cause_probabilities
from commentary.statements import Note, NoteReading, NoteTable, read_for_assessment
from commentary.verdicts.assessment_frames import Grades, NoteFindings, Verdicts
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.contradictions import contradictions
from commentary.verdicts.copying import ComparedNote, copied_notes
from commentary.verdicts.grades import ABSENT, grade
from commentary.verdicts.note_findings import (
    NoteFinding,
    incompatible_reasons,
    missing_note,
    open_changes,
    wrong_statements,
)
from commentary.verdicts.periods import OtherNames, wrong_period
from commentary.verdicts.verdicts import EXPLAINED, UNMENTIONED, Verdict, judge, reasons_of
from schemas.form import Form

if TYPE_CHECKING:
    from commentary.causes import Meaning

_LESS_SURE = 0.85
_DISTINCTIVE = 100


@dataclass(frozen=True)
class Assessment:
    """`grades`: index key, columns grade, confidence. `verdicts`: key, indicator, verdict, reasons, quote, confidence.

    `findings`: key, rule, indicator, period, observed, expected, quote, parameters. Models: commentary/frames.py.
    """

    grades: pd.DataFrame
    verdicts: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class _Judged:
    read: NoteReading
    verdicts: dict[str, Verdict]
    quotes: dict[str, str]
    reasons: dict[str, tuple[str, ...]]
    grade: str
    contradicted: list[Contradiction]
    causal: frozenset[int]


def assess(notes: Sequence[Note], form: Form, meaning: Meaning | None = None) -> Assessment:
    """Grades, verdicts and findings of all notes together (copies are found between them).

    `other_names` may hold the organisation's own names too; one tuple shared by all notes is indexed once. Without
    `meaning` causes are told by the lexicons alone, and confidence is lower.
    """
    read = [read_for_assessment(note, form) for note in notes]
    probabilities = cause_probabilities(read, meaning)
    judged = [_judge(r, p, form, meaning is not None) for r, p in zip(read, probabilities, strict=True)]
    copies = copied_notes([_note_text(j) for j in judged])
    # notes of a round share one tuple of names; it is indexed once
    shared = {id(n.other_names): n.other_names for n in notes}
    indexes = {key: OtherNames.of(names) for key, names in shared.items()}
    findings = [
        (j.read.note.key, f)
        for j, copy in zip(judged, copies, strict=True)
        for f in _findings(j, form, copy, indexes[id(j.read.note.other_names)])
    ]
    return Assessment(_grades(judged, meaning is not None), _verdicts(judged), _finding_frame(findings))


def _judge(read: NoteReading, probabilities: Sequence[float], form: Form, sure: bool) -> _Judged:
    by_unit = read.by_unit()
    explanations = attach(read.readings, by_unit, probabilities, read.table)
    years = (read.note.as_of.year, read.note.prior_as_of.year)
    wrong = contradictions(read.readings, read.statements, read.table, years)
    columns = {r.column: n for n, r in enumerate(read.readings) if r.column and not r.furniture}
    verdicts = judge(read.note.material, read.statements, explanations, wrong, set(read.stale), read.table, columns)
    if not sure:
        verdicts = {i: replace(v, confidence=v.confidence * _LESS_SURE) for i, v in verdicts.items()}
    quotes = {i: read.texts[v.unit] if v.unit >= 0 else "" for i, v in verdicts.items()}
    codes = dict.fromkeys(form.reasons, 1.0)
    reasons = {}
    for indicator, verdict in verdicts.items():
        if verdict.verdict == EXPLAINED:
            units = sorted(
                {e.unit for e in explanations if e.indicator == indicator and e.unit not in read.stale}
                or {verdict.unit}
            )
            reasons[indicator] = reasons_of(read.readings, units, codes)
    causal = frozenset(i for i, p in enumerate(probabilities) if p >= CAUSAL and not read.readings[i].furniture)
    return _Judged(
        read, verdicts, quotes, reasons, grade(verdicts, read.readings, read.statements, read.names), wrong, causal
    )


def _note_text(judged: _Judged) -> ComparedNote:
    tokens = (t for r in judged.read.readings for t in r.tokens if t.kind == "number" and not r.column)
    numbers = frozenset(t.value for t in tokens if t.value >= _DISTINCTIVE)
    return ComparedNote(judged.read.note.organisation, judged.read.texts, judged.causal, judged.read.names, numbers)


def _findings(judged: _Judged, form: Form, copied_from: int | None, others: OtherNames) -> list[NoteFinding]:
    note = judged.read.note
    wrong_note = wrong_period(note.text, judged.read.readings, note.names, others, note.as_of, note.prior_as_of)
    rows = {name: i.row for name, i in form.indicators.items()}
    if note.material and judged.grade == ABSENT:
        return [missing_note(), *wrong_note]
    parameters = {i: _parameters(judged.read.table, i, rows) for i in note.material}
    quotes = dict(enumerate(judged.read.texts))
    found = open_changes(judged.verdicts, judged.quotes, parameters)
    found += wrong_statements(judged.contradicted, judged.read.text, quotes, rows)
    found += wrong_note
    found += incompatible_reasons(
        judged.verdicts, judged.reasons, judged.quotes, judged.read.table, note.organisation, form
    )
    if copied_from is not None or any(v.stale for v in judged.verdicts.values()):
        source = {"org": note.organisation, "source": "last year" if copied_from is None else "another note"}
        found.append(NoteFinding("note-copied", parameters=source))
    return found


def _parameters(table: NoteTable, indicator: str, rows: Mapping[str, int]) -> dict[str, Any]:
    change = table.change(indicator)
    return {
        "row": rows.get(indicator, ""),
        "prior": change.prior,
        "cur": change.current,
        "diff": change.difference,
        "pct": change.percent,
    }


def _grades(judged: Sequence[_Judged], with_meaning: bool) -> pd.DataFrame:
    confidence = [min((v.confidence for v in j.verdicts.values()), default=0.8) for j in judged]
    frame = pd.DataFrame(
        {"grade": [j.grade for j in judged], "confidence": [c if with_meaning else min(c, 0.7) for c in confidence]},
        index=pd.Index([j.read.note.key for j in judged], name="key", dtype="str"),
    )
    return Grades.validate(frame.astype({"grade": "str", "confidence": "float64"}))


def _verdicts(judged: Sequence[_Judged]) -> pd.DataFrame:
    rows = [
        (
            j.read.note.key,
            i,
            v.verdict,
            "|".join(j.reasons.get(i, ())),
            "" if v.verdict == UNMENTIONED else j.quotes[i],
            v.confidence,
        )
        for j in judged
        for i, v in j.verdicts.items()
    ]
    columns = ["key", "indicator", "verdict", "reasons", "quote", "confidence"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:-1], "str") | {"confidence": "float64"})
    return Verdicts.validate(frame)


def _finding_frame(findings: Sequence[tuple[str, NoteFinding]]) -> pd.DataFrame:
    rows = [
        (k, f.rule, f.indicator, f.period, f.observed, f.expected, f.quote, dict(f.parameters)) for k, f in findings
    ]
    columns = ["key", "rule", "indicator", "period", "observed", "expected", "quote", "parameters"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:-1], "str") | {"parameters": "object"})
    return NoteFindings.validate(frame)
