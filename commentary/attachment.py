"""Which indicators the told causes reach: within the sentence, from a heading, a lead, back to what was just told.

The walk goes through the units in text order and keeps the topic: the indicators that were last told of. A cause with
no indicator of its own belongs to the topic; one that comes first waits for what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from commentary.causes import evidence, weigh
from commentary.figures import Table
from commentary.lexicon import begins, stem_set, word_set
from commentary.reading import Reading
from commentary.statements import Statement

CAUSAL = 0.5
_CLAUSE_CAUSAL = 0.45
_OPENERS = ("cause", "back")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A unit that explains an indicator: with what probability, and by which way the cause reached it."""

    indicator: str
    unit: int
    probability: float
    way: str


@dataclass
class _Walk:
    """What is known at a place of the note."""

    found: list[Explanation] = field(default_factory=list)
    topic: tuple[str, ...] = ()
    topic_unit: int = -1
    waiting: tuple[int, float] | None = None
    unnamed: tuple[int, float] | None = None
    told: list[tuple[int, str]] = field(default_factory=list)
    causal_unit: int = -1

    def explained(self) -> set[str]:
        return {e.indicator for e in self.found}

    def reach(self, indicators: Sequence[str], unit: int, probability: float, way: str) -> None:
        self.found.extend(Explanation(i, unit, probability, way) for i in indicators)
        self.causal_unit = unit


def attach(
    readings: Sequence[Reading],
    statements: Mapping[int, Sequence[Statement]],
    probabilities: Sequence[float],
    table: Table,
) -> list[Explanation]:
    """The explanations of a note: for each unit that tells a cause, the indicators that it reaches."""
    walk = _Walk()
    references: list[tuple[str, str, int]] = []
    for index, reading in enumerate(readings):
        if reading.furniture or reading.unit.kind == "quoted":
            continue
        own = [s for s in statements.get(index, ()) if s.told]
        if reading.column:
            if probabilities[index] >= CAUSAL:
                walk.reach([reading.column], index, probabilities[index], "column")
            continue
        _step(walk, readings, index, own, probabilities[index], statements)
        if own:
            walk.topic, walk.topic_unit = (
                tuple(dict.fromkeys(s.indicator for s in own if s.scope == "own")) or walk.topic,
                index,
            )
            walk.told.extend((index, s.indicator) for s in own)
        elif reading.unit.kind == "heading" and statements.get(index):
            walk.topic, walk.topic_unit = tuple(dict.fromkeys(s.indicator for s in statements[index])), index
        if (reference := _reference(reading)) is not None:
            references.append((*reference, index))
    if walk.unnamed is not None and not {"members", "working"} & walk.explained():
        walk.reach(_general(readings[walk.unnamed[0]], table), *walk.unnamed, "general")
    return walk.found + _referred(walk.found, references)


def _general(reading: Reading, table: Table) -> list[str]:
    """What a cause speaks of that names nothing and follows nothing: the indicator whose change it counts, else
    members where it says that they rose or fell as they did."""
    for name in ("working", "students", "members"):
        size = abs(table.change(name).difference)
        if size >= _COUNTED and any(t.kind == "number" and t.value == size for t in reading.tokens):
            return [name]
    moves = reading.labels("direction") & {"up", "down"}
    change = table.change("members").difference
    return (
        ["members"] if moves == {"up" if change > 0 else "down"} and change and not reading.by_group.get("plan") else []
    )


_COUNTED = 10


def _reference(reading: Reading) -> tuple[str, str] | None:
    """`201: см. 102`, `102-жолды қараңыз`: the row that speaks, and the row that it points to."""
    names = list(dict.fromkeys(m.indicator for m in reading.mentions if not m.weak))
    if len(names) != 2 or not any(begins(t.key, "see") for t in reading.tokens):
        return None
    return names[0], names[1]


def _referred(found: Sequence[Explanation], references: Sequence[tuple[str, str, int]]) -> list[Explanation]:
    explained = {e.indicator: e.probability for e in found}
    return [
        Explanation(a, unit, explained[b], "reference")
        for a, b, unit in references
        if b in explained and a not in explained
    ]


def _step(
    walk: _Walk,
    readings: Sequence[Reading],
    index: int,
    own: list[Statement],
    probability: float,
    statements: Mapping[int, Sequence[Statement]],
) -> None:
    reading = readings[index]
    causal = probability >= CAUSAL
    points_back = bool(reading.labels("connective") & {"back"}) or _says_same(reading)
    if causal and own:
        reached, open_cause = _within(reading, own)
        labels, _ = _labels(reading, statements.get(index, ()))
        walk.reach(sorted(reached.union(labels)), index, probability, "own")
        if open_cause:
            lead = {s.indicator for s in statements.get(reading.unit.lead, ())}
            topic = lead or (set(walk.topic) if _near(walk, readings, index) else set())
            walk.reach(sorted(topic - walk.explained()), index, probability, "topic")
        if "all" in reading.labels("link"):
            walk.reach(_recent(walk, readings, index), index, probability, "all")
        elif reading.tokens[0].key.startswith(_DIFFERENCE):
            walk.reach(walk.topic, index, probability, "topic")
    elif causal:
        labels, rest = _labels(reading, statements.get(index, ()))
        targets, way = _targets(walk, readings, index, statements) if rest else ([], "label")
        walk.reach(labels, index, probability, "label")
        if targets:
            walk.reach([t for t in targets if t not in labels], index, probability, way)
            walk.waiting = (index, probability) if way == "named" and set(targets) == {"members"} else None
        elif rest:
            walk.waiting = (index, probability)
            walk.unnamed = walk.unnamed or walk.waiting
        walk.causal_unit = index
    elif points_back and not own and walk.causal_unit >= 0 and (named := _named(statements.get(index, ()))):
        walk.reach(named, index, 0.6, "back")
    elif (
        own
        and walk.causal_unit == index - 1
        and _is_result(reading)
        and readings[index - 1].unit.paragraph == reading.unit.paragraph
    ):
        walk.reach([s.indicator for s in own if s.scope == "own"], index - 1, 0.7, "result")
    elif own and walk.waiting and (points_back or _follows(readings, walk.waiting[0], index)):
        walk.reach([s.indicator for s in own if s.scope == "own"], *walk.waiting, "following")
        walk.waiting = None
    elif own and _inherits(walk, readings, index, points_back):
        walk.reach([s.indicator for s in own], index, 0.6, "back")


_DIFFERENCE = stem_set("difference")


def _says_same(reading: Reading) -> bool:
    """`По женщинам так же`: a short unit that says no more than that it is the same."""
    words = [t.key for t in reading.tokens if t.kind == "word"]
    return len(words) <= 6 and (("так", "же") in pairwise(words) or any(begins(w, "same") for w in words))


def _is_result(reading: Reading) -> bool:
    """`Қазір … 21 340`, `в итоге осталось`: the state after the events that were just told."""
    return any(t.key in _RESULT for t in reading.tokens[:3])


_RESULT = word_set("result")


def _inherits(walk: _Walk, readings: Sequence[Reading], index: int, points_back: bool) -> bool:
    """`По той же причине`, `осыдан`, `из них`: the cause told before is this one's too."""
    if walk.causal_unit < 0 or readings[index].by_group.get("plan"):
        return False
    if points_back:
        return True
    if index - walk.causal_unit > 1:
        return False
    reading = readings[index]
    moves = reading.labels("direction") & {"up", "down"} or any(t.sign for t in reading.tokens)
    return (
        bool(reading.labels("link") & {"these"})
        or _names_leavers(reading)
        or bool(moves and "most" in reading.labels("link"))
    )


def _names_leavers(reading: Reading) -> bool:
    """`Қысқарғандардың он үші`, `из уволившихся`: a participle that stands for the people just told of."""
    named = {i for m in reading.mentions for i in range(m.start, m.end)}
    words = [t.key for i, t in enumerate(reading.tokens) if t.kind == "word" and i not in named]
    if any(w.endswith(_PARTICIPLES_KK) for w in words):
        return True
    return any(a in ("из", "среди") and b.endswith(_PARTICIPLES_RU) for a, b in pairwise(words))


_PARTICIPLES_KK = (
    "гандардин",
    "гендердин",
    "кандардин",
    "кендердин",
    "гандардан",
    "гендерден",
    "кандардан",
    "кендерден",
    "гандар",
    "гендер",
)
_PARTICIPLES_RU = ("вших", "вшихся", "енних", "ених", "ятих", "нних")


def _labels(reading: Reading, statements: Sequence[Statement]) -> tuple[list[str], bool]:
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


def _named(statements: Sequence[Statement]) -> list[str]:
    """The indicators that a unit names outright."""
    return list(dict.fromkeys(s.indicator for s in statements if not s.mention.weak))


def _within(reading: Reading, own: Sequence[Statement]) -> tuple[set[str], bool]:
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


def _leads(reading: Reading, own: Sequence[Statement], start: int, end: int) -> bool:
    """The connective stands before the clause's indicator: `в связи с … работающих меньше, женщин тоже`."""
    connectives = [
        h.start for h in reading.by_group.get("connective", ()) if start <= h.start < end and h.label == "cause"
    ]
    mentions = [s.mention.start for s in own if start <= s.mention.start < end]
    return bool(connectives and mentions) and min(connectives) < min(mentions)


_JOINTS = word_set("and")


def _joined(reading: Reading, clause: int) -> bool:
    """Whether a clause with an indicator and a cause also speaks for the indicators opened before it: behind 'and'."""
    start, end = reading.clauses[clause]
    return any(t.key in _JOINTS for t in reading.tokens[start : min(end, start + 2)])


def _is_causal(reading: Reading, start: int, end: int) -> bool:
    values = evidence(reading, start, end)
    if any(reading.has("connective", label, start, end) for label in ("cause", "back")) and not reading.has(
        "empty", "vague", start, end
    ):
        return True
    return weigh(values) >= _CLAUSE_CAUSAL


def _targets(
    walk: _Walk, readings: Sequence[Reading], index: int, statements: Mapping[int, Sequence[Statement]]
) -> tuple[Sequence[str], str]:
    reading = readings[index]
    if "all" in reading.labels("link"):
        return _recent(walk, readings, index), "all"
    if reading.tokens[0].key in _REASONS and len(recent := _recent(walk, readings, index)) > 1 and "working" in recent:
        return [i for i in recent if i in ("members", "working")], "reasons"
    lead = reading.unit.lead
    if lead >= 0 and (topic := _topic_of(readings[lead], statements.get(lead, ()))):
        return topic, "lead"
    if walk.topic and _near(walk, readings, index):
        return walk.topic, "topic"
    if reading.by_group.get("plan") or reading.by_group.get("routine"):
        return [], "named"
    return _named(statements.get(index, ())), "named"


_REASONS = word_set("reasons")


def _topic_of(lead: Reading, statements: Sequence[Statement]) -> list[str]:
    """What a heading names, or what a sentence that ends with a colon tells of."""
    return list(
        dict.fromkeys(
            s.indicator for s in statements if s.told or lead.unit.kind == "heading" or lead.by_group.get("connective")
        )
    )


def _near(walk: _Walk, readings: Sequence[Reading], index: int) -> bool:
    """Whether the topic still holds: in its line or paragraph, or for a sentence that opens with a cause."""
    if walk.topic_unit < 0:
        return False
    topic, here = readings[walk.topic_unit].unit, readings[index].unit
    if here.line == topic.line or (here.line == topic.line + 1 and here.paragraph == topic.paragraph):
        return True
    opening = [h for h in readings[index].by_group.get("connective", ()) if h.start <= 2 and h.label in _OPENERS]
    return bool(opening) and here.line - topic.line <= 2


def _follows(readings: Sequence[Reading], cause: int, index: int) -> bool:
    """Whether what is told comes right after the waiting cause, in its paragraph."""
    return index - cause <= 2 and readings[index].unit.paragraph == readings[cause].unit.paragraph


def _recent(walk: _Walk, readings: Sequence[Reading], index: int) -> list[str]:
    """What was told in this line and the ones next to it: what 'all these figures' means."""
    line, paragraph = readings[index].unit.line, readings[index].unit.paragraph
    same_line = [i for u, i in walk.told if readings[u].unit.line == line]
    if same_line:
        return sorted(set(same_line))
    return sorted({i for u, i in walk.told if paragraph - readings[u].unit.paragraph <= 1})
