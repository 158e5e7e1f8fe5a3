"""Numbers and percentages of a note that are not the table's, where they are surely meant for it."""

from __future__ import annotations

from commentary.statements import (
    Amount,
    Change,
    NoteTable,
    Statement,
    holds_nothing_else,
    says_until,
    speaks_of_number,
)
from commentary.text import ReadUnit, begins, stem_set, word_set
from commentary.verdicts.contradiction import Contradiction, shown


def wrong_number(
    reading: ReadUnit, statement: Statement, amount: Amount, change: Change, table: NoteTable, years: tuple[int, int]
) -> Contradiction | None:
    if amount.match or amount.role == "part" or not _of_a_date(amount, years) or _is_planned(reading, amount):
        return None
    if _is_of_fraction(reading, amount.at):
        return None
    slips = _is_anchored(statement) and (_is_slip(amount.value, change) or _names_difference(reading, amount))
    if statement.mention.weak and not slips and not _is_all_of_it(reading, statement):
        return None
    if amount.percent:
        return _percent(reading, statement, amount, change, table)
    if amount.value < 3 or _is_others(reading, statement, amount, table) or _is_sum(amount.value, table):
        return None
    if amount.role == "level" and _counts_an_event(reading, amount):
        return None
    if amount.sign and any(a.sign not in ("", amount.sign) for a in statement.amounts):
        return None
    if amount.role == "change":
        true, period = abs(change.difference), "change"
        outright = _is_outright(reading, statement, amount)
        if not change.difference or not (outright or _same_clause(reading, statement, amount)):
            return None
        if amount.value < true and not outright and _may_be_some(reading, statement, amount):
            return None
        widest = _WIDEST if outright else _WIDE
        plausible = true / widest <= amount.value <= widest * true
        plausible = plausible or (outright and not _names_movement(reading, amount))
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


def _is_of_fraction(reading: ReadUnit, at: int) -> bool:
    """`төрттен бірі`, `үштен екісіне`: a number in the ablative and one behind it are no counts."""
    pairs = ((reading.tokens[i], reading.tokens[i + 1]) for i in (at - 1, at) if 0 <= i < len(reading.tokens) - 1)
    return any(a.kind == b.kind == "number" and a.case == "ablative" and a.value <= _MOST_PARTS for a, b in pairs)


_SIGNS = frozenset({"минус", "плюс"})
_MOST_PARTS = 10
_WIDE, _WIDEST = 5, 10


def _is_others(reading: ReadUnit, statement: Statement, amount: Amount, table: NoteTable) -> bool:
    """Whether the number is another indicator's, which may be meant: not where this one alone is named with it."""
    owners = table.owners.get(amount.value, frozenset())
    if not owners:
        return False
    named = {m.indicator for m in reading.mentions}
    alone = named == {statement.indicator} and not statement.mention.weak and len(statement.amounts) == 1
    tied = _tied(reading, statement, amount) if amount.role == "level" else _same_clause(reading, statement, amount)
    tied = tied and amount.value >= _LARGE
    return not (alone and tied) or bool(owners & table.mains and statement.indicator in table.mains)


def _counts_an_event(reading: ReadUnit, amount: Amount) -> bool:
    """`45 работающих уволены`: the number may be of those to whom something happened, and not the level.

    A level that is told with its verb, or from which a connective parts the event, is one: `осталось 45 из-за …`.
    """
    start, end = reading.clauses[reading.clause_of[amount.at]]
    if says_until(reading, amount.at):
        return False
    for hit in reading.by_group.get("event", ()):
        if not start <= hit.start < end:
            continue
        first, last = (hit.end, amount.at) if hit.start < amount.at else (amount.at + 1, hit.start)
        parted = any(
            h.label in ("cause", "back") and first - 1 <= h.start <= last
            for h in reading.by_group.get("connective", ())
        )
        if not parted:
            return True
    return False


def _may_be_some(reading: ReadUnit, statement: Statement, amount: Amount) -> bool:
    """Whether a number smaller than the change may count those of one event; not where it alone is told with the
    movement, and the event apart from it: `стало меньше на 320: закрылись две школы`."""
    if not reading.by_group.get("event") or _names_difference(reading, amount):
        return False
    numbers = [t for t in reading.tokens if t.kind == "number" and t.value >= _SOME]
    moved = statement.sure and reading.clause_of[statement.direction_at] == reading.clause_of[amount.at]
    whole = moved and len(numbers) == 1 and speaks_of_number(reading, statement.mention, statement.direction_at)
    start, end = reading.clauses[reading.clause_of[amount.at]]
    return not whole or reading.has("event", "", start, end) or reading.tokens[statement.direction_at].key == "минус"


_SOME = 20


def _is_all_of_it(reading: ReadUnit, statement: Statement) -> bool:
    """`Показатель увеличился на 71 человека.`, said of what the talk is of."""
    return not statement.mention.end and holds_nothing_else(reading, 0, len(reading.tokens))


def _is_outright(reading: ReadUnit, statement: Statement, amount: Amount) -> bool:
    """`женщины 2 890, разница минус 19`, `минус 4 к прошлому году`: the difference called so, and no event about."""
    if len({m.indicator for m in reading.mentions if not m.weak} | {statement.indicator}) > 1:
        return False
    if any(reading.by_group.get(g) for g in ("event", "part", "elsewhere", "plan")):
        return False
    start, end = reading.clauses[reading.clause_of[amount.at]]
    year = reading.has("period", "prior", amount.at, end) and bool(amount.sign or statement.sure)
    named = _names_difference(reading, amount) or _names_movement(reading, amount)
    return holds_nothing_else(reading, start, end) and (named or year)


def _names_difference(reading: ReadUnit, amount: Amount) -> bool:
    return any(t.key.startswith(stem_set("difference")) for t in reading.tokens[max(0, amount.at - 3) : amount.at])


def _names_movement(reading: ReadUnit, amount: Amount) -> bool:
    """`Өсім: 340`, `снижение на 134`: the number alone behind the noun of a movement."""
    before = [t for t in reading.tokens[max(0, amount.at - 3) : amount.at] if t.key not in (":", "–", "на")]
    return bool(before) and before[-1].key in word_set("movement_noun") - _SIGNS


def _is_planned(reading: ReadUnit, amount: Amount) -> bool:
    start, end = reading.clauses[reading.clause_of[amount.at]]
    if any(begins(t.key, "plan_word") for t in reading.tokens[max(0, amount.at - 1) : amount.at + 2]):
        return True
    return reading.has("plan", "plan", start, end) or (amount.sign == "+" and reading.has("plan", "", 0, start))


def _is_anchored(statement: Statement) -> bool:
    """Another number of the statement is a figure of the indicator."""
    return any(a.match in ("prior", "current", "change") and a.value >= 100 for a in statement.amounts)


def _level(reading: ReadUnit, amount: Amount, change: Change, years: tuple[int, int]) -> tuple[float, str]:
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
    reading: ReadUnit, statement: Statement, amount: Amount, change: Change, table: NoteTable
) -> Contradiction | None:
    true = change.percent
    if true is None or not _same_clause(reading, statement, amount):
        return None
    if statement.direction not in ("up", "down") and not (amount.sign and amount.role == "change"):
        return None
    if reading.has("empty", "compare") and not statement.sure:
        return None
    if amount.role != "change" and (not statement.sure or reading.clause_of[amount.at] != _clause(reading, statement)):
        return None
    if any(abs((c.percent or 0) - amount.value) <= 0.1 for c in table.changes.values()):
        return None
    if not 0.1 <= amount.value / max(true, 0.01) <= 12:
        return None
    token = reading.tokens[amount.at]
    said, expected = f"{shown(amount.value)} %", f"{true:.1f} %"
    return Contradiction(
        statement.indicator, statement.unit, "percent", "change", said, expected, token.start, token.end, False
    )


def _same_clause(reading: ReadUnit, statement: Statement, amount: Amount) -> bool:
    """The number stands in the mention's clause, or in brackets or behind a dash right after it."""
    mention = max(statement.mention.end - 1, 0)
    here = reading.clause_of[amount.at] - _clause(reading, statement)
    if here == 0:
        return True
    if here < 0 or here > _FARTHEST or reading.has("part", "", 0, amount.at):
        return False
    closed = {i for g in _RETOLD for h in reading.by_group.get(g, ()) for i in range(h.start, h.end)}
    between = range(mention + 1, amount.at)
    return all(reading.tokens[i].kind != "word" or reading.tokens[i].key in _BETWEEN or i in closed for i in between)


def _clause(reading: ReadUnit, statement: Statement) -> int:
    return reading.clause_of[max(statement.mention.end - 1, 0)] if statement.mention.end else 0


_BETWEEN = word_set("change_filler")
_RETOLD = ("direction", "counted", "period", "approx")
_FARTHEST = 5


def _tied(reading: ReadUnit, statement: Statement, amount: Amount) -> bool:
    """A level directly behind the mention (with саны, составила, dashes, dates between), or right before it."""
    if amount.at < statement.mention.start:
        return amount.at >= statement.mention.start - 2
    between = reading.tokens[statement.mention.end : amount.at]
    until = says_until(reading, amount.at)
    moves = {i for h in reading.by_group.get("direction", ()) if until for i in range(h.start, h.end)}
    words = [t for i, t in enumerate(between, statement.mention.end) if t.kind == "word" and i not in moves]
    loose = [t for t in words if not begins(t.key, "level_verb") and t.key not in _FILLERS]
    return (
        len(loose) <= 1
        and not any(t.key in (",", ";") for t in between)
        and sum(t.kind == "number" for t in between) <= 1
    )


_FILLERS = word_set("level_filler")


def _is_sum(value: float, table: NoteTable) -> bool:
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
