"""A numbered point of a letter: where it is, what stands there, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.letters.letter_remarks import row_text
from reports.wording import phrase
from schemas.conversation import Question
from schemas.form import Form, figures_of, quoted, substitute

SHOWN_LINES = 2
NAMED_RUNS = 5
Place = tuple[str, str]  # indicator and period


class PointKind(StrEnum):
    """What a point wants: a cell mended, a figure confirmed, a change explained, the reason of a delay."""

    MEND = "mend"
    CONFIRM = "confirm"
    EXPLAIN = "explain"
    LATE = "late"


@dataclass(frozen=True)
class PointLine:
    """A place of a point: its cell (A1, "" for none), the row of the form in words, what stands there, in words; and
    the row's number in the form.
    """

    sheet: str
    cell: str
    row: str
    stands: str
    row_number: str = ""


@dataclass(frozen=True)
class Point:
    """What a letter asks at once. `asked` are the findings that an answer settles, still without the number.

    `ask` says what to do and `why` why. `folded` are the findings (frames.Findings as records) that follow from this
    one. Where it is `one_of` its places, the others are right. Where `ask` `names_row`, the row's number suffices
    beside it.
    """

    kind: PointKind
    lines: tuple[PointLine, ...]
    ask: str
    asked: tuple[Question, ...]
    why: str = ""
    folded: tuple[Mapping[Hashable, Any], ...] = ()
    one_of: bool = False
    names_row: bool = False

    @property
    def shown(self) -> tuple[PointLine, ...]:
        """The lines that the letter shows."""
        return self.lines[: SHOWN_LINES if len(self.lines) > SHOWN_LINES + 1 else len(self.lines)]

    @property
    def more(self) -> int:
        """How many lines the letter leaves to the workbook."""
        return len(self.lines) - len(self.shown)

    @property
    def more_rows(self) -> str:
        """The numbers of the rows of those lines, "" where one has none; many are cut short."""
        numbers = [x.row_number for x in self.lines[len(self.shown) :]]
        if not all(numbers):
            return ""
        runs = _runs([int(x) for x in numbers])
        return ", ".join([*runs[:NAMED_RUNS], "…"] if len(runs) > NAMED_RUNS else runs)

    @property
    def row(self) -> str:
        """The row in words, to stand below; "" where the sentence names it, or there is none."""
        return self.lines[0].row if self.lines and not (self.names_row and self.lines[0].row_number) else ""

    @property
    def to_correct(self) -> int:
        """How many cells are to be corrected."""
        cells = sum(bool(line.cell) for line in self.lines)
        return min(cells, 1) if self.one_of else cells

    @property
    def words(self) -> str:
        """The point in one line, as the letter says it: the cell, what stands there, what to do, the row."""
        first = self.lines[0] if self.lines else PointLine("", "", "", "")
        at = f"{first.cell} – {first.stands}" if first.cell and first.stands else first.cell
        asked = f"{at} · {self.ask}" if at else self.ask
        return f"{asked} ({first.row})" if first.row else asked

    def notes(self, say: Callable[..., str]) -> tuple[str, ...]:
        """What is said below: why, and what follows; `say` gives a phrase by its name."""
        told = (self.why, say("letter.mend.folded", count=len(self.folded)) if self.folded else "")
        return tuple(x for x in told if x)


def place_of(finding: Mapping[Hashable, Any]) -> Place:
    """The indicator and the period that a finding is about."""
    return str(finding["indicator"]), str(finding["period"])


def line_of(point: Point, asked: Question) -> PointLine | None:
    """The line of a point at the place of a question."""
    return next((x for x in point.lines if (x.sheet, x.cell) == (asked.sheet, asked.cell)), None)


def places_of_rule(finding: Mapping[Hashable, Any], form: Form) -> set[Place]:
    """The figures of the return that a finding's rule compares; its own alone where the finding is of no rule."""
    rule, period = form.rules.get(str(finding["rule"])), str(finding["period"]) or "current"
    if rule is None:
        return {place_of(finding)} - {("", "")}
    figures = figures_of(substitute(rule.tree, str(finding["indicator"])))
    return {(x.indicator, x.column or period) for x in figures if x.column != "accepted" and not x.children}


def question_of(finding: Mapping[Hashable, Any]) -> Question:
    """The finding as it is asked, still without its number."""
    rule, severity, indicator, period, sheet, cell = (
        str(finding[x]) for x in ("rule", "severity", "indicator", "period", "sheet", "cell")
    )
    return Question(0, rule, severity, indicator, period, sheet, cell, quoted(str(finding["observed"])))


def names_its_row(rule: str, form: Form) -> bool:
    """Whether the sentence of a rule says in words which figure it is about: one over a set speaks of any of them."""
    return rule in form.rules and form.rules[rule].each is None


def row_of(indicator: str, period: str, form: Form, language: str) -> str:
    """The row of the form: its code and name, and the column where it is not this year's."""
    return row_text(indicator, "" if period == "current" else period, form, language)


def _runs(numbers: Sequence[int]) -> list[str]:
    """The numbers with neighbours told as a run: 601, 603–606."""
    ends: list[list[int]] = []
    for number in numbers:
        if ends and number == ends[-1][1] + 1:
            ends[-1][1] = number
        else:
            ends.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in ends]


def row_number(indicator: str, form: Form) -> str:
    """The number of an indicator's row in the form, "" for none."""
    return str(form.indicators[indicator].row) if indicator in form.indicators else ""


def empty_cell(language: str) -> str:
    """What is told to stand in an empty cell."""
    return phrase("letter.nothing", language)
