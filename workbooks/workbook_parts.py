"""The XML parts of an .xlsx or .xlsm, read where the values alone do not tell enough.

Everything is read by expat as a stream, without entities, and under limits. Nothing is run and no link followed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from workbooks.grids import Area, Details, Place, area, place
from workbooks.limits import LIMITS, Refused
from workbooks.numerals import Value

_BUILT_IN_FORMATS = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?"},
    **dict.fromkeys((14, 15, 16, 17, 22), "dd.mm.yyyy"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "hh:mm:ss"),
    **{37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 48: "0.0E+0", 49: "@"},
}
_SUSPECT_BOX = re.compile(rb'\br="(?:[A-Z]{3}|[A-Z]{0,2}\d{5})')
_UNCACHED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>|<(?:\w+:)?f\b[^>]*/>\s*</(?:\w+:)?c>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ERROR = re.compile(rb'\bt="e"')
_EXTERNAL = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\[\d+\]")
_TELLING_FORMAT = re.compile(rb'formatCode="[^"]*(?:%|&quot;[^&]*\d)|numFmtId="(?:9|10)"')
_CELL_IN_BOX = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


class Parts:
    """The parts of one workbook file."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
            raise Refused("corrupt", str(error)) from error
        self._sizes = {info.filename: info.file_size for info in infos}
        unpacked = sum(self._sizes.values())
        if len(infos) > LIMITS.members or unpacked > LIMITS.unpacked_bytes:
            raise Refused("too-large", f"{unpacked} bytes unpacked")
        if unpacked > LIMITS.ratio_applies_above and unpacked > LIMITS.ratio * max(len(data), 1):
            raise Refused("too-large", f"{unpacked} bytes unpacked from {len(data)}")
        self._texts: dict[str, bytes] = {}
        self._sheet_parts: dict[str, str] | None = None

    @property
    def names(self) -> list[str]:
        """The names of the parts."""
        return list(self._sizes)

    def read(self, name: str) -> bytes:
        """The bytes of a part; empty where there is none."""
        if name not in self._texts:
            self._texts[name] = self._inflated(name)
        return self._texts[name]

    def _inflated(self, name: str) -> bytes:
        if name not in self._sizes:
            return b""
        try:
            data = self._zip.read(name)
        except RuntimeError as error:
            raise Refused("password", name) from error
        except Exception as error:
            raise Refused("corrupt", f"{name}: {error}") from error
        if b"<!ENTITY" in data[:4096] or b"<!DOCTYPE" in data[:4096]:
            raise Refused("unsafe", f"{name} declares entities")
        return data

    @property
    def worksheets(self) -> list[str]:
        """The names of the parts that are worksheets."""
        return [n for n in self._sizes if n.startswith("xl/worksheets/") and n.endswith(".xml")]

    def need_details(self) -> bool:
        """Whether any sheet has a formula without result, an error, a hidden row, a comment or a telling format."""
        if any("comments" in n.casefold() for n in self._sizes if n.endswith(".xml")):
            return True
        if _TELLING_FORMAT.search(self.read("xl/styles.xml")):
            return True
        texts = [self.read(name) for name in self.worksheets]
        return any(pattern.search(text) for text in texts for pattern in (_HIDDEN, _ERROR, _UNCACHED, _EXTERNAL))

    def too_wide(self) -> bool:
        """Whether the box around some sheet's cells is larger than a reader may lay out in memory."""
        return any(_SUSPECT_BOX.search(self.read(n)) and _box(self.read(n)) > LIMITS.box_cells for n in self.worksheets)

    def sheet_parts(self) -> dict[str, str]:
        """The part of each sheet, by the sheet's name, in the workbook's order."""
        if self._sheet_parts is None:
            targets = self._relations("xl/workbook.xml")
            found: dict[str, str] = {}

            def start(tag: str, attributes: dict[str, str]) -> None:
                if tag == "sheet":
                    found[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")

            parse(self.read("xl/workbook.xml"), start)
            self._sheet_parts = found
        return self._sheet_parts

    def hidden_sheets(self) -> set[str]:
        """The names of the sheets that are not shown."""
        hidden: set[str] = set()

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet" and attributes.get("state", "visible") != "visible":
                hidden.add(attributes.get("name", ""))

        parse(self.read("xl/workbook.xml"), start)
        return hidden

    def _relations(self, part: str, wanted: str = "") -> dict[str, str]:
        folder, name = posixpath.split(part)
        targets: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                if wanted in attributes.get("Type", ""):
                    joined = posixpath.normpath(posixpath.join(folder, target))
                    targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else joined

        parse(self.read(f"{folder}/_rels/{name}.rels"), start)
        return targets

    def shared_strings(self) -> list[str]:
        """The workbook's table of texts."""
        texts: list[str] = []
        pieces: list[str] = []
        inside = [False, False]

        def start(tag: str, _attributes: dict[str, str]) -> None:
            if tag == "si":
                pieces.clear()
            inside[0] = inside[0] or tag == "t"
            inside[1] = inside[1] or tag == "rPh"

        def end(tag: str) -> None:
            if tag == "t":
                inside[0] = False
            elif tag == "rPh":
                inside[1] = False
            elif tag == "si":
                texts.append("".join(pieces))

        def text(piece: str) -> None:
            if inside[0] and not inside[1]:
                pieces.append(piece)

        parse(self.read("xl/sharedStrings.xml"), start, end, text)
        return texts

    def style_formats(self) -> list[str]:
        """The number format of each cell style, by its number."""
        custom: dict[int, str] = {}
        formats: list[str] = []
        inside = [False]

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "numFmt":
                custom[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside[0] = True
            elif tag == "xf" and inside[0]:
                number = int(attributes.get("numFmtId", "0") or 0)
                formats.append(custom.get(number, _BUILT_IN_FORMATS.get(number, "General")))

        def end(tag: str) -> None:
            if tag == "cellXfs":
                inside[0] = False

        parse(self.read("xl/styles.xml"), start, end)
        return formats

    def comments(self, sheet_part: str) -> dict[Place, str]:
        """The comments of a sheet, by cell."""
        found: dict[Place, str] = {}
        for part in self._relations(sheet_part, "/comments").values():
            found.update(_comments(self.read(part)))
        return found

    def details(self, sheet: str) -> Details:
        """The details of a sheet: formulas, errors, formats, comments, what is hidden."""
        part = self.sheet_parts().get(sheet, "")
        reader = SheetReader(self.style_formats(), [])
        parse(self.read(part), reader.start, reader.end, reader.text)
        reader.details.comments = self.comments(part)
        return reader.details

    def sparse_rows(self, sheet: str) -> tuple[list[list[Value]], tuple[Area, ...]]:
        """The values of a sheet within the limits of rows and columns, and its merged areas.

        For workbooks whose far-away cells would make a dense reading fill the memory.
        """
        reader = SheetReader(self.style_formats(), self.shared_strings())
        parse(self.read(self.sheet_parts().get(sheet, "")), reader.start, reader.end, reader.text)
        width = min(1 + max((c for _, c in reader.values), default=-1), LIMITS.columns)
        height = min(1 + max((r for r, _ in reader.values), default=-1), LIMITS.rows)
        rows: list[list[Value]] = [[""] * width for _ in range(height)]
        for (row, column), value in reader.values.items():
            if row < height and column < width:
                rows[row][column] = value
        return rows, tuple(reader.merged)


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

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if _true(attributes.get("hidden")):
                self.details.hidden_rows.add(self._row)
        elif tag in ("v", "f", "t"):
            self._open = tag
            if tag == "f":
                self._formula = dict(attributes)
        elif tag == "col" and _true(attributes.get("hidden")):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.details.hidden_columns.update(range(first - 1, min(last, LIMITS.columns)))
        elif tag == "mergeCell" and "ref" in attributes:
            self.merged.append(area(attributes["ref"]))

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
            if not stored.strip() and "t" not in self._texts:
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
        name = ""
        rest = moved_column + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            name = chr(65 + digit) + name
        return f"{fixed_column}{name}{fixed_row}{moved_row}"

    return _REFERENCE.sub(move, formula)


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Streams the elements of `data` to the handlers, by local name. Raises Refused for XML that is broken or unsafe."""
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


def _comments(data: bytes) -> dict[Place, str]:
    found: dict[Place, str] = {}
    reference, pieces, inside = [""], [], [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "comment":
            reference[0] = attributes.get("ref", "A1")
            pieces.clear()
        inside[0] = inside[0] or tag == "t"

    def end(tag: str) -> None:
        if tag == "t":
            inside[0] = False
        elif tag == "comment":
            found[place(reference[0])] = "".join(pieces)

    def text(piece: str) -> None:
        if inside[0]:
            pieces.append(piece)

    parse(data, start, end, text)
    return found


def _box(sheet: bytes) -> int:
    """The number of cells in the smallest box from A1 that holds every cell of a sheet."""
    columns = rows = 0
    for letters, number in _CELL_IN_BOX.findall(sheet):
        rows = max(rows, int(number))
        columns = max(columns, place(letters.decode() + "1")[1] + 1)
    return columns * rows


def _true(value: str | None) -> bool:
    return value in ("1", "true")
