"""Which indicators the told causes reach: within the sentence, from a heading, a lead, back to what was just told.

The walk goes through the units in text order and keeps the topic: the indicators that were last told of. A cause with
no indicator of its own belongs to the topic; one that comes first waits for what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commentary.causes.sentence_causes import labelled, reached_within
from commentary.statements import (
    DIFFERENCE,
    NoteTable,
    Statement,
    is_label,
    is_of_those,
    is_result,
    names_leavers,
    points_back,
    row_reference,
)
from commentary.text import ReadUnit, begins, word_set

CAUSAL = 0.5
OF_ALL = "all"  # the way of a cause that is told of all the figures around it


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
    """What is known at a place of the note; `told` are the indicators by the unit that told of them last."""

    found: list[Explanation] = field(default_factory=list)
    topic: tuple[str, ...] = ()
    topic_unit: int = -1
    waiting: tuple[int, float] | None = None
    unnamed: tuple[int, float] | None = None
    told: dict[str, int] = field(default_factory=dict)
    causal_unit: int = -1

    def explained(self) -> set[str]:
        return {e.indicator for e in self.found}

    def reach(self, indicators: Sequence[str], unit: int, probability: float, way: str) -> None:
        self.found.extend(Explanation(i, unit, probability, way) for i in indicators)
        self.causal_unit = unit


def attach(
    readings: Sequence[ReadUnit],
    statements: Mapping[int, Sequence[Statement]],
    probabilities: Sequence[float],
    table: NoteTable,
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
        _step(walk, readings, index, own, probabilities[index], statements, table)
        if own:
            walk.topic, walk.topic_unit = (
                tuple(dict.fromkeys(s.indicator for s in own if s.scope == "own")) or walk.topic,
                index,
            )
            walk.told.update((s.indicator, index) for s in own)
        elif statements.get(index) and (reading.unit.kind == "heading" or is_label(reading)):
            walk.topic, walk.topic_unit = tuple(dict.fromkeys(s.indicator for s in statements[index])), index
        if (reference := row_reference(reading)) is not None:
            references.append((*reference, index))
    if walk.unnamed is not None and not table.mains & walk.explained():
        walk.reach(_general(readings[walk.unnamed[0]], table), *walk.unnamed, "general")
    return walk.found + _referred(walk.found, references)


def _general(reading: ReadUnit, table: NoteTable) -> list[str]:
    """What a cause speaks of that names nothing and follows nothing: the indicator whose change it counts, else the
    last of the form's `general` where it says that it rose or fell as it did."""
    names = table.mentions.general
    for name in names:
        size = abs(table.change(name).difference)
        if size >= _COUNTED and any(t.kind == "number" and t.value == size for t in reading.tokens):
            return [name]
    moves = reading.labels("direction") & {"up", "down"}
    change = table.change(names[-1]).difference if names else 0.0
    told = moves == {"up" if change > 0 else "down"} and change and not reading.by_group.get("plan")
    return [names[-1]] if told else []


_COUNTED = 10


def _referred(found: Sequence[Explanation], references: Sequence[tuple[str, str, int]]) -> list[Explanation]:
    explained = {e.indicator: e.probability for e in found}
    return [
        Explanation(a, unit, explained[b], "reference")
        for a, b, unit in references
        if b in explained and a not in explained
    ]


def _step(
    walk: _Walk,
    readings: Sequence[ReadUnit],
    index: int,
    own: list[Statement],
    probability: float,
    statements: Mapping[int, Sequence[Statement]],
    table: NoteTable,
) -> None:
    reading = readings[index]
    causal = probability >= CAUSAL
    back = points_back(reading)
    if causal and own:
        reached, open_cause = reached_within(reading, own)
        labels, _ = labelled(reading, statements.get(index, ()))
        walk.reach(sorted(reached.union(labels, _composing(own))), index, probability, "own")
        if open_cause or begins(reading.tokens[0].key, "enumerator"):
            lead = {s.indicator for s in statements.get(reading.unit.lead, ())}
            topic = lead or (set(walk.topic) if _near(walk, readings, index) else set())
            walk.reach(sorted(topic - walk.explained()), index, probability, "topic")
        if "all" in reading.labels("link"):
            walk.reach(_recent(walk, readings, index), index, probability, OF_ALL)
        elif reading.tokens[0].key.startswith(DIFFERENCE):
            walk.reach(walk.topic, index, probability, "topic")
    elif causal:
        labels, rest = labelled(reading, statements.get(index, ()))
        targets, way = _targets(walk, readings, index, statements, table) if rest else ([], "label")
        walk.reach(labels, index, probability, "label")
        if targets:
            walk.reach([t for t in targets if t not in labels], index, probability, way)
            walk.waiting = (index, probability) if way == "named" and set(targets) == {table.role.total} else None
        elif rest:
            if walk.waiting is None or _is_eventful(reading) or index - walk.waiting[0] > 1:
                walk.waiting = (index, probability)
            walk.unnamed = walk.unnamed or (index, probability)
        walk.causal_unit = index
    elif back and not own and walk.causal_unit >= 0 and (named := _named(statements.get(index, ()))):
        walk.reach(named, index, 0.6, "back")
    elif (those := _of_those(walk, reading, index, statements.get(index, ()), table)) and not own:
        walk.reach(those, index, 0.6, "back")
    elif (
        own
        and walk.causal_unit == index - 1
        and walk.topic_unit != index - 1
        and is_result(reading)
        and readings[index - 1].unit.paragraph == reading.unit.paragraph
    ):
        walk.reach([s.indicator for s in own if s.scope == "own"], index - 1, 0.7, "result")
        walk.waiting = None
    elif own and walk.waiting and (back or _follows(readings, walk.waiting[0], index)):
        if not back and _counts_another(readings[walk.waiting[0]], own, table):
            return
        named = _named(statements.get(index, ())) if back else []
        reached = {s.indicator for s in own if s.scope == "own"}.union(named)
        walk.reach(sorted(reached), *walk.waiting, "following")
        walk.waiting = None
    elif own and _inherits(walk, readings, index, back):
        walk.reach(
            sorted({s.indicator for s in own}.union(_named(statements.get(index, ())) if back else [])),
            index,
            0.6,
            "back",
        )
    elif own and (those := _of_those(walk, reading, index, own, table)):
        walk.reach(those, index, 0.6, "back")


def _counts_another(cause: ReadUnit, own: Sequence[Statement], table: NoteTable) -> bool:
    """`150 адам шахтаға кетті. Жастар 650 болды.`: the cause counts the change of an indicator other than these."""
    sizes = {t.value for t in cause.tokens if t.kind == "number" and t.value >= _COUNTED}
    counted = {name for name in table.mentions.general if abs(table.change(name).difference) in sizes}
    return bool(counted) and not counted & {s.indicator for s in own}


def _inherits(walk: _Walk, readings: Sequence[ReadUnit], index: int, back: bool) -> bool:
    """`По той же причине`, `осыдан`, `из них`: the cause told before is this one's too."""
    if walk.causal_unit < 0 or readings[index].by_group.get("plan"):
        return False
    if back:
        return True
    if index - walk.causal_unit > 1:
        return False
    reading = readings[index]
    moves = reading.labels("direction") & {"up", "down"} or any(t.sign for t in reading.tokens)
    return (
        bool(reading.labels("link") & {"these"})
        or names_leavers(reading)
        or bool(moves and "most" in reading.labels("link"))
    )


def _composing(statements: Sequence[Statement]) -> set[str]:
    """`кеткендердің 280-і әйел`: the indicators whose whole change is a part of the people just told of."""
    return {s.indicator for s in statements if any(a.role == "part" and a.match == "change" for a in s.amounts)}


def _of_those(
    walk: _Walk, reading: ReadUnit, index: int, statements: Sequence[Statement], table: NoteTable
) -> list[str]:
    """The indicators that the people just told of belong to: `олардың дені – әйелдер`, `из них 96 женщин`."""
    if walk.causal_unit < 0 or index - walk.causal_unit > _THOSE or reading.by_group.get("plan"):
        return []
    named = {s.indicator for s in statements if s.named and s.scope == "own"} if is_of_those(reading) else set()
    return sorted((named | _composing(statements)) - table.mains - walk.explained())


_THOSE = 2


def _named(statements: Sequence[Statement]) -> list[str]:
    """The indicators that a unit names outright."""
    return list(dict.fromkeys(s.indicator for s in statements if not s.mention.weak))


def _targets(
    walk: _Walk,
    readings: Sequence[ReadUnit],
    index: int,
    statements: Mapping[int, Sequence[Statement]],
    table: NoteTable,
) -> tuple[Sequence[str], str]:
    reading = readings[index]
    if "all" in reading.labels("link"):
        return _recent(walk, readings, index), OF_ALL
    recent = _recent(walk, readings, index) if reading.tokens[0].key in _REASONS else []
    if len(recent) > 1 and table.role.main_part in recent:
        return [i for i in recent if i in table.mains], "reasons"
    if weak := _weak_subjects(reading, table):
        return weak, "named"
    lead = reading.unit.lead
    if lead >= 0 and (topic := _topic_of(readings[lead], statements.get(lead, ()))):
        return topic, "lead"
    if walk.topic and _near(walk, readings, index):
        return walk.topic, "topic"
    if reading.by_group.get("plan") or reading.by_group.get("routine") or not _is_eventful(reading):
        return [], "named"
    return _named(statements.get(index, ())), "named"


def _weak_subjects(reading: ReadUnit, table: NoteTable) -> list[str]:
    """`Молодые воспитатели ушли по другой причине`: what opens a unit that names no row outright."""
    if any(not m.weak for m in reading.mentions):
        return []
    opening = [m.indicator for m in reading.mentions if m.start == 0 and m.indicator not in table.mains]
    return opening if len(set(opening)) == 1 else []


_REASONS = word_set("reasons")


def _is_eventful(reading: ReadUnit) -> bool:
    """Whether a unit tells an event of the form's reasons, or ties what it tells to a cause."""
    events = any(h.label not in ("other", "motivation") for h in reading.by_group.get("event", ()))
    return events or bool(reading.labels("connective") & {"cause", "back"})


def _topic_of(lead: ReadUnit, statements: Sequence[Statement]) -> list[str]:
    """What a heading names, or what a sentence that ends with a colon tells of."""
    return list(
        dict.fromkeys(
            s.indicator
            for s in statements
            if s.told or lead.unit.kind == "heading" or "cause" in lead.labels("connective")
        )
    )


def _near(walk: _Walk, readings: Sequence[ReadUnit], index: int) -> bool:
    """Whether the topic still holds: in its line or paragraph, or for a sentence that opens with a cause."""
    if walk.topic_unit < 0:
        return False
    topic, here = readings[walk.topic_unit].unit, readings[index].unit
    if here.line == topic.line or (here.line == topic.line + 1 and here.paragraph == topic.paragraph):
        return True
    opening = [h for h in readings[index].by_group.get("connective", ()) if h.start <= 2 and h.label in _OPENERS]
    return bool(opening) and here.line - topic.line <= 2


def _follows(readings: Sequence[ReadUnit], cause: int, index: int) -> bool:
    """Whether what is told comes right after the waiting cause, in its paragraph, and the cause is no mere activity."""
    if not _is_eventful(readings[cause]) and not (index - cause == 1 and is_result(readings[index])):
        return False
    return index - cause <= 2 and readings[index].unit.paragraph == readings[cause].unit.paragraph


def _recent(walk: _Walk, readings: Sequence[ReadUnit], index: int) -> list[str]:
    """What was told in this line and the ones next to it: what 'all these figures' means."""
    line, paragraph = readings[index].unit.line, readings[index].unit.paragraph
    told = [(indicator, readings[unit].unit) for indicator, unit in walk.told.items()]
    same_line = [indicator for indicator, unit in told if unit.line == line]
    return sorted(same_line or [indicator for indicator, unit in told if paragraph - unit.paragraph <= 1])
