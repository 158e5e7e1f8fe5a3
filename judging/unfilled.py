"""Forms that came back as they were sent out: nobody has filled them in, so there is nothing to judge cell by cell."""

from __future__ import annotations

from schemas.documents import CellState, Document, Period
from schemas.form import Form

EMPTY_FORM = "return-empty"


def is_unfilled(document: Document, form: Form) -> bool:
    """Whether the document has the form's rows and nothing stands in any of those that must be filled in."""
    core = [x for x in document.figures if x.period == Period.CURRENT and form.indicators[x.indicator].core]
    return bool(core) and all(x.state == CellState.EMPTY for x in core)
