"""This year's figure told as last year's: `482 (за прошлый период 482)`, `Өткен жылы да 7 700 болған`."""

from __future__ import annotations

from commentary.statements import Amount, Change, Statement
from commentary.text import ReadUnit, begins
from commentary.verdicts.contradiction import Contradiction, shown

_SMALLEST = 10
_FARTHEST = 4


def wrong_year(reading: ReadUnit, statement: Statement, amount: Amount, change: Change) -> Contradiction | None:
    """A number right behind words of the year before, that is the current figure and not the prior one."""
    if amount.match != "current" or amount.value != change.current or amount.value == change.prior:
        return None
    if amount.approximate or amount.percent or amount.year or amount.value < _SMALLEST or not change.known:
        return None
    if not _is_of_last_year(reading, amount.at):
        return None
    token = reading.tokens[amount.at]
    said, true = shown(amount.value), shown(change.prior or 0.0)
    return Contradiction(
        statement.indicator, statement.unit, "number", "prior", said, true, token.start, token.end, True
    )


def _is_of_last_year(reading: ReadUnit, at: int) -> bool:
    """Whether a word of last year stands right before the number, and no comparison: not `к прошлому году 482`."""
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


def _compares(reading: ReadUnit, place: int) -> bool:
    before = reading.tokens[max(0, place - 4) : place]
    return any(begins(t.key, "comparison") or t.key in ("к", "с", "от", "чем") for t in before)
