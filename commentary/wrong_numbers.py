"""Numbers and percentages of a note that are not the table's, where they are surely meant for it."""

from __future__ import annotations

from commentary.amounts import Amount
from commentary.contradiction import Contradiction, shown
from commentary.figures import Change, Table
from commentary.lexicon import begins, word_set
from commentary.reading import Reading
from commentary.statements import Statement


def wrong_number(
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
        if amount.value < true and reading.by_group.get("event"):
            return None
        plausible = 0.2 * true <= amount.value <= 5 * true
    else:
        true, period = _level(reading, amount, change, years)
        plausible = 0.5 * true <= amount.value <= 2 * true and _tied(reading, statement, amount)
    if amount.approximate:
        plausible = plausible and not 0.85 * true <= amount.value <= 1.15 * true
    if not plausible:
        return None
    token = reading.tokens[amount.at]
    return Contradiction(statement.indicator, statement.unit, "number", period, shown(amount.value), shown(true),
                         token.start, token.end, _is_slip(amount.value, change))  # fmt: skip


def _is_planned(reading: Reading, amount: Amount) -> bool:
    return reading.has("plan", "plan", *reading.clauses[reading.clause_of[amount.at]])


def _is_anchored(statement: Statement) -> bool:
    """Another number of the statement is a figure of the indicator."""
    return any(a.match in ("prior", "current", "change") and a.value >= 100 for a in statement.amounts)


def _level(reading: Reading, amount: Amount, change: Change, years: tuple[int, int]) -> tuple[float, str]:
    """The figure that a level is held against.

    The one of its date; else the one that it is a slip of; else last year's where its clause says so, or the current.
    """
    prior, current = change.prior or 0.0, change.current or 0.0
    if amount.year and amount.month:
        return (current, "current") if amount.year == years[0] else (prior, "prior")
    for true, period in ((current, "current"), (prior, "prior")):
        if _slipped(amount.value, true):
            return true, period
    start, end = reading.clauses[reading.clause_of[amount.at]]
    past = reading.has("period", "prior", start, end) and not reading.has("period", "current", start, end)
    return (prior, "prior") if past else (current, "current")


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
    if (amount.role != "change" and not statement.sure) or any(
        abs((c.percent or 0) - amount.value) <= 0.1 for c in table.changes.values()
    ):
        return None
    if not 0.1 <= amount.value / max(true, 0.01) <= 12:
        return None
    token = reading.tokens[amount.at]
    said, expected = f"{shown(amount.value)} %", f"{true:.1f} %"
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
    """Whether the number is surely meant for one of the indicator's figures."""
    return any(_slipped(value, true) for true in change.values())


def _slipped(stated: float, true: float) -> bool:
    """Whether a number is another with two digits changed over, or with one digit wrong."""
    a, b = f"{stated:.0f}", f"{true:.0f}"
    if len(a) != len(b) or len(a) < _FEWEST_DIGITS:
        return False
    return sorted(a) == sorted(b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1


_FEWEST_DIGITS = 3
