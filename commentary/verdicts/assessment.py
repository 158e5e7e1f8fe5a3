"""What each note says of each change that needs an explanation: grades, verdicts with quotes, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from commentary.statements import Note
from commentary.verdicts.assessment_frames import Grades, NoteFindings, Verdicts
from commentary.verdicts.copying import copied_notes
from commentary.verdicts.note_findings import NoteFinding, unread_note
from commentary.verdicts.single_notes import AssessedNote, NotAssessed, assess_each
from commentary.verdicts.verdicts import UNMENTIONED
from schemas.form import Form

if TYPE_CHECKING:
    from commentary.causes import Meaning


@dataclass(frozen=True)
class Assessment:
    """`grades`: index key, columns grade, confidence. `verdicts`: key, indicator, verdict, reasons, quote, confidence.

    `findings`: key, rule, indicator, period, observed, expected, quote, parameters. Models: assessment_frames. A note
    that could not be assessed has a finding, and neither grade nor verdicts; its state is of those `given_up`. `given`
    says by key and indicator who gave a verdict that a person gave.
    """

    grades: pd.DataFrame
    verdicts: pd.DataFrame
    findings: pd.DataFrame
    given_up: frozenset[str] = frozenset()
    given: Mapping[tuple[str, str], str] = field(default_factory=dict)


def assess(notes: Sequence[Note], form: Form, meaning: Meaning | None = None) -> Assessment:
    """Grades, verdicts and findings of all notes together; as `assess_each`, and copies are found between them."""
    return put_together(assess_each(notes, form, meaning))


def put_together(each: Sequence[AssessedNote | NotAssessed]) -> Assessment:
    """The assessment of all notes from that of each, with what was copied between them."""
    assessed = [x for x in each if isinstance(x, AssessedNote)]
    unread = [x for x in each if isinstance(x, NotAssessed)]
    copies = copied_notes([x.compared for x in assessed])
    findings = [(x.key, f) for x, copy in zip(assessed, copies, strict=True) for f in (*x.findings, *_copied(x, copy))]
    findings += [(x.key, unread_note()) for x in unread]
    given_up = frozenset(x.state for x in unread if x.state)
    return Assessment(_grades(assessed), _verdicts(assessed), _finding_frame(findings), given_up)


def _copied(note: AssessedNote, copied_from: int | None) -> list[NoteFinding]:
    if note.silent or (copied_from is None and not note.repeats_last_year):
        return []
    source = {"org": note.organisation, "source": "last year" if copied_from is None else "another note"}
    return [NoteFinding("note-copied", parameters=source)]


def _grades(assessed: Sequence[AssessedNote]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"grade": [x.grade for x in assessed], "confidence": [x.confidence for x in assessed]},
        index=pd.Index([x.key for x in assessed], name="key", dtype="str"),
    )
    return Grades.validate(frame.astype({"grade": "str", "confidence": "float64"}))


def _verdicts(assessed: Sequence[AssessedNote]) -> pd.DataFrame:
    rows = [
        (
            x.key,
            i,
            v.verdict,
            "|".join(x.reasons.get(i, ())),
            "" if v.verdict == UNMENTIONED else x.quotes[i],
            v.confidence,
        )
        for x in assessed
        for i, v in x.verdicts.items()
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
