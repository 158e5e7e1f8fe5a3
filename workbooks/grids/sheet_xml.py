"""One worksheet's XML as a stream of cells: values, formulas, errors, formats, what is hidden, what is merged."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from workbooks.files import LIMITS, Refused
from workbooks.grids.grid import Area, Details, Place, address, area, place
from workbooks.text import Value


class SheetReader:
    """Collects one worksheet's cells from the events of its XML."""

    def __init__(self, formats: list[str], strings: list[str]) -> None:
        self.details = Details()
        self.values: dict[Place, Value] = {}
        self.merged: list[Area] = []
        self._formats, self._strings = formats, strings
        self._row = self._column = -1
        self._type = ""
        self._texts: dict[str, str] = {}
        self._open = ""
        self._shared: dict[str, tuple[str, Place]] = {}
        self._formula: dict[str, str] | None = None
        self._no_height = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if self._is_hidden_row(attributes):
                self.details.hidden_rows.add(self._row)
        elif tag in ("v", "f", "t"):
            self._open = tag
            if tag == "f":
                self._formula = dict(attributes)
        elif tag == "col" and (_true(attributes.get("hidden")) or _is_zero(attributes.get("width"))):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.details.hidden_columns.update(range(first - 1, min(last, LIMITS.columns)))
        elif tag == "mergeCell" and "ref" in attributes:
            self.merged.append(area(attributes["ref"]))
        elif tag == "sheetFormatPr":
            self._no_height = _true(attributes.get("zeroHeight"))

    def _is_hidden_row(self, attributes: dict[str, str]) -> bool:
        """Whether a row is hidden, has no height, or says nothing of itself where rows have none unless they say so.

        Where someone hides all unused rows, Excel and XlsxWriter write the cells' span or a height at those in use.
        """
        if _true(attributes.get("hidden")) or _is_zero(attributes.get("ht")):
            return True
        return self._no_height and not {"ht", "spans", "hidden"}.intersection(attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self._row, self._column = place(reference)
        else:
            self._column += 1
        self._type = attributes.get("t", "n")
        self._texts, self._formula = {}, None
        style = int(attributes.get("s", "0") or 0)
        if 0 < style < len(self._formats) and self._formats[style] != "General":
            self.details.formats[self._row, self._column] = self._formats[style]

    def text(self, piece: str) -> None:
        """Character data."""
        if self._open:
            self._texts[self._open] = self._texts.get(self._open, "") + piece

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == self._open:
            self._open = ""
        if tag == "c":
            self._end_cell((self._row, self._column))

    def _end_cell(self, cell: Place) -> None:
        stored = self._texts.get("v", "")
        if self._formula is not None:
            self.details.formulas[cell] = self._formula_text(cell)
            if not stored.strip() and self._type != "str" and "t" not in self._texts:
                self.details.uncached.add(cell)
        if self._type == "e":
            self.details.errors[cell] = stored or "#"
        value = self._value(stored)
        if value != "":
            self.values[cell] = value

    def _formula_text(self, cell: Place) -> str:
        text, formula = self._texts.get("f", ""), self._formula or {}
        number = formula.get("si")
        if formula.get("t") == "shared" and number is not None:
            if text:
                self._shared[number] = (text, cell)
            elif number in self._shared:
                base, origin = self._shared[number]
                return shifted(base, cell[0] - origin[0], cell[1] - origin[1])
        return text

    def _value(self, stored: str) -> Value:
        if self._type == "inlineStr":
            return self._texts.get("t", "")
        if self._type == "s":
            index = int(stored) if stored.strip().isdigit() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if self._type in ("str", "e", "d"):
            return stored
        if self._type == "b":
            return stored.strip() == "1"
        try:
            return float(stored) if stored.strip() else ""
        except ValueError:
            return stored


_REFERENCE = re.compile(r"(?<![A-Za-z0-9_$!'])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(A-Za-z_])")


def shifted(formula: str, rows: int, columns: int) -> str:
    """A formula moved by rows and columns: its relative references move with it."""

    def move(match: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = match.groups()
        _, column = place(f"{letters}1")
        moved_column = column if fixed_column else column + columns
        moved_row = int(number) if fixed_row else int(number) + rows
        if moved_column < 0 or moved_row < 1:
            return "#REF!"
        name = address(0, moved_column)[:-1]
        return f"{fixed_column}{name}{fixed_row}{moved_row}"

    return _REFERENCE.sub(move, formula)


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Streams the elements of `data`, by local name, to the handlers. Raises Refused for broken or unsafe XML."""
    if not data:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise Refused("unsafe", "document type declaration")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(
        tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in attributes.items()}
    )
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("corrupt", str(error)) from error
    except ValueError as error:
        raise Refused("corrupt", str(error)) from error


def _true(value: str | None) -> bool:
    return value in ("1", "true")


def _is_zero(size: str | None) -> bool:
    return size is not None and not size.strip("0. ")
