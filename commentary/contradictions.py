"""What a note says against its table: another figure for the same date and organisation, or the wrong direction.

Only where sure: a figure of a district, of another date, a rounded one, a part of the change contradict nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from commentary.contradiction import Contradiction
from commentary.figures import Table
from commentary.reading import Reading
from commentary.statements import Statement
from commentary.wrong_directions import wrong_direction, wrongly_flat
from commentary.wrong_numbers import wrong_number


def contradictions(
    readings: Sequence[Reading], statements: Sequence[Statement], table: Table, years: tuple[int, int]
) -> list[Contradiction]:
    """The contradictions of a note. `years` are those of the current and the prior date."""
    found = []
    for statement in statements:
        reading, change = readings[statement.unit], table.change(statement.indicator)
        if not change.known or statement.scope != "own" or reading.unit.kind == "quoted":
            continue
        found += [
            c for a in statement.amounts if (c := wrong_number(reading, statement, a, change, table, years)) is not None
        ]
        wrong = wrong_direction(reading, statement, change) or wrongly_flat(reading, statement, change)
        if wrong is not None:
            found.append(wrong)
    return found
