"""What each note says of each change that needs an explanation: grades, verdicts with quotes, findings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from commentary.attachment import CAUSAL, attach
from commentary.causes import EVIDENCE, evidence, weigh
from commentary.contradictions import Contradiction, contradictions
from commentary.copies import name_words, stale_units
from commentary.copying import copied_notes
from commentary.figures import Table
from commentary.findings import NoteFinding, incompatible_reasons, missing_note, open_changes, wrong_statements
from commentary.frames import Grades, NoteFindings, Verdicts
from commentary.grades import ABSENT, grade
from commentary.lexicon import stem_set
from commentary.periods import wrong_period
from commentary.reading import Reading, read_note, read_piece
from commentary.statements import Statement, says_all_are, statements_of
from commentary.verdicts import EXPLAINED, UNMENTIONED, Verdict, judge, reasons_of
from schemas.form import Form

if TYPE_CHECKING:
    from commentary.meaning import Meaning


_LITTLE = math.log1p(3)
_SHORT = 3


@dataclass(frozen=True)
class Note:
    """A note as it arrived, with the figures it speaks of.

    `text` is everything that arrived as note; `figures` indicator -> (prior, current); `material` the indicators whose
    change needs an explanation; `reasons` what stood in the figures' reason column, by indicator; `names` are the
    organisation's own names, `other_names` those of all others in the register.
    """

    key: str
    organisation: str
    names: tuple[str, ...]
    text: str
    figures: Mapping[str, tuple[float | None, float | None]]
    material: tuple[str, ...]
    as_of: date
    prior_as_of: date
    last_year: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """`grades`: index key, columns grade, confidence. `verdicts`: key, indicator, verdict, reasons, quote, confidence.

    `findings`: key, rule, indicator, period, observed, expected, quote, parameters. Models: commentary/frames.py.
    """

    grades: pd.DataFrame
    verdicts: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class NoteReading:
    """A note read, before causes are weighed: units, statements, table, and the units that are last year's words."""

    note: Note
    text: str
    readings: tuple[Reading, ...]
    texts: tuple[str, ...]
    statements: tuple[Statement, ...]
    table: Table
    names: frozenset[str]
    stale: frozenset[int]

    def by_unit(self) -> dict[int, list[Statement]]:
        """unit -> its statements."""
        found: dict[int, list[Statement]] = {}
        for statement in self.statements:
            found.setdefault(statement.unit, []).append(statement)
        return found


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

    Without `meaning` causes are told by the lexicons alone, and confidence is lower.
    """
    read = [read_for_assessment(note, form) for note in notes]
    probabilities = cause_probabilities(read, meaning)
    judged = [_judge(r, p, form, meaning is not None) for r, p in zip(read, probabilities, strict=True)]
    copies = copied_notes([(j.read.note.organisation, j.read.texts, j.causal, j.read.names) for j in judged])
    findings = [(j.read.note.key, f) for j, copy in zip(judged, copies, strict=True) for f in _findings(j, form, copy)]
    return Assessment(_grades(judged, meaning is not None), _verdicts(judged), _finding_frame(findings))


def read_for_assessment(note: Note, form: Form) -> NoteReading:
    """The note's units read and their statements told; the reason column's texts are units of their own."""
    rows = {i.row: name for name, i in form.indicators.items()}
    table = Table.of(note.figures)
    readings = list(read_note(note.text, rows))
    texts = [note.text[r.unit.start : r.unit.end] for r in readings]
    for indicator, reason in note.reasons.items():
        if reason.strip() and reason not in note.text:
            readings.append(read_piece(reason, rows, indicator))
            texts.append(reason.strip())
    statements = _statements(readings, table)
    names = name_words((*note.names, note.organisation))
    stale = stale_units(note.text, note.last_year, [r for r in readings if not r.column], names)
    return NoteReading(
        note, note.text, tuple(readings), tuple(texts), tuple(statements), table, names, frozenset(stale)
    )


def _statements(readings: Sequence[Reading], table: Table) -> list[Statement]:
    """The statements of all units; a unit without an own mention speaks of its heading's or lead's indicators."""
    found: list[Statement] = []
    topics: dict[int, list[str]] = {}
    last: list[Statement] = []
    for index, reading in enumerate(readings):
        if reading.furniture:
            continue
        context = [reading.column] if reading.column else topics.get(reading.unit.lead, [])
        near = bool(last) and readings[last[0].unit].unit.paragraph == reading.unit.paragraph
        training = near and any(s.indicator.startswith("trained") for s in last)
        own = statements_of(reading, index, table, context, training)
        if near and any(s.indicator == "members" for s in last) and says_all_are(reading, "working"):
            own = [replace(s, told=True) if s.indicator == "working" else s for s in own]
        topics[index] = list(dict.fromkeys(s.indicator for s in own))
        found.extend(own)
        last = own or last
    return found


def cause_probabilities(read: Sequence[NoteReading], meaning: Meaning | None) -> list[list[float]]:
    """For each note the probability of each unit to tell a cause in the world.

    Only units with content of their own are embedded; the evidence alone tells that the others hold no cause.
    """
    values = [[evidence(r, other_years=_other_years(n.note), names=n.names) for r in n.readings] for n in read]
    found = [[weigh(v) for v in note] for note in values]
    if meaning is None:
        return [
            [_bounded(r, v, p) for r, v, p in zip(n.readings, vs, ps, strict=True)]
            for n, vs, ps in zip(read, values, found, strict=True)
        ]
    places = [
        (n, u) for n, note in enumerate(read) for u, r in enumerate(note.readings) if _could_decide(r, values[n][u])
    ]
    probabilities = meaning.causes([read[n].texts[u] for n, u in places], [values[n][u] for n, u in places])
    for (n, u), probability in zip(places, probabilities, strict=True):
        found[n][u] = _bounded(read[n].readings[u], values[n][u], probability)
    return found


def _bounded(reading: Reading, values: Sequence[float], probability: float) -> float:
    """The probability, low where there is no content at all, where a total is taken apart, or where another
    organisation or another year is spoken of."""
    value = dict(zip(EVIDENCE, values, strict=True))
    bare = (
        reading.unit.kind == "heading"
        and not value["event"] + value["event_other"] + value["connective"] + value["back"]
    )
    if bare or (value["open"] == 0 and not value["back"]):
        return min(probability, 0.2)
    words = sum(t.kind == "word" for t in reading.tokens)
    if words <= _SHORT and not value["event"] + value["event_other"] + value["connective"] + value["back"]:
        return min(probability, 0.4)
    if (
        value["subtotal"]
        and not value["back"]
        and not value["event"] + value["event_other"]
        and value["open"] <= _LITTLE
    ):
        return min(probability, 0.3)
    elsewhere = any(h.start <= 3 for h in reading.by_group.get("elsewhere", ()))
    return (
        min(probability, 0.3) if elsewhere or (value["other_year"] and _tells_of_another_year(reading)) else probability
    )


def _tells_of_another_year(reading: Reading) -> bool:
    """A year stands in the unit, and not as the date of a figure beside it."""
    if any(t.key.startswith(_THIS_YEAR) for t in reading.tokens):
        return False
    years = [i for i, t in enumerate(reading.tokens) if t.kind == "date" and not t.month]
    return not any(t.kind == "number" and not t.spelled for i in years for t in reading.tokens[i + 1 : i + 4])


_THIS_YEAR = stem_set("this_year")


def _could_decide(reading: Reading, values: Sequence[float]) -> bool:
    return not reading.furniture and values[EVIDENCE.index("open")] > 0


def _other_years(note: Note) -> tuple[int, ...]:
    return tuple(range(note.prior_as_of.year - 6, note.prior_as_of.year))


def _judge(read: NoteReading, probabilities: Sequence[float], form: Form, sure: bool) -> _Judged:
    by_unit = read.by_unit()
    explanations = attach(read.readings, by_unit, probabilities, read.table)
    years = (read.note.as_of.year, read.note.prior_as_of.year)
    wrong = contradictions(read.readings, read.statements, read.table, years)
    verdicts = judge(read.note.material, read.statements, explanations, wrong, set(read.stale), read.table)
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


def _findings(judged: _Judged, form: Form, copied_from: int | None) -> list[NoteFinding]:
    note = judged.read.note
    rows = {name: i.row for name, i in form.indicators.items()}
    if note.material and judged.grade == ABSENT:
        return [missing_note(), *wrong_period(note.text, note.names, note.other_names, note.as_of, note.prior_as_of)]
    parameters = {i: _parameters(judged.read.table, i, rows) for i in note.material}
    quotes = dict(enumerate(judged.read.texts))
    found = open_changes(judged.verdicts, judged.quotes, parameters)
    found += wrong_statements(judged.contradicted, judged.read.text, quotes, rows)
    found += wrong_period(note.text, note.names, note.other_names, note.as_of, note.prior_as_of)
    found += incompatible_reasons(
        judged.verdicts, judged.reasons, judged.quotes, judged.read.table, note.organisation, form
    )
    if copied_from is not None or any(v.stale for v in judged.verdicts.values()):
        source = "prior" if copied_from is None else ""
        found.append(NoteFinding("note-copied", period=source, parameters={"org": note.organisation}))
    return found


def _parameters(table: Table, indicator: str, rows: Mapping[str, int]) -> dict[str, Any]:
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
