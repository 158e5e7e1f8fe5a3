"""The national workbook: who is missing, national figures, organisations, changes, findings, and every source cell."""

from __future__ import annotations

import pandas as pd

from reports.national.bilingual_book import BilingualBook
from reports.national.consolidation import Consolidated
from reports.national.workbook_changes import write_changes
from reports.national.workbook_lists import (
    write_decisions,
    write_exceptions,
    write_findings,
    write_missing,
    write_restated,
    write_trace,
)
from reports.national.workbook_regions import write_region_changes, write_regions
from reports.national.workbook_summary import write_summary
from schemas.form import Form


def national_workbook(
    consolidated: Consolidated,
    findings: pd.DataFrame,
    returns: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    *,
    changes: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
) -> bytes:
    """The workbook as .xlsx bytes, headings in Kazakh and Russian; the same input gives the same bytes.

    `findings` and `returns` are frames.Findings and frames.Returns of the whole round, `register` is frames.Register.
    `changes` (frames.PublishedChanges) are the figures that were published or accepted otherwise before, `decisions`
    (frames.DecisionsMade) what people have decided; without any there is no sheet of them.
    """
    book = BilingualBook(form)
    departed = consolidated.departed
    names = dict(zip(departed["organisation"], departed["name_kk"], strict=True))
    names |= dict(zip(register["id"], register["name_kk"], strict=True))
    first_source_row = write_summary(book, consolidated)
    write_regions(book, consolidated, names)
    write_region_changes(book, consolidated, names)
    write_changes(book, consolidated, names)
    write_findings(book, findings, names)
    write_trace(book, consolidated, names, first_source_row)
    write_missing(book, consolidated, returns)
    if len(consolidated.exceptions):
        write_exceptions(book, consolidated)
    if changes is not None and len(changes):
        write_restated(book, changes, names)
    if decisions is not None and len(decisions):
        write_decisions(book, decisions, names)
    return book.bytes()
