"""What the number grammar must know of a unit: what kind of figure it is, its decimals, and how offices write it."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

# How people write the units that nearly every form has, whatever it calls them; further words come from the form.
_USUAL = {
    "persons": r"адам(?:дар|ға|ды)?|чел(?:овека?)?|persons?|people|тұлға|мүше|член(?:а|ов)?",
    "units": r"бірлік|дана|ұйым|ед(?:иниц[аы]?)?|шт(?:ук)?|units?",
    "%": r"%|пайыз(?:дық тармақ)?|процент(?:а|ов|ных пункта?|ных пунктов)?|percent|п\.? ?п|пт|p\.?p",
}
_KINDS = {"persons": "count", "units": "count", "%": "percent"}
_THOUSAND = re.compile(r"(?:мың|тыс(?:яч)?|thousand)\b")


@dataclass(frozen=True, slots=True)
class FigureUnit:
    """A unit of the form: `kind` is count, amount or percent; `words` are its names and what else is written for it."""

    name: str
    kind: str = "count"
    decimals: int = 0
    words: tuple[str, ...] = ()

    @property
    def in_thousands(self) -> bool:
        """Whether the unit itself is a thousand of something: «тыс. тенге»."""
        return any(_THOUSAND.match(unit_text(word)) for word in self.words)


def figure_unit(name: str) -> FigureUnit:
    """One of the usual units: persons, units, %."""
    kind = _KINDS.get(name, "count")
    return FigureUnit(name, kind, int(kind == "percent"))


def unit_text(text: str) -> str:
    """A unit's word with one kind of space, in small letters, without a full stop after it."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold().rstrip(".")


@functools.lru_cache(maxsize=256)
def unit_words(unit: FigureUnit) -> str:
    """The pattern of everything that is written for a unit, without brackets of its own."""
    texts = {unit_text(word) for word in unit.words} - {""}
    words = [re.sub(r"\\\.(?:\\ )?", r"\\.? ?", re.escape(text)) for text in texts]  # «кв. м» is «кв.м» too
    return "|".join([*sorted(words, key=len, reverse=True), *([_USUAL[unit.name]] if unit.name in _USUAL else [])])


@functools.lru_cache(maxsize=256)
def unit_suffix(unit: FigureUnit) -> re.Pattern[str]:
    """The pattern of the unit at the end of a text, after a digit or a space."""
    return re.compile(rf"(?<=[\d ])(?:{unit_words(unit) or '(?!)'})\.?$")


USUAL_UNITS = tuple(figure_unit(name) for name in _USUAL)
