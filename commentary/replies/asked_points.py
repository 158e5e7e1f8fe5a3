"""The points of the letter that a reply answers, found by what the reply names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commentary.replies.named_places import CELL, LABEL, POINT, ROW, NamedPlace
from schemas.conversation import Question
from schemas.documents import Period
from schemas.form import Form

SOFT = "soft"


@dataclass(frozen=True)
class LetterPoints:
    """The numbered points of a letter about returns of a form."""

    questions: tuple[Question, ...]
    rows: dict[int, str]
    columns: frozenset[str]
    days: dict[tuple[int, int, int], str]

    @classmethod
    def of(cls, questions: Sequence[Question], form: Form) -> LetterPoints:
        """The points, and what of the form names them: rows, columns, the days that its figures are of."""
        figures = form.sheets["figures"].columns
        columns = {letter for letter, meaning in figures.items() if meaning in tuple(Period)}
        columns |= {q.cell[:1] for q in questions if q.cell}
        return cls(
            tuple(questions),
            {x.row: name for name, x in form.indicators.items()},
            frozenset(columns),
            {
                (day.year, day.month, day.day): period
                for day, period in ((form.prior_as_of, Period.PRIOR), (form.as_of, Period.CURRENT))
            },
        )

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the points."""
        return frozenset(q.number for q in self.questions)

    @property
    def indicators(self) -> frozenset[str]:
        """The rows that the points are about."""
        return frozenset(q.indicator for q in self.questions if q.indicator)

    def by_number(self, number: int) -> Question | None:
        """The point of this number."""
        return next((q for q in self.questions if q.number == number), None)

    def single(self, soft: bool = False) -> Question | None:
        """The only point of the letter, or the only one that asks whether a figure is right."""
        asked = [q for q in self.questions if q.severity == SOFT] if soft else list(self.questions)
        return asked[0] if len(asked) == 1 else None

    def named(self, place: NamedPlace, period: str = "") -> tuple[Question, ...]:
        """The points about what is named, in the period that is told."""
        if place.kind == POINT:
            return tuple(q for q in self.questions if q.number == place.number)
        if place.kind == CELL:
            found = [q for q in self.questions if q.cell == place.cell]
            exact = [q for q in found if place.sheet and q.sheet == place.sheet]
            return tuple(exact or found)
        assert place.kind in (ROW, LABEL)
        found = [q for q in self.questions if q.indicator == place.indicator]
        return tuple([q for q in found if q.period == period] or found if period else found)

    def with_figure(self, value: float) -> tuple[Question, ...]:
        """The points about a cell in which this figure stood."""
        return tuple(q for q in self.questions if figure_of(q.observed) == value)


def figure_of(observed: str) -> float | None:
    """The figure that stood in a cell, None where it was none."""
    plain = "".join(observed.split()).replace("\u2212", "-").replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None
