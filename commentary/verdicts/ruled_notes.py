"""What the rules find in one note: explanations, contradictions, verdicts, and the evidence that the scorer weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commentary.causes import OF_ALL, Explanation, attach
from commentary.statements import NoteReading
from commentary.text import ReadUnit
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.contradictions import contradictions
from commentary.verdicts.pair_evidence import PairEvidence, pair_evidence
from commentary.verdicts.verdicts import EXPLAINED, Verdict, inherited, judge


@dataclass(frozen=True)
class RuledNote:
    """The rules' `verdicts` by indicator, and `unexplained`, what they would be if the note gave no cause at all.

    `settled` are those that the rules are sure of: those beside whose figures a reason was written, those whose
    cause is an event told plainly in a unit that names no other, or is tied to the change by a connective with nothing
    doubtful about, and those of which a cause says that it is of them all.
    """

    explanations: Sequence[Explanation]
    contradicted: Sequence[Contradiction]
    verdicts: Mapping[str, Verdict]
    unexplained: Mapping[str, Verdict]
    evidence: PairEvidence
    settled: frozenset[str]


def rule_verdicts(read: NoteReading, probabilities: Sequence[float]) -> RuledNote:
    """The rules' findings in a note; `probabilities` are those of its units to tell a cause."""
    explanations = attach(read.readings, read.by_unit(), probabilities, read.table)
    years = (read.note.as_of.year, read.note.prior_as_of.year)
    wrong = contradictions(read.readings, read.statements, read.table, years)
    columns = {r.column: n for n, r in enumerate(read.readings) if r.column and not r.furniture}
    material, stale = read.note.material, set(read.stale)
    verdicts = judge(material, read.statements, explanations, wrong, stale, read.table, columns)
    everything = set(range(len(read.readings)))
    unexplained = judge(material, read.statements, explanations, wrong, everything, read.table, columns)
    fresh = [e for e in explanations if e.unit not in stale]
    evidence = pair_evidence(read, probabilities, [*explanations, *inherited(fresh, read.table)])
    explained = {i: read.readings[v.unit] for i, v in verdicts.items() if v.verdict == EXPLAINED}
    plain = {i for i, reading in explained.items() if _is_plain(reading, i) or _is_tied(reading)}
    of_all = {e.indicator for e in fresh if e.way == OF_ALL and verdicts.get(e.indicator, _NONE).verdict == EXPLAINED}
    return RuledNote(explanations, wrong, verdicts, unexplained, evidence, frozenset(columns) | plain | of_all)


_NONE = Verdict("", "", -1, 0.0)


def _is_plain(reading: ReadUnit, indicator: str) -> bool:
    """`Первичек 202: шести садов больше нет.`: an event of the form's reasons and one indicator; nothing doubtful."""
    events = [h for h in reading.by_group.get("event", ()) if h.label not in ("other", "motivation")]
    strong = [m for m in reading.mentions if not m.weak]
    named = {m.indicator for m in strong if not m.code} or {m.indicator for m in strong}
    if not events or named != {indicator} or reading.by_group.get("empty") or reading.has("period", "midyear"):
        return False
    told = {i for h in events for i in range(h.start, h.end)}
    negated = any(h.start not in told for h in reading.by_group.get("negation", ()))
    return not negated and not any(reading.by_group.get(g) for g in _DOUBTFUL)


def _is_tied(reading: ReadUnit) -> bool:
    """`Рост по всем категориям связан с выездными семинарами`: a connective of cause, and nothing doubtful."""
    if reading.by_group.get("empty") or reading.by_group.get("negation") or reading.has("period", "midyear"):
        return False
    return reading.has("connective", "cause") and not any(reading.by_group.get(g) for g in _DOUBTFUL)


_DOUBTFUL = ("plan", "elsewhere", "part", "contrast")
