"""What a note says against its table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the note says of an indicator and what the table says. `kind` is number, percent, direction or flat."""

    indicator: str
    unit: int
    kind: str
    period: str
    observed: str
    expected: str
    start: int
    end: int
    certain: bool


def shown(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:g}"
