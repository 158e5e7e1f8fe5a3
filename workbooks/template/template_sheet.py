"""What the sheets of the template have in common: texts in two languages, titles, protection, the printed page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from schemas.form import Form
from workbooks.template.template_formats import Formats
from workbooks.template.template_layout import Layout
from workbooks.template.template_order import TemplateOrder
from workbooks.text import as_of_text, word

_PROTECTION = {"format_rows": True, "format_columns": True, "insert_hyperlinks": False}


@dataclass(frozen=True)
class SheetWriter:
    """Writes to one sheet of one organisation's template. Every text is written as a text, never as a formula."""

    sheet: Any
    formats: Formats
    order: TemplateOrder
    form: Form
    layout: Layout

    @property
    def language(self) -> str:
        """The language of the office."""
        return self.order.language

    @property
    def second(self) -> str:
        """The language of the small labels."""
        return self.order.second_language

    def text(self, cell: str, text: str, style: str, **more: Any) -> None:
        """Writes a text as it stands."""
        self.sheet.write_string(cell, text, self.formats(style, **more))

    def merged(self, cells: str, text: str, style: str, **more: Any) -> None:
        """Writes a text into a merged range."""
        self.sheet.merge_range(cells, "", self.formats(style, **more))
        self.text(cells.split(":")[0], text, style, **more)

    def formula(self, cell: str, formula: str, value: object, style: str, **more: Any) -> None:
        """Writes a formula with the value that it comes to."""
        self.sheet.write_formula(cell, f"={formula}", self.formats(style, **more), "" if value is None else value)

    def both(
        self, cell: str, main: str, second: str, style: str, *, small: str = "rich second", joint: str = "\n"
    ) -> None:
        """Writes a text in the office's language with the other language's small behind it, or below."""
        if main == second or not second:
            self.text(cell, main, style)
        else:
            self.sheet.write_rich_string(cell, main, self.formats(small), joint + second, self.formats(style))

    def word(self, path: str, **parts: object) -> str:
        """A text of the catalogue in the office's language."""
        return word(path, self.language, **parts)

    def words(self, path: str, **parts: object) -> tuple[str, str]:
        """A text of the catalogue in the office's language and in the second."""
        return word(path, self.language, **parts), word(path, self.second, **parts)

    def field(self, name: str) -> tuple[str, str]:
        """The label of a field of the cover in the office's language and in the second, by the form's word for it."""
        own = self.form.sheets["cover"].labels.get(name)
        return (own[self.language], own[self.second]) if own else self.words(f"field.{name}")

    def head(self, title: str, last: str) -> None:
        """The three lines at the top of a sheet: its title, the reporting date, and whose it is."""
        self.merged(f"A1:{last}1", title, "title")
        dates = (as_of_text(self.form.as_of, self.language), as_of_text(self.form.as_of, self.second))
        self.sheet.merge_range(f"A2:{last}2", "", self.formats("subtitle"))
        self.both("A2", *dates, "subtitle", joint="   ·   ")

    def close(self, *, landscape: bool, area: str) -> None:
        """Protects the sheet and sets the printed page: A4, as wide as the page, numbered, with the organisation."""
        sheet = self.sheet
        sheet.protect("", _PROTECTION)
        sheet.set_paper(9)
        (sheet.set_landscape if landscape else sheet.set_portrait)()
        sheet.fit_to_pages(1, 0)
        sheet.print_area(area)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        name = self.order.name(self.language).replace("&", "&&")
        pages = self.word("page", page="&P", pages="&N")
        sheet.set_footer(f"&L&8{_short(name, 140)}&R&8{pages}", {"margin": 0.3})
        sheet.hide_gridlines(2)


def lines_of(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a column of this width, by the average breadth of Arial's Cyrillic letters."""
    letters = max(1.0, width * 1.2 * 10 / size)
    return sum(max(1, math.ceil(len(line) / letters)) for line in text.split("\n"))


def height_of(*texts: tuple[str, float, float]) -> float:
    """The height in points of texts below one another, each with column width and font size."""
    return sum(lines_of(text, width, size) * (size * 1.25 + 0.5) for text, width, size in texts if text)


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
