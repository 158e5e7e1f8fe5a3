"""What letters of a form say beside its findings: what `forms/<name>/letter.yaml` holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field

from schemas.form.strict import Strict
from schemas.form.text_by_language import Text


class LetterQuestion(Strict):
    """What is asked of a change, by whether the figure rose or fell, of some rows and of whole sections of the form;
    `same` of a figure that did not change and is asked about for another rule's sake."""

    rows: tuple[str, ...] = ()
    sections: tuple[int, ...] = ()
    rise: Text
    fall: Text
    same: Text | None = None


class LetterPlan(Strict):
    """What letters of a form say beside its findings: `questions` by name; other rows are asked about in general."""

    questions: dict[str, LetterQuestion] = Field(default_factory=dict)

    def question(self, indicator: str, section: int) -> LetterQuestion | None:
        """The question that is asked of changes in the row, by its name or else by its section; None for none."""
        of_row = [x for x in self.questions.values() if indicator in x.rows]
        of_section = [x for x in self.questions.values() if section in x.sections]
        return next(iter([*of_row, *of_section]), None)

    def faults(self, indicators: Collection[str], sections: Collection[int]) -> Iterator[tuple[tuple[str, ...], str]]:
        """What the plan names that the form does not know: the keys that lead there, and what is wrong."""
        for name, question in self.questions.items():
            path = ("letter", "questions", name)
            yield from (
                ((*path, "rows"), f"«{x}» is no indicator of the form") for x in question.rows if x not in indicators
            )
            yield from (
                ((*path, "sections"), f"section {x} is not defined") for x in question.sections if x not in sections
            )
