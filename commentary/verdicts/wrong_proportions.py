"""Fractions and multiples of a change that are not the table's: `вдвое`, `екі есе`, `на треть`, `жартысына дейін`."""

from __future__ import annotations

from collections.abc import Iterator

from commentary.statements import Change, Statement
from commentary.text import ReadUnit, begins, stem_set
from commentary.verdicts.contradiction import Contradiction, shown

# 'a third' is said of a quarter and of two fifths, and of nothing beyond
_LEAST, _MOST = 0.75, 1.35
_SHARES = stem_set("share_noun")
_PARTS = {"half_of_it": 2, "third_of_it": 3, "quarter_of_it": 4, "fifth_of_it": 5}
_MULTIPLES = {"twofold": 2, "threefold": 3}


def wrong_proportion(reading: ReadUnit, statement: Statement, change: Change) -> Contradiction | None:
    """The size of the indicator's movement, told as a fraction or multiple, is far from the table's, or turned round.

    Not where the fraction may be of something else: a share of the whole, a part of the growth, a plan, a district.
    """
    if statement.direction not in ("up", "down") or not change.known or not change.prior or not change.current:
        return None
    if not (statement.named or not statement.mention.end) or len({m.indicator for m in reading.mentions}) > 1:
        return None
    clause = reading.clause_of[statement.direction_at]
    start, end = reading.clauses[clause]
    if _may_be_of_another(reading, start, end):
        return None
    rose = statement.direction == "up"
    for at, factor, part in _proportions(reading, start, end):
        true = _true_factor(change, rose) if factor else abs(change.difference) / change.prior
        told = factor or 1 / part
        fits = (
            (true - 1 >= _LEAST * (told - 1) and true <= _MOST * told)
            if factor
            else _LEAST * told <= true <= _MOST * told
        )
        if rose == (change.difference > 0) and fits:
            continue
        said = reading.tokens[at]
        return Contradiction(
            statement.indicator, statement.unit, "percent", "change", f"{shown(round(100 * _as_share(told, factor)))} %",
            f"{100 * change.difference / change.prior:+.0f} %", said.start, said.end, False,
        )  # fmt: skip
    return None


def _as_share(told: float, factor: int) -> float:
    return told - 1 if factor else told


def _true_factor(change: Change, rose: bool) -> float:
    assert change.prior and change.current
    return change.current / change.prior if rose else change.prior / change.current


def _proportions(reading: ReadUnit, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(token, multiple, part): `вдвое` is (i, 2, 0), `на треть` (i, 0, 3), `екі есе` (i, 2, 0), `үштен бірге` (i, 0, 3)."""
    for i in range(start, end):
        token = reading.tokens[i]
        following = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
        if token.kind == "word":
            multiple = next((n for name, n in _MULTIPLES.items() if begins(token.key, name)), 0)
            part = next((n for name, n in _PARTS.items() if begins(token.key, name)), 0)
            if multiple or part:
                yield i, multiple, part
        elif token.kind == "number" and following is not None and token.value in (2, 3, 4, 5):
            if reading.has("counted", "times", i + 1, i + 2):
                yield i, int(token.value), 0
            elif token.case == "ablative" and following.kind == "number" and following.value == 1:
                yield i, 0, int(token.value)


def _may_be_of_another(reading: ReadUnit, start: int, end: int) -> bool:
    if any(t.key.startswith(_SHARES) for t in reading.tokens[start:end]):
        return True
    if reading.has("negation", "", start, end) or reading.has("connective", "", start, end):
        return True
    others = any(reading.by_group.get(g) for g in ("part", "elsewhere", "plan"))
    return others or reading.has("period", "midyear")
