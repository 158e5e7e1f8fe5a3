"""The national note as blocks of text, before they are set as a document."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reports.national.consolidation import Consolidated
from reports.national.note_sentences import linked, people, sentence, things
from reports.wording import one_line
from schemas.form import Form


@dataclass(frozen=True)
class Block:
    """A paragraph: kind is title, subtitle, warning, text, lead (of a list), item, or quote."""

    kind: str
    text: str


@dataclass(frozen=True)
class NoteSubject:
    """What the note speaks of, with the look-ups that its sections share."""

    consolidated: Consolidated
    commentary: pd.DataFrame
    register: pd.DataFrame
    form: Form

    @property
    def names(self) -> dict[str, str]:
        """The Kazakh name of each organisation."""
        return {k: one_line(v) for k, v in zip(self.register["id"], self.register["name_kk"], strict=True)}

    @property
    def newcomers(self) -> dict[str, str]:
        """The organisations without a parent that were admitted during the year, with their Kazakh names."""
        register, form = self.register, self.form
        admitted = pd.to_datetime(register["admitted"].replace("", None))
        during = (admitted > pd.Timestamp(form.prior_as_of)) & (admitted <= pd.Timestamp(form.as_of))
        new = register[register["parent"].eq("") & during]
        return {k: self.names[k] for k in new["id"]}

    @property
    def years(self) -> dict[str, str]:
        """The reporting year and the one before, as the sentences name them."""
        year = (
            self.form.as_of.year if (self.form.as_of.month, self.form.as_of.day) != (1, 1) else self.form.as_of.year - 1
        )
        return {"year": str(year), "prior_year": str(year - 1)}

    def figure(self, indicator: str, column: str) -> float:
        """A national figure; NaN where the form has no such indicator."""
        national = self.consolidated.national
        return float(national[column].get(indicator, float("nan")))

    def knows(self, *indicators: str) -> bool:
        """Whether all of these have a national figure."""
        return all(self.figure(x, "current") == self.figure(x, "current") for x in indicators)

    def changes(self, indicator: str) -> dict[str, float]:
        """The change of each included organisation that states both years, largest first."""
        rows = self.consolidated.regional
        chosen = rows[rows["indicator"].eq(indicator)].dropna(subset=["change"])
        ranked = chosen.sort_values("change", ascending=False, kind="stable")
        return {str(k): float(v) for k, v in zip(ranked["organisation"], ranked["change"], strict=True)}


def compared(subject: NoteSubject, indicator: str, *, of_people: bool = True, verb: bool = False) -> str:
    """The sentence of this indicator: this year, last year, the change."""
    change = subject.figure(indicator, "change")
    told = people(change, indicator, verb) if of_people else things(change, indicator)
    given = {x: linked(indicator, subject.figure(indicator, x)) for x in ("current", "prior")}
    return sentence(indicator, change=told, **given, **subject.years)


def items(texts: list[str]) -> list[Block]:
    """A list: semicolons, and a full stop at its end."""
    return [Block("item", f"{text}{'.' if place == len(texts) else ';'}") for place, text in enumerate(texts, start=1)]
