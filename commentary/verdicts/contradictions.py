"""What a note says against its table: another figure for the same date and organisation, or the wrong direction.

Only where sure: a figure of a district, of another date, a rounded one, a part of the change contradict nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from commentary.statements import NoteTable, Statement
from commentary.text import ReadUnit, begins
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.wrong_directions import wrong_direction, wrongly_flat, wrongly_signed
from commentary.verdicts.wrong_numbers import wrong_number
from commentary.verdicts.wrong_proportions import wrong_proportion
from commentary.verdicts.wrong_years import wrong_year


def contradictions(
    readings: Sequence[ReadUnit], statements: Sequence[Statement], table: NoteTable, years: tuple[int, int]
) -> list[Contradiction]:
    """The contradictions of a note. `years` are those of the current and the prior date."""
    found = []
    for statement in statements:
        reading, change = readings[statement.unit], table.change(statement.indicator)
        if not change.known or statement.scope != "own" or reading.unit.kind == "quoted":
            continue
        if _is_put_right(reading) or _is_planned(readings, reading):
            continue
        goes_on = _goes_on(readings, statement.unit)
        found += [
            c
            for a in statement.amounts
            if (c := wrong_number(reading, statement, a, change, table, years)) is not None
            and not (goes_on and c.period == "change" and a.value < abs(change.difference))
        ]
        found += [c for a in statement.amounts if (c := wrong_year(reading, statement, a, change)) is not None]
        wrong = (
            wrong_direction(reading, statement, change)
            or wrongly_flat(reading, statement, change)
            or wrongly_signed(reading, statement, change)
            or wrong_proportion(reading, statement, change)
        )
        if wrong is not None:
            found.append(wrong)
    return found + _all_flat(readings, table)


def _is_put_right(reading: ReadUnit) -> bool:
    """`было 38, но тут я описался, было 50`: the note takes its slip back."""
    return any(begins(t.key, "self_correction") for t in reading.tokens)


def _is_planned(readings: Sequence[ReadUnit], reading: ReadUnit) -> bool:
    """The unit stands under a heading of plans."""
    lead = reading.unit.lead
    return lead >= 0 and any(begins(t.key, "plan_word") for t in readings[lead].tokens)


def _all_flat(readings: Sequence[ReadUnit], table: NoteTable) -> list[Contradiction]:
    """`По всем строкам без изменений.`: said of all rows, and of nothing else, where some changed."""
    found = []
    for unit, reading in enumerate(readings):
        flat = next((h for h in reading.by_group.get("direction", ()) if h.label == "flat"), None)
        words = sum(t.kind == "word" for t in reading.tokens)
        if flat is None or not reading.has("link", "all") or words > _SHORT or reading.mentions:
            continue
        if reading.by_group.get("negation") or any(begins(t.key, "hedge") for t in reading.tokens):
            continue
        token = reading.tokens[flat.start]
        found += [
            Contradiction(name, unit, "flat", "current", "", f"{c.difference:+.0f}", token.start, token.end, False)
            for name, c in table.changes.items()
            if c.difference
        ]
    return found


_SHORT = 8


def _goes_on(readings: Sequence[ReadUnit], unit: int) -> bool:
    """`Ещё 230 ушли на пенсию.`: the next sentence counts more of the same, so a smaller number was a part."""
    following = readings[unit + 1].tokens if unit + 1 < len(readings) else ()
    return any(begins(t.key, "more_of_these") for t in following) and any(t.kind == "number" for t in following)
