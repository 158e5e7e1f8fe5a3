"""The sender's own workbook back, with the findings marked and commented at their cells and listed on a first sheet."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

import pandas as pd

from schemas.form import Form
from workbooks.marked.cached_values import with_cached_values
from workbooks.marked.findings_sheet import add_findings_sheet
from workbooks.marked.markable import Markable, markable
from workbooks.marked.marked_cells import mark_cells, unmark
from workbooks.marked.package_losses import losses
from workbooks.marked.receipt_sheet import add_receipt_sheet
from workbooks.text import in_every_language, word


@dataclass(frozen=True)
class MarkedCopy:
    """A workbook to send back. `lost` says, in the language asked for, what of the sender's file it does not hold."""

    data: bytes
    file_name: str
    lost: tuple[str, ...]


def mark_return(
    source: bytes, file_name: str, findings: pd.DataFrame, language: str, form: Form, *, values_only: bool = False
) -> MarkedCopy:
    """The sender's workbook with the findings (frames.Findings of one organisation) marked in it, as .xlsx.

    Fills and comments stand at the findings' cells, and a first sheet lists all of them with links. Styles, formulas,
    hidden and merged cells and the sender's comments are kept; a workbook that openpyxl cannot hold is copied by its
    values, and one that nothing can open gives the list alone. Nothing that acts is passed on (`inert`). Never raises
    for what the file holds; what may take long or much memory is for `mark_apart`.
    """
    opened = markable(source, file_name, values_only=values_only)
    try:
        data = _marked(opened, source, findings, language, form)
    except Exception:
        # What a strange workbook can break while it is written again is not foreseen in full: its values remain.
        opened = markable(source, file_name, values_only=True)
        data = _marked(opened, source, findings, language, form)
    lost = tuple(word(f"marked.lost.{x}", language) for x in (*losses(source, data), *opened.lost))
    if lost:
        # Saving has used up the pictures, so what was lost can be said only in a workbook opened anew.
        opened = markable(source, file_name, values_only=not opened.whole)
        data = _marked(opened, source, findings, language, form, lost)
    return MarkedCopy(with_cached_values(data, source), _name(file_name, language), lost)


def _marked(
    opened: Markable, source: bytes, findings: pd.DataFrame, language: str, form: Form, lost: tuple[str, ...] = ()
) -> bytes:
    unmark(opened.workbook)
    uncovered = mark_cells(opened.workbook, findings)
    add_findings_sheet(opened.workbook, findings, uncovered, language, form, lost)
    add_receipt_sheet(opened.workbook, source, language)
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened.workbook.save(out)
    return out.getvalue()


def _name(file_name: str, language: str) -> str:
    """The sender's name for the file and what it is now; a copy sent back bears that already."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    marked = "|".join(re.escape(x) for x in in_every_language("marked.file"))
    stem = re.sub(rf"(\s*[–-]\s*(?:{marked})|_marked)(\s*\(\d+\))?", "", stem).strip() or "esep"
    return f"{stem} – {word('marked.file', language)}.xlsx"
