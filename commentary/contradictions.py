"""What a note says against its table: another figure for the same date and organisation, or the wrong direction.

Only where sure: a figure of a district, of another date, a rounded one, a part of the change contradict nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commentary.amounts import COMPARATIVES, Amount
from commentary.figures import Change, Table
from commentary.lexicon import begins, stem_set, word_set
from commentary.reading import Reading
from commentary.statements import Statement

_UNSURE_MOVES = stem_set("unsure_movement")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the note says of an indicator and what the table says. `kind` is number, percent, direction or flat."""

    indicator: str
    unit: int
    kind: str
    period: str
    observed: str
    expected: str
    start: int
    end: int
    certain: bool


def contradictions(
    readings: Sequence[Reading], statements: Sequence[Statement], table: Table, years: tuple[int, int]
) -> list[Contradiction]:
    """The contradictions of a note. `years` are those of the current and the prior date."""
    found = []
    for statement in statements:
        reading, change = readings[statement.unit], table.change(statement.indicator)
        if not change.known or statement.scope != "own" or reading.unit.kind == "quoted":
            continue
        found += [
            c for a in statement.amounts if (c := _number(reading, statement, a, change, table, years)) is not None
        ]
        wrong = _direction(reading, statement, change) or _flat(reading, statement, change)
        if wrong is not None:
            found.append(wrong)
    return found


def _number(
    reading: Reading, statement: Statement, amount: Amount, change: Change, table: Table, years: tuple[int, int]
) -> Contradiction | None:
    if amount.match or amount.role == "part" or not _of_a_date(amount, years) or _is_planned(reading, amount):
        return None
    if statement.mention.weak and not (_is_anchored(statement) and _is_slip(amount.value, change)):
        return None
    if amount.percent:
        return _percent(reading, statement, amount, change, table)
    if amount.value < 3 or amount.value in table.owners or _is_sum(amount.value, table):
        return None
    if amount.role == "level" and reading.has("event", "", *reading.clauses[reading.clause_of[amount.at]]):
        return None
    if amount.role == "change":
        true, period = abs(change.difference), "change"
        if not change.difference or not _same_clause(reading, statement, amount):
            return None
        plausible = 0.2 * true <= amount.value <= 5 * true
    else:
        true, period = _level(amount, change, years)
        plausible = 0.5 * true <= amount.value <= 2 * true and _tied(reading, statement, amount)
    if amount.approximate:
        plausible = plausible and not 0.85 * true <= amount.value <= 1.15 * true
    if not plausible:
        return None
    token = reading.tokens[amount.at]
    return Contradiction(statement.indicator, statement.unit, "number", period, _shown(amount.value), _shown(true),
                         token.start, token.end, _is_slip(amount.value, change))  # fmt: skip


def _is_planned(reading: Reading, amount: Amount) -> bool:
    return reading.has("plan", "plan", *reading.clauses[reading.clause_of[amount.at]])


def _is_anchored(statement: Statement) -> bool:
    """Another number of the statement is a figure of the indicator."""
    return any(a.match in ("prior", "current", "change") and a.value >= 100 for a in statement.amounts)


def _level(amount: Amount, change: Change, years: tuple[int, int]) -> tuple[float, str]:
    """The figure that a level is held against: the one of its date, else the nearer."""
    prior, current = change.prior or 0.0, change.current or 0.0
    if amount.year and amount.month:
        return (current, "current") if amount.year == years[0] else (prior, "prior")
    return (current, "current") if abs(amount.value - current) <= abs(amount.value - prior) else (prior, "prior")


def _of_a_date(amount: Amount, years: tuple[int, int]) -> bool:
    """Whether the number is of one of the two dates, or no date stands with it."""
    if not amount.year:
        return not amount.month or amount.month == 1
    return (amount.month == 1 and amount.year in years) or (
        amount.month == 0 and amount.year in (years[0], years[1], years[1] - 1)
    )


def _percent(
    reading: Reading, statement: Statement, amount: Amount, change: Change, table: Table
) -> Contradiction | None:
    true = change.percent
    if true is None or not _same_clause(reading, statement, amount) or statement.direction not in ("up", "down"):
        return None
    if reading.has("empty", "compare") and not statement.sure:
        return None
    if amount.role != "change" or any(abs((c.percent or 0) - amount.value) <= 0.1 for c in table.changes.values()):
        return None
    if not 0.1 <= amount.value / max(true, 0.01) <= 12:
        return None
    token = reading.tokens[amount.at]
    said, expected = f"{_shown(amount.value)} %", f"{true:.1f} %"
    return Contradiction(
        statement.indicator, statement.unit, "percent", "change", said, expected, token.start, token.end, False
    )


def _same_clause(reading: Reading, statement: Statement, amount: Amount) -> bool:
    """The number stands in the mention's clause, or in brackets or behind a dash right after it."""
    mention = max(statement.mention.end - 1, 0)
    between = reading.tokens[mention + 1 : amount.at]
    here = reading.clause_of[amount.at] - (reading.clause_of[mention] if statement.mention.end else 0)
    return here == 0 or (here <= 2 and all(t.kind in ("mark", "number") or t.key in _BETWEEN for t in between))


_BETWEEN = word_set("change_filler")


def _tied(reading: Reading, statement: Statement, amount: Amount) -> bool:
    """A level directly behind the mention (with саны, составила, dashes, dates between), or right before it."""
    if amount.at < statement.mention.start:
        return amount.at >= statement.mention.start - 2
    between = reading.tokens[statement.mention.end : amount.at]
    words = [t for t in between if t.kind == "word"]
    loose = [t for t in words if not begins(t.key, "level_verb") and t.key not in _FILLERS]
    return (
        len(loose) <= 1
        and not any(t.key in (",", ";") for t in between)
        and sum(t.kind == "number" for t in between) <= 1
    )


_FILLERS = word_set("level_filler")


def _is_sum(value: float, table: Table) -> bool:
    """Whether the number is a sum or difference of two current figures, as men are of members and women."""
    current = [c.current for c in table.changes.values() if c.current and c.current >= _LARGE]
    return any(value in (a + b, abs(a - b)) for i, a in enumerate(current) for b in current[i + 1 :])


_LARGE = 100


def _is_slip(value: float, change: Change) -> bool:
    """Whether the number is a figure with two digits changed over, or one wrong or missing: surely meant for it."""
    stated = str(int(value))
    for true in change.values():
        shown = str(int(true))
        if len(shown) == len(stated) >= 3 and (
            sorted(shown) == sorted(stated) or sum(a != b for a, b in zip(shown, stated, strict=True)) == 1
        ):
            return True
    return False


def _flat(reading: Reading, statement: Statement, change: Change) -> Contradiction | None:
    """`изменений нет`, said without a hedge and without figures, of a figure that changed."""
    if statement.direction != "flat" or statement.amounts or statement.mention.weak or not change.difference:
        return None
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    said = " ".join(t.key for t in reading.tokens[start:end])
    if not any(w in said for w in _FLAT) or any(w in said for w in _HEDGES) or reading.by_group.get("part"):
        return None
    token = reading.tokens[statement.direction_at]
    return Contradiction(
        statement.indicator,
        statement.unit,
        "flat",
        "change",
        "",
        f"{change.difference:+.0f}",
        token.start,
        token.end,
        False,
    )


_FLAT = stem_set("unchanged")
_HEDGES = stem_set("hedge")


def _direction(reading: Reading, statement: Statement, change: Change) -> Contradiction | None:
    """The movement of the indicator's own number, asserted outright, is the other way."""
    if statement.direction not in ("up", "down") or not change.difference or statement.mention.weak:
        return None
    token = reading.tokens[statement.direction_at]
    if (change.difference > 0) == (statement.direction == "up") or token.key.startswith(_UNSURE_MOVES):
        return None
    by_size = any(a.match == "change" for a in statement.amounts)
    if (
        token.key.endswith(_TRANSITIVE)
        or (token.key in COMPARATIVES and not by_size)
        or _of_the_past(reading, statement)
    ):
        return None
    plain = statement.sure and (by_size or _speaks_of_the_number(reading, statement))
    if not plain and not _moves_by_its_change(reading, statement):
        return None
    size = f"{change.difference:+.0f}"
    return Contradiction(
        statement.indicator, statement.unit, "direction", "change", "", size, token.start, token.end, True
    )


_TRANSITIVE = ("или", "ить", "ивает", "ивают")


def _speaks_of_the_number(reading: Reading, statement: Statement) -> bool:
    """Only the closed vocabulary stands between mention and movement: the members rose, not their trust."""
    at, mention = statement.direction_at, statement.mention
    first, last = (mention.end, at) if at >= mention.end else (at + 1, mention.start)
    known = {i for g in _CLOSED for h in reading.by_group.get(g, ()) for i in range(h.start, h.end)}
    return all(reading.tokens[i].kind != "word" or i in known for i in range(first, last))


_CLOSED = ("common", "mention", "direction", "period", "approx", "counted", "link")


def _of_the_past(reading: Reading, statement: Statement) -> bool:
    """The movement is last year's (`былтыр өскен еді`), and no comparison with it."""
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    words = [t.key for t in reading.tokens[start:end]]
    past = any(begins(w, "past") for w in words)
    compared = any(begins(w, "comparison") or w.endswith(("дан", "ден")) for w in words)
    return past and not compared


def _moves_by_its_change(reading: Reading, statement: Statement) -> bool:
    """`… – 19 011 (19 723), прирост на 712`: the movement stands apart, but with the very size of the change."""
    clause = reading.clause_of[statement.direction_at]
    alone = len({m.indicator for m in reading.mentions if not m.weak}) == 1
    plain = not (reading.by_group.get("negation") or reading.by_group.get("plan"))
    return alone and plain and any(a.match == "change" and reading.clause_of[a.at] == clause for a in statement.amounts)


def _shown(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:g}"
