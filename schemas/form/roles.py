"""What a form's indicators are for: the roles by which code speaks of them, since it knows none of them by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from schemas.form.strict import Strict

MOST_HEADLINES = 4


class Row(Protocol):
    """What the roles ask of an indicator."""

    section: int

    @property
    def core(self) -> bool:
        """Whether the row must be filled in."""

    @property
    def sum(self) -> bool:
        """Whether the figure adds up over organisations."""


class Roles(Strict):
    """The indicators by role; what a form leaves out is derived from its rows (`completed`).

    `total` is an organisation's size: shares, coverage and the picture of a round are told in it. `headline` are the
    figures that a letter's receipt repeats. `ranked` are those whose changes are listed organisation by organisation.
    `parts` add up to the total, the largest first.
    """

    total: str = ""
    headline: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def main_part(self) -> str:
        """The largest of the parts; "" where the form names none."""
        return self.parts[0] if self.parts else ""

    def named(self) -> tuple[str, ...]:
        """Every indicator that has a role."""
        return (*((self.total,) if self.total else ()), *self.headline, *self.ranked, *self.parts)

    def completed(self, indicators: Mapping[str, Row]) -> Roles:
        """The roles with what was left out: the first row that adds up and must be filled in is the total, and is
        ranked; the headline are the rows of its section that must be filled in."""
        summed = [name for name, row in indicators.items() if row.sum]
        core = [name for name in summed if indicators[name].core]
        total = self.total or next(iter(core or summed), "")
        beside = [x for x in core if total and indicators[x].section == indicators[total].section]
        alone = (total,) if total else ()
        return self.model_copy(
            update={
                "total": total,
                "headline": self.headline or tuple(beside[:MOST_HEADLINES]) or alone,
                "ranked": self.ranked or alone,
            }
        )
