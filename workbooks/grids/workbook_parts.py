"""The XML parts of an .xlsx or .xlsm, read where the values alone do not tell enough.

Everything is read by expat as a stream, without entities, and under limits. Nothing is run and no link followed.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re

from workbooks.files import LIMITS, Refused, directory, unpacked
from workbooks.grids.beside_cells import box_texts, comments, threads
from workbooks.grids.dense_rows import dense
from workbooks.grids.grid import Area, Details, Place, place
from workbooks.grids.number_formats import BUILT_IN_FORMATS
from workbooks.grids.sheet_xml import SheetReader, parse
from workbooks.text import Value

_SUSPECT_BOX = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]{0,2}\d{5})')
_UNCACHED = re.compile(rb"</f>\s*+(?:<v>\s*+</v>|<v\s*+/>)?\s*+</c>")
_UNCACHED_IN_ANY_WRITING = re.compile(
    rb"</\w+:f>\s*+(?:<\w+:v>\s*+</\w+:v>|<\w+:v\s*+/>)?\s*+</\w+:c>|<(?:\w+:)?f\b[^>]*/>\s*+(?:<v>\s*+</v>|<v\s*+/>)?\s*+</"
)
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)</")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_NO_SIZE = rb"[\"']0*\.?0*[\"']"
_NO_HEIGHT = re.compile(
    rb"<(?:\w+:)?row\b[^>]* ht=%b|<(?:\w+:)?col\b[^>]* width=%b|zeroHeight=[\"'](?:1|true)" % (_NO_SIZE, _NO_SIZE)
)
_EXTERNAL = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\[\d+\]")
_TELLING_FORMAT = re.compile(rb'formatCode="[^"]*(?:%|&quot;[^&]*\d)|numFmtId="(?:9|10)"')
_CELL_IN_BOX = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


class Parts:
    """The parts of one workbook file."""

    def __init__(self, data: bytes) -> None:
        self._members = directory(data)
        size = sum(member.unpacked for member in self._members.values())
        if len(self._members) > LIMITS.members or size > LIMITS.unpacked_bytes:
            raise Refused("too-large", f"{size} bytes unpacked")
        if size > LIMITS.ratio_applies_above and size > LIMITS.ratio * max(len(data), 1):
            raise Refused("too-large", f"{size} bytes unpacked from {len(data)}")
        self._texts: dict[str, bytes] = {}
        self._sheet_parts: dict[str, str] | None = None

    @property
    def names(self) -> list[str]:
        """The names of the parts."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """The bytes of a part; empty where there is none."""
        if name not in self._texts:
            self._texts[name] = self._inflated(name)
        return self._texts[name]

    def _inflated(self, name: str) -> bytes:
        member = self._members.get(name)
        if member is None:
            return b""
        data = unpacked(member, name)
        if b"<!" in data[:4096] and (b"<!ENTITY" in data[:4096] or b"<!DOCTYPE" in data[:4096]):
            raise Refused("unsafe", f"{name} declares entities")
        return data

    @property
    def worksheets(self) -> list[str]:
        """The names of the parts that are worksheets."""
        return [n for n in self._members if n.startswith("xl/") and n.endswith(".xml") and "sheet" in n.casefold()]

    def need_details(self) -> bool:
        """Whether any sheet has a formula without result, an error, a hidden row, a comment or a telling format."""
        if any("omments" in name or ("drawings/" in name and b":txBody>" in self.read(name)) for name in self._members):
            return True
        styles = self.read("xl/styles.xml")
        return bool(_TELLING_FORMAT.search(styles)) or any(_is_telling(self.read(name)) for name in self.worksheets)

    def too_wide(self) -> bool:
        """Whether the box around some sheet's cells is larger than a reader may lay out in memory."""
        return any(_SUSPECT_BOX.search(self.read(n)) and _box(self.read(n)) > LIMITS.box_cells for n in self.worksheets)

    def sheet_parts(self) -> dict[str, str]:
        """The part of each sheet, by the sheet's name, in the workbook's order."""
        if self._sheet_parts is None:
            targets = self.relations("xl/workbook.xml")
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

    def relations(self, part: str, wanted: str = "") -> dict[str, str]:
        """The parts that a part refers to, by the reference; those of a kind whose name holds `wanted`."""
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
                formats.append(custom.get(number, BUILT_IN_FORMATS.get(number, "General")))

        def end(tag: str) -> None:
            if tag == "cellXfs":
                inside[0] = False

        parse(self.read("xl/styles.xml"), start, end)
        return formats

    def comments(self, sheet_part: str) -> dict[Place, str]:
        """The comments of a sheet, by cell: of a thread the words alone, which stand in a part of their own."""
        found: dict[Place, str] = {}
        for part in self.relations(sheet_part, "/comments").values():
            found.update(comments(self.read(part)))
        return found | self.threads(sheet_part)

    def threads(self, sheet_part: str) -> dict[Place, str]:
        """The words of a sheet's threaded comments, by cell, without those that programs add for older programs."""
        found: dict[Place, str] = {}
        for part in self.relations(sheet_part, "/threadedComment").values():
            found.update(threads(self.read(part)))
        return found

    def boxes(self, sheet_part: str) -> list[str]:
        """The texts of a sheet's text boxes and other shapes, each once: some stand there for older programs again."""
        drawings = self.relations(sheet_part, "/drawing").values()
        return list(dict.fromkeys(text for part in drawings for text in box_texts(self.read(part))))

    def modified(self) -> dt.datetime | None:
        """When the workbook says that it was last saved, in UTC, without a zone as archives give their times."""
        found = _MODIFIED.search(self.read("docProps/core.xml"))
        try:
            saved = dt.datetime.fromisoformat(found.group(1).decode()) if found else None
        except ValueError:
            return None
        return saved.astimezone(dt.UTC).replace(tzinfo=None) if saved and saved.tzinfo else saved

    def details(self, sheet: str) -> Details:
        """The details of a sheet: formulas, errors, formats, comments, what is hidden."""
        part = self.sheet_parts().get(sheet, "")
        reader = SheetReader(self.style_formats(), [])
        parse(self.read(part), reader.start, reader.end, reader.text)
        reader.details.comments, reader.details.boxes = self.comments(part), self.boxes(part)
        return reader.details

    def sparse_rows(self, sheet: str) -> tuple[list[list[Value]], tuple[Area, ...]]:
        """The values of a sheet within the limits of rows and columns, and its merged areas.

        For workbooks whose far-away cells would make a dense reading fill the memory.
        """
        reader = SheetReader(self.style_formats(), self.shared_strings())
        parse(self.read(self.sheet_parts().get(sheet, "")), reader.start, reader.end, reader.text)
        return dense(reader.values), tuple(reader.merged)


def _is_telling(sheet: bytes) -> bool:
    """Whether a worksheet hides or leaves out something; cheap tests of the bytes come before the patterns."""
    if b" hidden=" in sheet and _HIDDEN.search(sheet):
        return True
    if _has_no_height(sheet):
        return True
    if b' t="e"' in sheet or b" t='e'" in sheet:
        return True
    if b"</f>" in sheet and _UNCACHED.search(sheet):
        return True
    if (b":f>" in sheet or b"<f " in sheet or b"<f/>" in sheet) and _UNCACHED_IN_ANY_WRITING.search(sheet):
        return True
    return b"[" in sheet and bool(_EXTERNAL.search(sheet))


def _has_no_height(sheet: bytes) -> bool:
    """Whether a row has no height or a column no width, or rows have none unless they say so."""
    head = sheet[: max(sheet.find(b"sheetData"), 0)]
    suspect = b"zeroHeight=" in head or b' width="0' in head or b' ht="0' in sheet
    single = b"='" in head and (b" width='0" in head or b" ht='0" in sheet)
    return (suspect or single) and _NO_HEIGHT.search(sheet) is not None


def _box(sheet: bytes) -> int:
    """The number of cells in the smallest box from A1 that holds every cell of a sheet."""
    columns = rows = 0
    for letters, number in _CELL_IN_BOX.findall(sheet):
        rows = max(rows, int(number))
        columns = max(columns, place(letters.decode() + "1")[1] + 1)
    return columns * rows
