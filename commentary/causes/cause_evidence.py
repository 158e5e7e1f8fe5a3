"""How much a unit, or a clause of it, tells a cause in the world: counted evidence and a logistic weighing of it.

The evidence is what the lexicons hit and what is left of the words beside the closed vocabulary of a table told in
words: a restatement has little content of its own, a cause has much.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from pathlib import Path

from commentary.text import ReadUnit, Token

EVIDENCE_WEIGHTS = Path(__file__).parent / "weights" / "evidence.json"

EVIDENCE = (
    "one", "connective", "back", "after", "event", "event_other", "event_kinds", "open", "open_long", "vague",
    "deferral", "compare", "subtotal", "plan", "routine", "praise", "elsewhere", "direction", "mention", "amounts",
    "suffix_cause", "other_year", "these", "colon_content", "connective_open", "plan_without_move",
    "vague_without_event", "empty_clause", "figure_share",
)  # fmt: skip
# -дықтан 'because of', -уынан 'from …ing', -уымен 'with …ing', -уына as in 'жабылуына байланысты', -ған соң
_CAUSAL_SUFFIXES = (
    "диктан", "диктен", "тиктан", "тиктен", "уинен", "уинан", "уимен", "уина", "уине", "гасин", "генсон",
)  # fmt: skip
_CLOSED = (
    "mention",
    "direction",
    "common",
    "period",
    "approx",
    "negation",
    "contrast",
    "connective",
    "furniture",
    "empty",
    "plan",
    "routine",
    "praise",
)
_COUNTED = frozenset({"person", "unit", "percent", "time", "money", "times"})


def evidence(
    reading: ReadUnit,
    start: int = 0,
    end: int = 10**6,
    other_years: Sequence[int] = (),
    names: frozenset[str] = frozenset(),
) -> list[float]:
    """The counts named in EVIDENCE for the tokens start..end of a unit; words of `names` are no content."""
    end = min(end, len(reading.tokens))
    inside = [h for h in reading.hits if start <= h.start < end and h.start not in reading.foreign_tokens]
    labels = [(h.group, h.label) for h in inside]
    count = {key: float(labels.count(key)) for key in set(labels)}
    closed = {
        i
        for h in inside
        if h.group in _CLOSED or (h.group == "counted" and h.label in _COUNTED)
        for i in range(h.start, h.end)
    }
    eventful = {i for h in inside if h.group == "event" for i in range(h.start, h.end)}
    words = [i for i in range(start, end) if reading.tokens[i].kind == "word" and i not in reading.foreign_tokens]
    open_words = [
        i for i in words if i not in closed and len(reading.tokens[i].key) > 2 and reading.tokens[i].key not in names
    ]
    events = [h.label for h in inside if h.group == "event"]
    own = [e for e in events if e != "other"]
    moves = sum(count.get(("direction", d), 0.0) for d in ("up", "down", "changed"))
    plan, vague = count.get(("plan", "plan"), 0.0), count.get(("empty", "vague"), 0.0)
    connective = count.get(("connective", "cause"), 0.0)
    content = len({*open_words, *eventful})
    numbers = sum(reading.tokens[i].kind == "number" for i in range(start, end))
    values = {
        "one": 1.0,
        "connective": min(connective, 2.0),
        "back": min(count.get(("connective", "back"), 0.0), 1.0),
        "after": min(count.get(("connective", "after"), 0.0), 1.0),
        "event": min(len(own), 3.0),
        "event_other": min(len(events) - len(own), 3.0),
        "event_kinds": min(len(set(events)), 3.0),
        "open": math.log1p(content),
        "open_long": 1.0 if content >= 5 else 0.0,
        "vague": min(vague, 1.0),
        "deferral": min(count.get(("empty", "deferral"), 0.0), 2.0),
        "compare": min(count.get(("empty", "compare"), 0.0), 2.0),
        "subtotal": min(count.get(("empty", "subtotal"), 0.0), 2.0),
        "plan": min(plan, 2.0),
        "routine": min(count.get(("routine", "routine"), 0.0), 3.0),
        "praise": min(count.get(("routine", "praise"), 0.0), 2.0),
        "elsewhere": min(count.get(("elsewhere", "elsewhere"), 0.0), 1.0),
        "direction": min(moves, 2.0),
        "mention": min(sum(1.0 for m in reading.mentions if start <= m.start < end and not m.weak), 2.0),
        "amounts": min(float(numbers), 3.0),
        "suffix_cause": 1.0 if any(reading.tokens[i].key.endswith(_CAUSAL_SUFFIXES) for i in words) else 0.0,
        "other_year": 1.0 if any(_is_year_of(reading.tokens[i], other_years) for i in range(start, end)) else 0.0,
        "these": min(count.get(("link", "these"), 0.0), 1.0),
        "colon_content": _content_behind_colon(reading, start, end, closed),
        "connective_open": 1.0 if connective and content >= 2 else 0.0,
        "plan_without_move": 1.0 if plan and not moves else 0.0,
        "vague_without_event": 1.0 if vague and not own else 0.0,
        "empty_clause": 1.0 if content <= 1 else 0.0,
        "figure_share": numbers / (numbers + len(words)) if numbers else 0.0,
    }  # fmt: skip
    return [values[name] for name in EVIDENCE]


def _is_year_of(token: Token, years: Sequence[int]) -> bool:
    return token.kind == "date" and not token.month and token.value in years


def _content_behind_colon(reading: ReadUnit, start: int, end: int, closed: set[int]) -> float:
    """How many open words stand behind a colon or a dash, up to four, as a share of four."""
    marks = [i for i in range(start, end) if reading.tokens[i].key in (":", "–", "—")]
    if not marks:
        return 0.0
    behind = [
        i
        for i in range(marks[0] + 1, end)
        if reading.tokens[i].kind == "word" and i not in closed and len(reading.tokens[i].key) > 2
    ]
    return min(len(behind), 4) / 4


@functools.cache
def evidence_weights() -> tuple[float, ...]:
    """The trained weights of EVIDENCE (commentary.learning), in its order."""
    weights = json.loads(EVIDENCE_WEIGHTS.read_text(encoding="utf-8"))
    return tuple(float(weights[name]) for name in EVIDENCE)


def weigh(values: Sequence[float]) -> float:
    """The probability of a cause: the logistic of the weighted evidence."""
    score = sum(v * w for v, w in zip(values, evidence_weights(), strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
