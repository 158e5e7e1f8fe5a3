"""Movements that a note tells the other way than the table, where they are surely of the indicator's number."""

from __future__ import annotations

from commentary.statements import (
    COMPARATIVES,
    Change,
    Statement,
    holds_nothing_else,
    is_planned,
    speaks_of_number,
)
from commentary.text import ReadUnit, begins, stem_set, word_set
from commentary.verdicts.contradiction import Contradiction

_UNSURE_MOVES = stem_set("unsure_movement")


def wrongly_flat(reading: ReadUnit, statement: Statement, change: Change) -> Contradiction | None:
    """`изменений нет`, `214, без изменений`: said of what changed, without a hedge and with no figure but one."""
    if statement.direction != "flat" or not change.difference or not is_named(statement):
        return None
    if statement.amounts and not _is_one_figure(statement):
        return None
    if _is_of_another(reading, statement):
        return None
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    if not (statement.sure or not statement.amounts or holds_nothing_else(reading, start, end)):
        return None
    short = sum(t.kind == "word" for t in reading.tokens) <= _SHORT
    said = " ".join(t.key for t in (reading.tokens if short else reading.tokens[start:end]))
    denied = _DENIED[change.difference > 0]
    denies = any(h.label == denied and h.start == statement.direction_at for h in reading.by_group.get("direction", ()))
    if not (denies or any(w in said for w in _FLAT)) or any(w in said for w in _HEDGES) or reading.by_group.get("part"):
        return None
    if denies and not speaks_of_number(reading, statement.mention, statement.direction_at):
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


_SHORT = 10


def _is_of_another(reading: ReadUnit, statement: Statement) -> bool:
    """`их стало столько же, сколько первичек`: as many as there are of another row."""
    behind = [m for m in reading.mentions if m.start > statement.direction_at and not m.weak]
    return any(m.indicator != statement.indicator for m in behind) and any(
        t.key in ("сколько", "канша") for t in reading.tokens[statement.direction_at :]
    )


def is_named(statement: Statement) -> bool:
    """Whether the indicator is named outright, or by one of its figures, or is what the talk is of."""
    figures = any(a.match in ("current", "prior") and a.value >= _NO_CHANCE for a in statement.amounts)
    moved = statement.told and statement.sure and statement.direction in ("up", "down")
    return statement.named or figures or moved or not statement.mention.end


def _is_one_figure(statement: Statement) -> bool:
    return len({a.value for a in statement.amounts}) == 1 and all(
        a.match in ("current", "prior") and a.role == "level" for a in statement.amounts
    )


_DENIED = {True: "not_up", False: "not_down"}
_FLAT = stem_set("unchanged")


_HEDGES = stem_set("hedge")


def wrong_direction(reading: ReadUnit, statement: Statement, change: Change) -> Contradiction | None:
    """The movement of the indicator's own number, asserted outright, is the other way."""
    if statement.direction not in ("up", "down") or not change.difference or not is_named(statement):
        return None
    token = reading.tokens[statement.direction_at]
    if (change.difference > 0) == (statement.direction == "up"):
        return None
    said_of_it = _is_said_of_it(reading, statement)
    if token.key.startswith(_UNSURE_MOVES) and not _is_carried(reading, statement) and not said_of_it:
        return None
    by_size = any(a.match == "change" for a in statement.amounts)
    if (
        token.key.endswith(_TRANSITIVE)
        or (token.key in COMPARATIVES and not by_size and not _became(reading, statement))
        or _of_the_past(reading, statement)
        or _was_so(reading, statement)
        or _goes_both_ways(reading)
    ):
        return None
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    plain = (
        statement.sure
        and (by_size or not _is_placed(reading, start, end))
        and (by_size or speaks_of_number(reading, statement.mention, statement.direction_at))
    )
    if not plain and not said_of_it and not _moves_by_its_change(reading, statement):
        return None
    size, certain = f"{change.difference:+.0f}", _is_certain(reading, statement)
    return Contradiction(
        statement.indicator, statement.unit, "direction", "current", "", size, token.start, token.end, certain
    )


def wrongly_signed(reading: ReadUnit, statement: Statement, change: Change) -> Contradiction | None:
    """`Работающие: +550`, where they fell by 550: the only signed number of the statement, with the wrong sign."""
    signed = [a for a in statement.amounts if a.sign]
    if len(signed) != 1 or signed[0].match != "change" or statement.mention.weak or not change.difference:
        return None
    amount = signed[0]
    told = statement.direction in ("up", "down") and (statement.direction == "up") == (change.difference > 0)
    if (amount.sign == "+") == (change.difference > 0) or told or is_planned(reading, amount.at):
        return None
    if reading.by_group.get("negation") or reading.has("period", "midyear"):
        return None
    token = reading.tokens[amount.at]
    certain = amount.sign == "+" and amount.value >= _NO_CHANCE and not reading.by_group.get("event")
    return Contradiction(
        statement.indicator, statement.unit, "direction", "current", "", f"{change.difference:+.0f}",
        token.start, token.end, certain,
    )  # fmt: skip


_NO_CHANCE = 10


def _is_certain(reading: ReadUnit, statement: Statement) -> bool:
    """Whether the movement stands with the mention itself; one behind a dash, or of 'us', may be of something else."""
    mention, code = statement.mention, statement.mention.code
    if not mention.end:
        return True
    if mention.weak:
        return False
    within = mention.start <= statement.direction_at < mention.end
    together = reading.clause_of[mention.end - 1] == reading.clause_of[statement.direction_at]
    return code or within or together or _moves_by_its_change(reading, statement)


def _is_carried(reading: ReadUnit, statement: Statement) -> bool:
    """`қатары толықты`, `ряды пополнились`: a noun of number stands right before the movement."""
    before = reading.tokens[max(0, statement.direction_at - 2) : statement.direction_at]
    return any(begins(t.key, "carrier") for t in before)


def _became(reading: ReadUnit, statement: Statement) -> bool:
    """`стало больше`, `көп болды`, `былтырғыдан көп`: a bare comparative that is asserted."""
    at = statement.direction_at
    near = reading.tokens[max(0, at - 2) : at + 3]
    compared = [t.key for t in reading.tokens[at + 1 : at + 5]]
    than = [t.key for t in reading.tokens[max(0, at - 2) : at]]
    return (
        any(t.key in word_set("became") for t in near)
        or (compared[:2] == [",", "чем"] and any(begins(w, "past") or w in ("было", "был") for w in compared))
        or (any(w.endswith(_ABLATIVES) for w in than) and reading.has("period", "prior", at - 3, at))
    )


_ABLATIVES = ("дан", "ден", "тан", "тен")


def _is_said_of_it(reading: ReadUnit, statement: Statement) -> bool:
    """`Ветераны: 80, показатель увеличился`: one indicator, one of its figures, and a movement beside nothing else."""
    if len({m.indicator for m in reading.mentions if not m.weak} | {statement.indicator}) > 1:
        return False
    nothing_else = not statement.mention.end and holds_nothing_else(reading, 0, len(reading.tokens))
    if not statement.amounts and not nothing_else:
        return False
    if any(a.match not in ("current", "prior", "change") or a.approximate for a in statement.amounts):
        return False
    plans = ("plan", "negation", "part", "elsewhere", "event")
    if any(reading.by_group.get(g) for g in plans) or reading.has("period", "midyear"):
        return False
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    return holds_nothing_else(reading, start, end) and not _is_placed(reading, start, end)


_TRANSITIVE = ("или", "ить", "ивает", "ивают")


def _is_placed(reading: ReadUnit, start: int, end: int) -> bool:
    """`балабақшалардағы мүшелер`, `в детских садах`: the clause names a place of its own, so a part may be meant."""
    known = {
        i
        for g in ("common", "period", "mention", "direction", "connective", "link")
        for h in reading.by_group.get(g, ())
        for i in range(h.start, h.end)
    }
    for i in range(start, end):
        if i in known or reading.tokens[i].kind != "word" or reading.tokens[i].key in word_set("no_place"):
            continue
        if reading.tokens[i].key.endswith(_LOCATIVES) or (i and reading.tokens[i - 1].key in word_set("placing")):
            return True
    return False


_LOCATIVES = ("даги", "деги", "таги", "теги", "нда", "нде", "ларда", "лерде", "тарда", "терде", "дарда", "дерде")


def _was_so(reading: ReadUnit, statement: Statement) -> bool:
    """`было на сто сорок больше`: a comparative of what was, not of what is."""
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    was = any(begins(t.key, "was_so") for t in reading.tokens[start:end])
    return was and reading.tokens[statement.direction_at].key in COMPARATIVES


def _goes_both_ways(reading: ReadUnit) -> bool:
    """`Қарғалыда 40 адамға азайған, Үңгіртаста 25-ке көбейген`: one row named once, up and down: of parts of it."""
    named = {m.indicator for m in reading.mentions if not m.weak}
    return len(named) <= 1 and {"up", "down"} <= reading.labels("direction")


def _of_the_past(reading: ReadUnit, statement: Statement) -> bool:
    """The movement is last year's (`былтыр өскен еді`), and no comparison with it."""
    start, end = reading.clauses[reading.clause_of[statement.direction_at]]
    words = [t.key for t in reading.tokens[start:end]]
    past = any(begins(w, "past") for w in words)
    compared = any(begins(w, "comparison") or w.endswith(("дан", "ден")) for w in words)
    return past and not compared


def _moves_by_its_change(reading: ReadUnit, statement: Statement) -> bool:
    """`… – 19 011 (19 723), прирост на 712`: the movement stands apart, but with the very size of the change."""
    clause = reading.clause_of[statement.direction_at]
    alone = len({m.indicator for m in reading.mentions if not m.weak}) == 1
    plain = not (reading.by_group.get("negation") or reading.by_group.get("plan"))
    return alone and plain and any(a.match == "change" and reading.clause_of[a.at] == clause for a in statement.amounts)
