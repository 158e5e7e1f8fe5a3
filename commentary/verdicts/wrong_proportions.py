"""Fractions and multiples of a change that are not the table's: `вдвое`, `екі есе`, `на треть`, `жартысына дейін`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from commentary.statements import Change, Statement
from commentary.text import ReadUnit, begins, stem_set
from commentary.verdicts.contradiction import Contradiction, shown
from commentary.verdicts.wrong_directions import is_named

# 'a third' is said of a quarter and of two fifths, and of nothing beyond
_LEAST, _MOST = 0.75, 1.35
_SHARES = stem_set("share_noun")
_PARTS = {"half_of_it": 2, "third_of_it": 3, "quarter_of_it": 4, "fifth_of_it": 5}
_MULTIPLES = {"twofold": 2, "threefold": 3}
_NUMERALS = (2, 3, 4, 5)


class Proportion(NamedTuple):
    """A movement's size as it is told at a token: `вдвое` as a multiple of 2, `на треть` as a part of 1/3."""

    at: int
    size: float
    is_multiple: bool

    def fits(self, change: Change) -> bool:
        """Whether the change is of about this size, whichever way."""
        prior, current = change.prior or 0.0, change.current or 0.0
        if not self.is_multiple:
            return _LEAST * self.size <= abs(change.difference) / prior <= _MOST * self.size
        larger, smaller = max(prior, current), min(prior, current)
        return larger / smaller - 1 >= _LEAST * (self.size - 1) and larger / smaller <= _MOST * self.size


def wrong_proportion(reading: ReadUnit, statement: Statement, change: Change) -> Contradiction | None:
    """The size of the indicator's movement, told as a fraction or multiple, is far from the table's, or turned round.

    Not where the fraction may be of something else: a share of the whole, a part of the growth, a plan, a district.
    """
    if statement.direction not in ("up", "down") or not change.prior or not change.current:
        return None
    if not is_named(statement) or len({m.indicator for m in reading.mentions}) > 1:
        return None
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    if _may_be_of_another(reading, start, end):
        return None
    the_same_way = (statement.direction == "up") == (change.difference > 0)
    for proportion in _proportions(reading, start, end):
        if not (the_same_way and proportion.fits(change)):
            return _told_otherwise(reading, statement, change, proportion)
    return None


def _told_otherwise(reading: ReadUnit, statement: Statement, change: Change, told: Proportion) -> Contradiction:
    token = reading.tokens[told.at]
    said = 100 * (told.size - 1 if told.is_multiple else told.size)
    return Contradiction(
        indicator=statement.indicator,
        unit=statement.unit,
        kind="percent",
        period="change",
        observed=f"{shown(round(said))} %",
        expected=f"{change.percent or 0.0:.1f} %",
        start=token.start,
        end=token.end,
        certain=False,
    )


def _proportions(reading: ReadUnit, start: int, end: int) -> Iterator[Proportion]:
    """`вдвое`, `екі есе`, `на треть`, `жартысы`, `үштен бірге` within the tokens start..end."""
    for i in range(start, end):
        token = reading.tokens[i]
        following = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
        if token.kind == "word":
            yield from (Proportion(i, n, True) for name, n in _MULTIPLES.items() if begins(token.key, name))
            yield from (Proportion(i, 1 / n, False) for name, n in _PARTS.items() if begins(token.key, name))
        elif token.kind == "number" and following is not None and token.value in _NUMERALS:
            if reading.has("counted", "times", i + 1, i + 2):
                yield Proportion(i, token.value, True)
            elif token.case == "ablative" and following.kind == "number" and following.value == 1:
                yield Proportion(i, 1 / token.value, False)


def _may_be_of_another(reading: ReadUnit, start: int, end: int) -> bool:
    if any(t.key.startswith(_SHARES) for t in reading.tokens[start:end]):
        return True
    if reading.has("negation", "", start, end) or reading.has("connective", "", start, end):
        return True
    others = any(reading.by_group.get(g) for g in ("part", "elsewhere", "plan"))
    return others or reading.has("period", "midyear")
