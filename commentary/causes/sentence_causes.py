"""Within one sentence: which of its indicators a cause reaches, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence

from commentary.causes.cause_evidence import evidence, weigh
from commentary.statements import Statement
from commentary.text import ReadUnit, word_set

_CLAUSE_CAUSAL = 0.45


def labelled(reading: ReadUnit, statements: Sequence[Statement]) -> tuple[list[str], bool]:
    """`103: выпуск; по обучению — платформа`: the indicators that open a part of the unit as its label and have a cause
    behind them; and whether a causal part is left without a label."""
    labels: list[str] = []
    current, rest, causal = "", False, False
    strong = [s for s in statements if not s.mention.weak]
    for start, end in reading.clauses:
        opener = next((s for s in strong if start <= s.mention.start <= start + 2 and s.mention.end <= end), None)
        parted = reading.tokens[start].key == ";"
        if opener is not None and (end >= len(reading.tokens) or reading.tokens[end].key in (":", "–", "|")):
            current, causal = opener.indicator, False
            continue
        current = "" if parted else current
        causal = _is_causal(reading, start, end) or (bool(current) and end - start >= 2)
        if causal and current and current not in labels:
            labels.append(current)
        elif causal and not current:
            rest = True
    return labels, rest or not labels


def reached_within(reading: ReadUnit, own: Sequence[Statement]) -> tuple[set[str], bool]:
    """The indicators of the sentence that its causes reach, and whether a cause stands before all of them, apart."""
    names = {s.indicator for s in own}
    if reading.unit.kind == "row":
        return names, False
    reached: set[str] = set()
    opened: list[str] = []
    last: set[str] = set()
    pending, open_cause, leading = False, False, False
    for c, (start, end) in enumerate(reading.clauses):
        here = [s.indicator for s in own if reading.mentions and start <= s.mention.start < end and s.mention.end]
        if reading.has("contrast", "but", start, end):
            opened, pending, leading = [], False, False
        open_cause = open_cause or (pending and reading.tokens[start].key == ";")
        if _is_causal(reading, start, end):
            now = set(here) | (set(opened) if not here or _joined(reading, c) else set())
            if now:
                reached |= now
                last, opened = now, []
                leading = _leads(reading, own, start, end)
            elif last and not reading.has("link", "these", start, end):
                reached |= last
            else:
                apart = end >= len(reading.tokens) or reading.tokens[end].key == ";"
                pending, open_cause = True, open_cause or apart or reading.unit.lead >= 0
        elif here:
            linked = reading.labels("connective") & {"back"} and c >= len(reading.clauses) - 2
            if pending or leading or (last and reading.has("link", "these", start, end)) or (linked and last):
                reached |= set(here)
                last = last | set(here)
            else:
                opened.extend(here)
    if len(names) == 1 or (not reached and not open_cause):
        reached = names
    return reached, open_cause


def _leads(reading: ReadUnit, own: Sequence[Statement], start: int, end: int) -> bool:
    """The connective stands before the clause's indicator: `в связи с … работающих меньше, женщин тоже`."""
    connectives = [
        h.start for h in reading.by_group.get("connective", ()) if start <= h.start < end and h.label == "cause"
    ]
    mentions = [s.mention.start for s in own if start <= s.mention.start < end]
    return bool(connectives and mentions) and min(connectives) < min(mentions)


_JOINTS = word_set("and")


def _joined(reading: ReadUnit, clause: int) -> bool:
    """Whether a clause with an indicator and a cause also speaks for the indicators opened before it: behind 'and'."""
    start, end = reading.clauses[clause]
    return any(t.key in _JOINTS for t in reading.tokens[start : min(end, start + 2)])


def _is_causal(reading: ReadUnit, start: int, end: int) -> bool:
    values = evidence(reading, start, end)
    told = any(
        h.label not in ("other", "motivation") for h in reading.by_group.get("event", ()) if start <= h.start < end
    )
    if told and not any(reading.has(g, "", start, end) for g in ("plan", "routine")):
        return True
    if any(reading.has("connective", label, start, end) for label in ("cause", "back")) and not reading.has(
        "empty", "vague", start, end
    ):
        return True
    return weigh(values) >= _CLAUSE_CAUSAL
