"""A sheet as a grid: what stands in each cell, whatever the file's format, and what is known of it beside the value."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field

from workbooks.text import Value

Place = tuple[int, int]
Area = tuple[int, int, int, int]


@dataclass(slots=True)
class Details:
    """What values do not tell: formulas (and which have no stored result), errors, formats, comments, what is hidden.

    Rows and columns count from 0. `formulas` are without the leading `=`. `boxes` are the texts of the sheet's shapes.
    """

    formulas: dict[Place, str] = field(default_factory=dict)
    uncached: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    boxes: list[str] = field(default_factory=list)

    @property
    def telling(self) -> bool:
        """Whether there is anything that the values do not show: what is hidden, errors, comments, texts of shapes,
        formulas without a result, formats that show percents or texts for numbers."""
        beside = self.hidden_rows or self.hidden_columns or self.errors or self.comments or self.boxes or self.uncached
        formats = set(self.formats.values())
        return bool(beside) or any("%" in x or any(c.isdigit() for c in x.partition('"')[2]) for x in formats)


@dataclass(slots=True)
class Grid:
    """A sheet: `rows` of values from A1 on, merged areas, and its details, which are looked up when first needed.

    `telling` says that the details hold something that the values do not show.
    """

    name: str
    rows: list[list[Value]]
    visible: bool = True
    merged: tuple[Area, ...] = ()
    look_up: Callable[[], Details] | None = None
    known: Details | None = None
    telling: bool = False

    def value(self, row: int, column: int) -> Value:
        """What is stored in a cell; nothing beyond the sheet's end."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            found = self.rows[row][column]
            return None if found == "" else found
        return None

    @property
    def has_details(self) -> bool:
        """Whether the sheet's format tells anything beside values."""
        return self.look_up is not None or self.known is not None

    @property
    def details(self) -> Details:
        """The sheet's details; empty where its format keeps none."""
        if self.known is None:
            self.known = self.look_up() if self.look_up else Details()
        return self.known


@functools.lru_cache(maxsize=16384)
def address(row: int, column: int) -> str:
    """The A1 address of a cell counted from 0."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def place(reference: str) -> Place:
    """Row and column, from 0, of an A1 address, which may carry dollar signs."""
    column = row = 0
    for letter in reference.replace("$", ""):
        if letter.isdigit():
            row = row * 10 + int(letter)
        else:
            column = column * 26 + ord(letter.upper()) - 64
    return row - 1, column - 1


def area(reference: str) -> Area:
    """First row, first column, last row, last column of an A1 range."""
    first, _, last = reference.partition(":")
    return (*place(first), *place(last or first))
