"""The note's table as its sentences are checked against: what a number may equal, with rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.form import Form, Mentions, Roles

_NEAR = 0.08


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator's figures: prior, current, and their difference (0 where one is missing)."""

    prior: float | None
    current: float | None

    @property
    def known(self) -> bool:
        """Whether both figures are there."""
        return self.prior is not None and self.current is not None

    @property
    def difference(self) -> float:
        """current − prior, 0 where one of them is missing."""
        return self.current - self.prior if self.prior is not None and self.current is not None else 0.0

    @property
    def percent(self) -> float | None:
        """The change in percent of the prior figure, unsigned; None where it cannot be told."""
        return abs(100 * self.difference / self.prior) if self.known and self.prior else None

    def values(self) -> tuple[float, ...]:
        """What a number of this indicator can be: prior, current, size of the change."""
        known = [x for x in (self.prior, self.current) if x is not None]
        return (*known, abs(self.difference)) if self.known else tuple(known)


@dataclass(frozen=True)
class NoteTable:
    """The figures of a note by indicator, which indicators own a value, and what the form says of its rows."""

    changes: Mapping[str, Change]
    role: Roles
    mentions: Mentions
    owners: Mapping[float, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        owners: dict[float, set[str]] = {}
        for indicator, change in self.changes.items():
            for value in change.values():
                owners.setdefault(value, set()).add(indicator)
        object.__setattr__(self, "owners", {v: frozenset(names) for v, names in owners.items()})

    @classmethod
    def of(cls, figures: Mapping[str, tuple[float | None, float | None]], form: Form) -> NoteTable:
        """The table of a note's figures: indicator -> (prior, current)."""
        return cls({k: Change(_number(p), _number(c)) for k, (p, c) in figures.items()}, form.role, form.mentions)

    def change(self, indicator: str) -> Change:
        """The indicator's figures; an unknown one has none."""
        return self.changes.get(indicator, Change(None, None))

    @property
    def mains(self) -> frozenset[str]:
        """The form's total and the largest of its parts, whose figures are often the same."""
        return frozenset({self.role.total, self.role.main_part} - {""})


def _number(x: float | None) -> float | None:
    return None if x is None or math.isnan(x) else float(x)


def agrees(stated: float, true: float, approximate: bool) -> bool:
    """Whether a stated number is the true one, exactly, rounded to its own zeros, or nearly where it says 'about'."""
    if stated == true:
        return True
    step = 10.0
    while step <= stated and stated % step == 0:
        if stated >= 5 * step and math.floor(true / step + 0.5) * step == stated and step >= 100:
            return True
        step *= 10
    return approximate and true > 0 and abs(stated - true) <= max(_NEAR * true, 2.0)


def percent_agrees(stated: float, true: float, decimals: int, approximate: bool) -> bool:
    """Whether a stated percentage is the true one, rounded as it was written."""
    tolerance = 0.6 * 10.0**-decimals if not approximate else max(1.0, 0.15 * true)
    return abs(stated - true) <= tolerance
