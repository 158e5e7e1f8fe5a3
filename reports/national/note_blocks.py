"""The national note as blocks of text, before they are set as a document."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from reports.national.consolidation import Consolidated
from reports.national.note_sentences import filled, general_sentences, linked, sentence
from reports.wording import alphabetical, dative_of_number, one_line, within_sentence
from schemas.form import Form, NoteSection, format_number

_PERSON = "адам"


@dataclass(frozen=True)
class Block:
    """A paragraph: kind is title, subtitle, warning, text, lead (of a list), item, or quote."""

    kind: str
    text: str


@dataclass(frozen=True)
class NationalSubject:
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

    def row_of(self, section: NoteSection) -> str:
        """The indicator that the section speaks of; "" where the form has no total."""
        return section.indicator or self.form.role.total

    def figure(self, indicator: str, column: str) -> float:
        """A national figure; NaN where the form has no such indicator."""
        national = self.consolidated.national
        return float(national[column].get(indicator, float("nan")))

    def knows(self, indicator: str) -> bool:
        """Whether the indicator has a national figure."""
        return not math.isnan(self.figure(indicator, "current"))

    def regional(self, indicator: str, column: str) -> dict[str, float]:
        """The figure of each included organisation that has it, largest first, equal ones by their Kazakh names."""
        rows = self.consolidated.regional
        chosen = rows[rows["indicator"].eq(indicator)].dropna(subset=[column])
        given = {str(k): float(v) for k, v in zip(chosen["organisation"], chosen[column], strict=True)}
        return dict(sorted(given.items(), key=lambda x: (-x[1], alphabetical(self.names[x[0]]))))

    def changes(self, indicator: str) -> dict[str, float]:
        """The change of each included organisation that states both years, largest first."""
        return self.regional(indicator, "change")

    def falls(self, indicator: str) -> dict[str, float]:
        """The change of those whose figure fell, largest fall first, equal ones by their Kazakh names."""
        fallen = {k: v for k, v in self.changes(indicator).items() if v < 0}
        return dict(sorted(fallen.items(), key=lambda x: x[1]))

    def say(self, section: NoteSection, name: str, /, indicator: str = "", **values: float | str) -> str:
        """The sentence of this name as the section says it, or else as any form's note does.

        `indicator` is the row whose label and unit it names, where it is not the section's own.
        """
        template = section.says.get(name) or general_sentences()[name]
        return filled(template, **(self.years | self._named(indicator or self.row_of(section)) | values))

    def _named(self, indicator: str) -> dict[str, str]:
        if indicator not in self.form.indicators:
            return {"label": "", "row": "", "unit": ""}
        row = self.form.indicators[indicator]
        return {"label": row.label.kk, "row": within_sentence(row.label.kk), "unit": self.form.units[row.unit]["kk"]}

    def by(self, indicator: str, change: float, *, link: bool = False) -> str:
        """By how much: 7 227 адамға, 1,2 пайыздық тармаққа, 111-ге."""
        size = abs(change)
        told = linked(indicator, size) if link else format_number(size, "kk")
        unit = self.form.indicators[indicator].unit
        if unit == "%":
            return sentence("by_points", size=told)
        if unit == "persons" and self.form.units[unit]["kk"] == _PERSON:
            return sentence("by_people", size=told)
        return sentence("by_things", size=told, dative=dative_of_number(size))

    def moved(self, indicator: str, change: float, *, verb: bool = False) -> str:
        """7 227 адамға артық, 58 адамға кем; with `verb` артты, азайды; «өзгерген жоқ» for none."""
        up, down = ("rose", "fell") if verb else ("up", "down")
        if not change or math.isnan(change):
            return sentence("same")
        return sentence(up if change > 0 else down, by=self.by(indicator, change, link=True))

    def compared(self, indicator: str) -> dict[str, str]:
        """What sentences say of a national figure: both years and the change, linked to the annex."""
        change = self.figure(indicator, "change")
        both = {x: linked(indicator, self.figure(indicator, x)) for x in ("current", "prior")}
        told = {"change": self.moved(indicator, change), "moved": self.moved(indicator, change, verb=True)}
        return both | told


def items(texts: list[str]) -> list[Block]:
    """A list: semicolons, and a full stop at its end."""
    return [Block("item", f"{text}{'.' if place == len(texts) else ';'}") for place, text in enumerate(texts, start=1)]
