"""The grade of a note, from its verdicts and from what else stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commentary.statements import Statement
from commentary.text import ReadUnit
from commentary.verdicts.verdicts import CONTRADICTED, EXPLAINED, RESTATED, Verdict

ABSENT, BOILERPLATE, RESTATING, PARTIAL, ANALYTICAL = "absent", "boilerplate", "restating", "partial", "analytical"
GRADES = (ABSENT, BOILERPLATE, RESTATING, PARTIAL, ANALYTICAL)
_MOST = 0.75


def grade(
    verdicts: Mapping[str, Verdict],
    readings: Sequence[ReadUnit],
    statements: Sequence[Statement],
    names: frozenset[str],
) -> str:
    """absent, boilerplate, restating, partial or analytical, as the labels' policy defines them."""
    kinds = [v.verdict for v in verdicts.values()]
    explained, wrong = kinds.count(EXPLAINED), kinds.count(CONTRADICTED)
    if explained:
        return ANALYTICAL if explained >= _MOST * len(kinds) and not wrong else PARTIAL
    if wrong or RESTATED in kinds or any(_tells(s) for s in statements) or any(_has_figures(r) for r in readings):
        return RESTATING
    return BOILERPLATE if any(not is_empty(r, names) for r in readings) else ABSENT


def _tells(statement: Statement) -> bool:
    """A level or a change of any indicator, of the organisation or of a part of it."""
    return statement.told and (bool(statement.amounts) or statement.direction in ("up", "down", "flat"))


def _has_figures(reading: ReadUnit) -> bool:
    """Figures of districts or schools: counts of people beside a name."""
    if reading.furniture:
        return False
    people = any(h.label == "person" for h in reading.by_group.get("counted", ()))
    numbers = [t for t in reading.tokens if t.kind == "number" and not t.spelled]
    return bool(numbers) and bool(reading.by_group.get("part")) and (people or len(numbers) >= 2)


def is_empty(reading: ReadUnit, names: frozenset[str]) -> bool:
    """Whether a unit is greeting, title, signature, enclosure or the organisation's name, and nothing else."""
    if reading.furniture:
        return True
    words = [i for i, t in enumerate(reading.tokens) if t.kind == "word" and set(t.key) - set("х-x_")]
    if _sends_along(reading) and len(words) <= _LONGEST_FURNITURE:
        return True
    covered = {i for g in ("furniture", "common") for h in reading.by_group.get(g, ()) for i in range(h.start, h.end)}
    left = [i for i in words if i not in covered and reading.tokens[i].key not in names]
    numbers = any(t.kind == "number" for t in reading.tokens) and bool(reading.mentions)
    return len(left) <= (1 if len(words) <= 6 else 0) and not numbers


_LONGEST_FURNITURE = 25
_CONTENT = ("plan", "routine", "event", "direction")
_BODY_WORDS = ("title", "enclosure", "closing")


def _sends_along(reading: ReadUnit) -> bool:
    """`Есепті қосымшада жіберіп отырмын`: of the papers that are sent, and of nothing else."""
    hits = [h for h in reading.by_group.get("furniture", ()) if h.label in _BODY_WORDS]
    if not hits or any(reading.by_group.get(g) for g in _CONTENT) or reading.by_group.get("empty"):
        return False
    return not any(not m.weak for m in reading.mentions)
