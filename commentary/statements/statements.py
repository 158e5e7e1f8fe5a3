"""What a unit tells of an indicator: its numbers, which way it moved, whose figure and of when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary.statements.amounts import Amount, amount_of, assign
from commentary.statements.breakdowns import resolved
from commentary.statements.movements import NO_MOVEMENT, Movement, is_planned, movements_of, speaks_of_number
from commentary.statements.note_table import Change, NoteTable
from commentary.text import Mention, ReadUnit, stem_set, word_set


@dataclass(frozen=True, slots=True)
class Statement:
    """What one unit tells of one indicator, from its mention on.

    `direction` is up, down, flat, changed or ''; `sure` says that the direction stands in the mention's own clause
    without negation, plan, share or another time; `told` that a level or a change was told at all; `scope` is own,
    part (a district, a school) or elsewhere; `named` says that the indicator is named outright, or by its bare number.
    """

    indicator: str
    unit: int
    mention: Mention
    amounts: tuple[Amount, ...]
    direction: str
    direction_at: int
    sure: bool
    told: bool
    scope: str
    named: bool = False


def statements_of(
    reading: ReadUnit, index: int, table: NoteTable, context: Sequence[str] = (), before: Sequence[str] = ()
) -> list[Statement]:
    """The statements of a unit.

    `context` is the heading's or lead's topic, which numbers before the first own mention belong to; `before` are the
    indicators told of just before, which say what the talk is of.
    """
    mentions = [Mention(i, 0, 0, weak=True) for i in context] + resolved(reading, table, (*context, *before))
    found, failed = _told(reading, index, table, mentions)
    while failed:
        mentions = [m for m in mentions if m not in failed]
        found, failed = _told(reading, index, table, mentions)
    if not found and all(m.weak and m.end for m in mentions):
        found = _anchored(reading, index, table)
    return _with_main_part(reading, table, _with_figures_elsewhere(table, found))


def _told(
    reading: ReadUnit, index: int, table: NoteTable, mentions: Sequence[Mention]
) -> tuple[list[Statement], list[Mention]]:
    """The statements of the mentions that count, and the weak mentions that took a number without owning it."""
    owned = assign(reading, mentions)
    numbered = set(owned)
    movements = movements_of(reading, mentions, owned)
    found, failed = [], []
    for m, mention in enumerate(mentions):
        amounts = tuple(amount_of(reading, t, mention, table) for t in owned.get(m, ()))
        movement = movements.get(m, NO_MOVEMENT)
        if mention.weak and not _earns(reading, mention, amounts, movement, table):
            if m in numbered and mention.end:
                failed.append(mention)
            continue
        scope = "own" if any(a.match and a.value >= _SMALLEST for a in amounts) else _scope(reading, mention)
        told = _is_told(reading, mention, amounts, movement, scope, table)
        named = not mention.weak or _is_bare_number_of_total(reading, mention, table)
        found.append(Statement(mention.indicator, index, mention, amounts, *movement, told, scope, named))
    return found, failed


def _is_told(
    reading: ReadUnit,
    mention: Mention,
    amounts: tuple[Amount, ...],
    movement: Movement,
    scope: str,
    table: NoteTable,
) -> bool:
    """Whether a level or a change is told: a figure of the form, or a movement or number of the organisation's."""
    if any(a.match for a in amounts) or (amounts and _of_these(reading, mention, table)):
        return True
    if amounts and all(a.percent for a in amounts) and _is_shared(reading, mention):
        return False
    if mention.code and mention.start == 0 and sum(t.kind == "word" for t in reading.tokens) >= _SENTENCE:
        return True  # what is written beside the code of a row is of that row
    planned = is_planned(reading, movement.at if movement.at >= 0 else mention.start)
    if scope == "elsewhere" or (scope == "part" and amounts) or planned:
        return False
    moved = movement.sense == "flat" or (bool(movement.sense) and speaks_of_number(reading, mention, movement.at))
    return moved or any(a.role != "part" or a.percent for a in amounts)


def _is_shared(reading: ReadUnit, mention: Mention) -> bool:
    """`доля женщин 74 %`, `әйелдердің үлесі – 74 %`: a share of the whole is neither level nor change."""
    near = reading.tokens[max(0, mention.start - 2) : mention.end + 2]
    return any(t.key.startswith(stem_set("share_noun")) for t in near)


def _of_these(reading: ReadUnit, mention: Mention, table: NoteTable) -> bool:
    """`из них 450 женщин и 230 молодых`: of the people just told of, so many are of the indicator."""
    return mention.indicator in table.mentions.counted_of_these and reading.has("link", "these", 0, mention.start)


def _anchored(reading: ReadUnit, index: int, table: NoteTable) -> list[Statement]:
    """A unit that names nothing, but gives figures that only one indicator has."""
    owners: dict[str, list[int]] = {}
    for t, token in enumerate(reading.tokens):
        names = table.owners.get(token.value, frozenset()) if token.kind == "number" else frozenset()
        if token.value >= _LARGE and names and (len(names) == 1 or names == table.mains):
            owners.setdefault(table.role.total if table.role.total in names else next(iter(names)), []).append(t)
    return [
        _anchor(reading, index, table, name, places)
        for name, places in owners.items()
        if _holds(reading, table, name, places)
    ]


def _anchor(reading: ReadUnit, index: int, table: NoteTable, name: str, places: list[int]) -> Statement:
    mention = Mention(name, places[0], places[0], weak=True)
    amounts = tuple(amount_of(reading, t, mention, table) for t in places)
    return Statement(name, index, mention, amounts, *NO_MOVEMENT, told=True, scope="own")


def _holds(reading: ReadUnit, table: NoteTable, name: str, places: list[int]) -> bool:
    """Whether the figures are enough to know the indicator by: two, or the size of the change with little else."""
    change = table.change(name)
    bare = name in table.mains and _is_bare_change(reading, change.difference)
    return len(places) >= _ANCHORS or bare or _is_state(reading, places[0], change)


def _is_state(reading: ReadUnit, at: int, change: Change) -> bool:
    """`қазір 3 720 адам жұмыста`: the current figure, of people, and no other number about."""
    numbers = [i for i, t in enumerate(reading.tokens) if t.kind == "number"]
    people = any(h.label == "person" and at < h.start <= at + 1 for h in reading.by_group.get("counted", ()))
    return numbers == [at] and reading.tokens[at].value == change.current and people


_SENTENCE = 4
_LARGE = 100
_ANCHORS = 2
_BARE = 6


def _is_bare_change(reading: ReadUnit, difference: float) -> bool:
    """`Міне, 550 осы.`: a short unit of nothing but the size of a change."""
    words = sum(t.kind == "word" for t in reading.tokens)
    return words <= _BARE and any(t.kind == "number" and t.value == abs(difference) for t in reading.tokens)


def _with_figures_elsewhere(table: NoteTable, found: list[Statement]) -> list[Statement]:
    """`убыль 600, из которых 550 приходится на работающих`: a number that only an untold indicator of the unit owns."""
    stray = {a.value for s in found for a in s.amounts if not a.match and a.value >= _SMALLEST}
    return [
        replace(s, told=True) if not s.told and stray & set(table.change(s.indicator).values()) else s for s in found
    ]


def _with_main_part(reading: ReadUnit, table: NoteTable, found: list[Statement]) -> list[Statement]:
    """`… кеміді (барлығы – жұмыс істейтіндер)`: all of them working, so the working members are told of too."""
    main = table.role.main_part
    figures = {x for x in table.change(main).values() if x}
    counted = any(t.kind == "number" and t.value in figures for t in reading.tokens)
    if not counted and not any(s.indicator == table.role.total and s.told for s in found):
        return found
    return [replace(s, told=True) if s.indicator == main and _says_all(reading, s.mention) else s for s in found]


def _says_all(reading: ReadUnit, mention: Mention) -> bool:
    before = reading.tokens[max(0, mention.start - 3) : mention.start]
    return any(t.key == "(" or t.key in word_set("all_of_them") for t in before)


def says_all_are(reading: ReadUnit, indicator: str) -> bool:
    """Whether a unit says no more than that all of them are of this indicator: `Бәрі де жұмыс істейтіндер.`"""
    mine = [m for m in reading.mentions if m.indicator == indicator and not m.weak]
    return bool(mine) and len(reading.tokens) <= 8 and any(_says_all(reading, m) for m in mine)


def _scope(reading: ReadUnit, mention: Mention) -> str:
    """Whose figure it is: `elsewhere` or `part` where such a word stands before it, in its clause or the one before."""
    clause = reading.clause_of[mention.start] if mention.start < len(reading.clause_of) else 0
    for group in ("elsewhere", "part"):
        for hit in reading.by_group.get(group, ()):
            place = reading.clause_of[hit.start]
            if place != clause and reading.has("event", "", *reading.clauses[place]):
                continue
            if (hit.start <= mention.start and place >= clause - 1) or (group == "elsewhere" and place == clause):
                return group
    return "own"


def _earns(
    reading: ReadUnit, mention: Mention, amounts: tuple[Amount, ...], movement: Movement, table: NoteTable
) -> bool:
    """Whether a weak mention counts: the topic's own, with one of the indicator's figures, or `из них … молодых`."""
    if not mention.end:
        return bool(amounts or movement.sense)
    if _is_bare_number_of_total(reading, mention, table) and movement.sense:
        return True
    if mention.indicator not in table.mains and movement.sense in ("up", "down") and movement.sure:
        return speaks_of_number(reading, mention, movement.at)
    anchored = any(a.match and not a.percent and (a.value >= _SMALLEST or a.match == "change") for a in amounts)
    return anchored or (bool(amounts) and _of_these(reading, mention, table))


def _is_bare_number_of_total(reading: ReadUnit, mention: Mention, table: NoteTable) -> bool:
    """`Численность выросла.`: the number of nobody named is the form's total, where nothing else is named."""
    named = reading.tokens[mention.start].key.startswith(stem_set("bare_number")) if mention.end else False
    alone = len(reading.mentions) == 1 and not reading.by_group.get("part")
    return named and mention.indicator == table.role.total and alone


_SMALLEST = 10
