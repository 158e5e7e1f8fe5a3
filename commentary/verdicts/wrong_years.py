"""Figures told of the wrong year: this year's as last year's, last year's as this year's, or another in their place.

`482 (за прошлый период 482)`, `Биыл 101 адам оқыды`, `842, бір жыл бұрын 951`.
"""

from __future__ import annotations

from commentary.statements import Amount, Change, Statement
from commentary.text import ReadUnit, begins
from commentary.verdicts.contradiction import Contradiction, shown

_SMALLEST = 10
_FARTHEST = 4
_LEAST, _MOST = 0.5, 2.0


def wrong_year(reading: ReadUnit, statement: Statement, amount: Amount, change: Change) -> Contradiction | None:
    """A number right behind words of a year that is not the figure of that year."""
    if amount.approximate or amount.percent or amount.year or amount.value < _SMALLEST or not change.known:
        return None
    if change.current == change.prior or amount.role == "part" or amount.sign:
        return None
    if is_of_last_year(reading, amount.at):
        wrong = _is_exactly(amount, change.current) or _takes_the_place(statement, amount, change.prior)
        return _told(reading, statement, amount, change.prior, "prior") if wrong else None
    if _is_of_this_year(reading, amount.at) and _is_exactly(amount, change.prior):
        return _told(reading, statement, amount, change.current, "current")
    return None


def _told(
    reading: ReadUnit, statement: Statement, amount: Amount, true: float | None, period: str
) -> Contradiction | None:
    if true is None or amount.value == true:
        return None
    token = reading.tokens[amount.at]
    said = shown(amount.value)
    return Contradiction(
        statement.indicator, statement.unit, "number", period, said, shown(true), token.start, token.end, True
    )


def _is_exactly(amount: Amount, figure: float | None) -> bool:
    return amount.value == figure


def _takes_the_place(statement: Statement, amount: Amount, prior: float | None) -> bool:
    """Beside the current figure, told exactly, stands one of last year that is no figure of the indicator."""
    beside = any(a.match == "current" and not a.approximate for a in statement.amounts if a.at != amount.at)
    near = prior is not None and prior > 0 and _LEAST <= amount.value / prior <= _MOST
    return beside and near and not amount.match and len(statement.amounts) == _PAIR and amount.role == "level"


_PAIR = 2


def is_of_last_year(reading: ReadUnit, at: int) -> bool:
    """Whether a word of last year stands right before the number, and no comparison: not `к прошлому году 482`; or the
    number is what another was reached from: `5 020-дан 4 890-ға`, `с 5 020 до 4 890`, `5 020 → 4 890`."""
    if _is_start(reading, at):
        return True
    for place in range(at - 1, max(-1, at - 1 - _FARTHEST), -1):
        token = reading.tokens[place]
        if token.kind not in ("word", "mark"):
            return False
        if begins(token.key, "of_last_year"):
            return not _compares(reading, place)
        if token.kind == "mark" and token.key not in "-–:(":
            return False
        if token.kind == "word" and not begins(token.key, "of_last_year_filler"):
            return False
    return False


def _is_start(reading: ReadUnit, at: int) -> bool:
    token, behind = reading.tokens[at], reading.tokens[at + 1 : at + 3]
    if len(behind) < 1:
        return False
    if token.case == "ablative" and behind[0].kind == "number" and behind[0].case == "dative":
        return True
    if len(behind) < _PAIR or behind[1].kind != "number":
        return False
    return behind[0].key == "→" or (behind[0].key == "до" and at > 0 and reading.tokens[at - 1].key == "с")


def _is_of_this_year(reading: ReadUnit, at: int) -> bool:
    return at > 0 and begins(reading.tokens[at - 1].key, "of_this_year")


def _compares(reading: ReadUnit, place: int) -> bool:
    before = reading.tokens[max(0, place - 4) : place]
    return any(begins(t.key, "comparison") or t.key in ("к", "с", "от", "чем") for t in before)
