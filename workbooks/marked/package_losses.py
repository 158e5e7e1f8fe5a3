"""What of a workbook's package is missing from the copy that was made of it."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_PARTS = {
    "macros": re.compile(r"vbaProject\.bin$"),
    "pictures": re.compile(r"/media/"),
    "charts": re.compile(r"/charts/chart[^/]*\.xml$"),
    "controls": re.compile(r"/(ctrlProps|activeX)/"),
    "threads": re.compile(r"/threadedComments/"),
    "objects": re.compile(r"/embeddings/"),
}
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")


def losses(source: bytes, copy: bytes) -> tuple[str, ...]:
    """The kinds of things of which the copy has fewer than the source: macros, pictures, charts, controls, threads,
    objects, shapes. Nothing for a source that is no Office package.
    """
    before, after = _counts(source), _counts(copy)
    return tuple(kind for kind, count in before.items() if after.get(kind, 0) < count)


def _counts(data: bytes) -> dict[str, int]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            counts = {kind: sum(bool(part.search(x)) for x in names) for kind, part in _PARTS.items()}
            drawings = [x for x in names if re.search(r"/drawings/drawing[^/]*\.xml$", x)]
            counts["shapes"] = sum(len(_SHAPE.findall(package.read(x))) for x in drawings)
    except Exception:
        return {}  # a package so damaged is not copied as such, and what it lost is told by its values alone
    return counts
