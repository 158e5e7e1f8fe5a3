"""Gives the formulas of a copied workbook the values that stood beside them in the source.

openpyxl writes formulas without values; without them a phone or a mail preview shows empty cells.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LARGEST_PART = 8 << 20


def with_cached_values(copy: bytes, source: bytes) -> bytes:
    """The copy with the source's values beside the formulas of sheets of the same name; as it was where that fails."""
    try:
        return _with_values(copy, source)
    except Exception:
        return copy  # the source is whatever was sent; without the values the copy is still good


def _with_values(copy: bytes, source: bytes) -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(source)) as before,
        zipfile.ZipFile(BytesIO(copy)) as after,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        parts = {part: name for name, part in _sheet_parts(after).items()}
        sources = _sheet_parts(before)
        for item in after.infolist():
            data = after.read(item)
            origin = sources.get(parts.get(item.filename, ""))
            if origin is not None and before.getinfo(origin).file_size <= _LARGEST_PART:
                data = _filled(data, _values(before.read(origin)))
            made.writestr(item, data)
    return out.getvalue()


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, by its name."""
    book = _parse(package.read("xl/workbook.xml"))
    targets = {
        x.get("Id"): posixpath.normpath(posixpath.join("/xl", x.get("Target"))).lstrip("/")
        for x in _parse(package.read("xl/_rels/workbook.xml.rels"))
    }
    return {x.get("name"): targets[x.get(_RELATION)] for x in book.iter(f"{_MAIN}sheet") if x.get(_RELATION) in targets}


def _values(part: bytes) -> dict[str, tuple[str, str]]:
    """The type and the stored value of each formula's cell that has one."""
    found: dict[str, tuple[str, str]] = {}
    for cell in _parse(part).iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v")
        if cell.find(f"{_MAIN}f") is not None and value is not None:
            found[cell.get("r", "")] = (cell.get("t", "n"), value.text or "")
    return found


def _filled(part: bytes, values: dict[str, tuple[str, str]]) -> bytes:
    if not values:
        return part
    root = _parse(part)
    for cell in root.iter(f"{_MAIN}c"):
        stored = values.get(cell.get("r", ""))
        if stored is None or cell.find(f"{_MAIN}f") is None:
            continue
        kind, text = stored
        if kind not in ("n", "str", "b", "e"):
            continue
        value = cell.find(f"{_MAIN}v")
        if value is None:
            value = etree.SubElement(cell, f"{_MAIN}v")
        value.text = text
        if kind == "n":
            cell.attrib.pop("t", None)
        else:
            cell.set("t", kind)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _parse(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)
