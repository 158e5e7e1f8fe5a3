"""What each note says by itself: its verdicts with their words, its grade, and what is asked because of it.

Nothing here looks at another note, so that a long one can be assessed elsewhere, and what breaks it breaks no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commentary.causes import CAUSAL, cause_probabilities
from commentary.statements import Note, NoteReading, NoteTable, read_for_assessment
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.copying import ComparedNote
from commentary.verdicts.grades import ABSENT, grade
from commentary.verdicts.note_confidence import NoteJudge, least_sure
from commentary.verdicts.note_findings import (
    NoteFinding,
    incompatible_reasons,
    missing_note,
    open_changes,
    wrong_statements,
)
from commentary.verdicts.periods import OtherNames, wrong_period
from commentary.verdicts.ruled_notes import rule_verdicts
from commentary.verdicts.verdict_grounds import quote_of, reasons_told
from commentary.verdicts.verdicts import EXPLAINED, Verdict
from schemas.form import Form

if TYPE_CHECKING:
    from commentary.causes import Meaning

_DISTINCTIVE = 100


@dataclass(frozen=True)
class AssessedNote:
    """What one note says, before it is compared with the others.

    `quotes` and `reasons` are those of the verdicts, by indicator; `compared` is what copies are sought in, and
    `repeats_last_year` tells that a verdict rests on last year's words. `silent` is a note that says nothing of the
    changes it should explain.
    """

    key: str
    organisation: str
    grade: str
    confidence: float
    verdicts: Mapping[str, Verdict]
    quotes: Mapping[str, str]
    reasons: Mapping[str, tuple[str, ...]]
    findings: tuple[NoteFinding, ...]
    compared: ComparedNote
    repeats_last_year: bool
    silent: bool


@dataclass(frozen=True)
class NotAssessed:
    """A note that broke the limits of its assessment; `state` is a digest of what was tried."""

    key: str
    state: str = ""


@dataclass(frozen=True)
class _Judged:
    read: NoteReading
    verdicts: dict[str, Verdict]
    quotes: dict[str, str]
    reasons: dict[str, tuple[str, ...]]
    grade: str
    contradicted: Sequence[Contradiction]
    causal: frozenset[int]
    sure_contradictions: Mapping[str, float]


def assess_each(
    notes: Sequence[Note], form: Form, meaning: Meaning | None = None, judge: Path | None = None
) -> list[AssessedNote | NotAssessed]:
    """Each note assessed by itself. All are; who sets limits has NotAssessed in the place of those that broke them.

    `other_names` may hold the organisation's own names too; one tuple shared by all notes is indexed once. Without
    `meaning` causes are told by the lexicons alone, and verdicts are less sure. `judge` is the folder of what was
    learned, the shipped one if None.
    """
    read = [read_for_assessment(note, form) for note in notes]
    probabilities = cause_probabilities(read, meaning)
    note_judge = NoteJudge.of(form, judge, with_meaning=meaning is not None)
    judged = [_judge(r, p, form, note_judge) for r, p in zip(read, probabilities, strict=True)]
    # notes of a round share one tuple of names; it is indexed once
    shared = {id(n.other_names): n.other_names for n in notes}
    indexes = {key: OtherNames.of(names) for key, names in shared.items()}
    return [_assessed(j, form, indexes[id(j.read.note.other_names)]) for j in judged]


def _assessed(judged: _Judged, form: Form, others: OtherNames) -> AssessedNote:
    note = judged.read.note
    silent = bool(note.material) and judged.grade == ABSENT
    return AssessedNote(
        key=note.key,
        organisation=note.organisation,
        grade=judged.grade,
        confidence=least_sure(judged.verdicts),
        verdicts=judged.verdicts,
        quotes=judged.quotes,
        reasons=judged.reasons,
        findings=tuple(_findings(judged, form, others, silent)),
        compared=_compared(judged),
        repeats_last_year=any(v.stale for v in judged.verdicts.values()),
        silent=silent,
    )


def _judge(read: NoteReading, probabilities: Sequence[float], form: Form, judge: NoteJudge) -> _Judged:
    ruled = rule_verdicts(read, probabilities)
    verdicts = judge.verdicts(ruled, read)
    quotes = {i: quote_of(read, v, ruled.contradicted) for i, v in verdicts.items()}
    codes = dict.fromkeys(form.reasons, 1.0)
    reasons = {
        indicator: reasons_told(read, ruled.explanations, verdict, codes)
        for indicator, verdict in verdicts.items()
        if verdict.verdict == EXPLAINED
    }
    causal = frozenset(i for i, p in enumerate(probabilities) if p >= CAUSAL and not read.readings[i].furniture)
    return _Judged(
        read,
        verdicts,
        quotes,
        reasons,
        grade(verdicts, read.readings, read.statements, read.names),
        ruled.contradicted,
        causal,
        judge.contradictions(verdicts),
    )


def _compared(judged: _Judged) -> ComparedNote:
    tokens = (t for r in judged.read.readings for t in r.tokens if t.kind == "number" and not r.column)
    numbers = frozenset(t.value for t in tokens if t.value >= _DISTINCTIVE)
    return ComparedNote(judged.read.note.organisation, judged.read.texts, judged.causal, judged.read.names, numbers)


def _findings(judged: _Judged, form: Form, others: OtherNames, silent: bool) -> list[NoteFinding]:
    note = judged.read.note
    wrong_note = wrong_period(note.text, judged.read.readings, note.names, others, note.as_of, note.prior_as_of)
    rows = {name: i.row for name, i in form.indicators.items()}
    if silent:
        return [missing_note(), *wrong_note]
    parameters = {i: _parameters(judged.read.table, i, rows) for i in note.material}
    quotes = dict(enumerate(judged.read.texts))
    found = open_changes(judged.verdicts, judged.quotes, parameters)
    sure = judged.sure_contradictions
    found += wrong_statements(judged.contradicted, judged.read.text, quotes, rows, sure)
    found += wrong_note
    found += incompatible_reasons(
        judged.verdicts, judged.reasons, judged.quotes, judged.read.table, note.organisation, form
    )
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
