"""Movements that a note tells the other way than the table, where they are surely of the indicator's number."""

from __future__ import annotations

from commentary.amounts import COMPARATIVES
from commentary.contradiction import Contradiction
from commentary.figures import Change
from commentary.lexicon import begins, stem_set, word_set
from commentary.movements import speaks_of_number
from commentary.reading import Reading
from commentary.statements import Statement

_UNSURE_MOVES = stem_set("unsure_movement")


def wrongly_flat(reading: Reading, statement: Statement, change: Change) -> Contradiction | None:
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
        "current",
        "",
        f"{change.difference:+.0f}",
        token.start,
        token.end,
        False,
    )


_FLAT = stem_set("unchanged")


_HEDGES = stem_set("hedge")


def wrong_direction(reading: Reading, statement: Statement, change: Change) -> Contradiction | None:
    """The movement of the indicator's own number, asserted outright, is the other way."""
    if statement.direction not in ("up", "down") or not change.difference or statement.mention.weak:
        return None
    token = reading.tokens[statement.direction_at]
    if (change.difference > 0) == (statement.direction == "up") or token.key.startswith(_UNSURE_MOVES):
        return None
    by_size = any(a.match == "change" for a in statement.amounts)
    if (
        token.key.endswith(_TRANSITIVE)
        or (token.key in COMPARATIVES and not by_size and not _became(reading, statement))
        or _of_the_past(reading, statement)
    ):
        return None
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    plain = (
        statement.sure
        and (by_size or not _is_placed(reading, start, end))
        and (by_size or speaks_of_number(reading, statement.mention, statement.direction_at))
    )
    if not plain and not _moves_by_its_change(reading, statement):
        return None
    size = f"{change.difference:+.0f}"
    return Contradiction(
        statement.indicator, statement.unit, "direction", "current", "", size, token.start, token.end, True
    )


def _became(reading: Reading, statement: Statement) -> bool:
    """`стало больше`, `көп болды`: a bare comparative that is asserted."""
    near = reading.tokens[max(0, statement.direction_at - 2) : statement.direction_at + 3]
    return any(t.key in word_set("became") for t in near)


_TRANSITIVE = ("или", "ить", "ивает", "ивают")


def _is_placed(reading: Reading, start: int, end: int) -> bool:
    """`балабақшалардағы мүшелер`, `в детских садах`: the clause names a place of its own, so a part may be meant."""
    known = {
        i
        for g in ("common", "period", "mention", "direction")
        for h in reading.by_group.get(g, ())
        for i in range(h.start, h.end)
    }
    for i in range(start, end):
        if i in known or reading.tokens[i].kind != "word":
            continue
        if reading.tokens[i].key.endswith(_LOCATIVES) or (i and reading.tokens[i - 1].key in word_set("placing")):
            return True
    return False


_LOCATIVES = ("даги", "деги", "таги", "теги", "нда", "нде", "ларда", "лерде", "тарда", "терде", "дарда", "дерде")


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
