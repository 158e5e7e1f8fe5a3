"""The workbooks that have arrived, as versions are settled from them: whose, when, with which figures and note."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import pandas as pd

from judging.arrival_times import ArrivalTimes
from judging.context import ArrivedDocument, Context
from judging.senders import Senders
from judging.unfilled import is_unfilled
from schemas.documents import Document, DocumentKind, NoteText, Period
from schemas.form import UNREADABLE_RULES
from schemas.judge import ReturnArrivals
from workbooks.whose import Identification

LEAST_FIGURES = 10


def is_readable(document: Document) -> bool:
    return document.kind == DocumentKind.WORKBOOK and not any(x.rule in UNREADABLE_RULES for x in document.issues)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if parts else ""


def _figures_digest(document: Document) -> str:
    """What makes two returns the same: the figures of both years, changes stated wrongly, and what reading asked about.

    A change that follows from its years says nothing new, stated or not. "" where there are too few figures to tell by:
    an almost empty form resembles any other.
    """
    if sum(bool(x.value) for x in document.figures) < LEAST_FIGURES:
        return ""
    figures = [x for x in document.figures if x.period != Period.CHANGE]
    cells = [f"{x.indicator}@{x.period}={x.value if x.value is not None else x.raw}" for x in figures]
    values = {(x.indicator, x.period): x.value for x in figures}
    for change in (x for x in document.figures if x.period == Period.CHANGE and x.value is not None):
        now, before = (values.get((change.indicator, str(period))) for period in (Period.CURRENT, Period.PRIOR))
        if now is None or before is None or abs(now - before - (change.value or 0)) > 1e-6:
            cells.append(f"{change.indicator}@change={change.value}")
    return _digest(sorted(cells) + sorted({x.rule for x in document.issues}))


def arrivals_frame(
    readings: Sequence[ArrivedDocument],
    known: Mapping[str, Identification],
    notes: Mapping[str, tuple[NoteText, ...]],
    context: Context,
    senders: Senders,
    times: ArrivalTimes,
) -> pd.DataFrame:
    """ReturnArrivals of the workbooks among the readings."""
    accepted = {
        (o, i): v for o, i, v in context.history[["organisation", "indicator", "value"]].itertuples(index=False)
    }
    parents = context.register.set_index("id")["parent"].to_dict()
    filled = {
        known[x.document.file].organisation
        for x in readings
        if x.document.file in known
        and is_readable(x.document)
        and not is_unfilled(x.document, context.form)
        and is_vouched_for(x.document, known[x.document.file].organisation, known, senders)
    }
    rows = []
    for reading in readings:
        document = reading.document
        if document.kind != DocumentKind.WORKBOOK:
            continue
        organisation = known[document.file].organisation if document.file in known else ""
        had, said = times.order(reading)
        rows.append({
            "file": document.file,
            "sha256": document.sha256,
            "organisation": organisation,
            "family": parents.get(organisation) or organisation,
            # a form that came back empty is a slip: it takes nothing off what the organisation has sent
            "readable": is_readable(document)
            and not (organisation in filled and is_unfilled(document, context.form)),
            "received": said,
            "arrived": had,
            "modified": document.modified.isoformat() if document.modified else "",
            "figures_digest": _figures_digest(document),
            "note_digest": _digest(
                [word for x in notes.get(document.file, ()) for word in (x.indicator, *x.text.split())]
            ),
            "prior_agrees": _prior_agrees(document, organisation, accepted),
            "trusted": is_vouched_for(document, organisation, known, senders),
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=list(ReturnArrivals.to_schema().columns))
    arrivals: pd.DataFrame = ReturnArrivals.validate(
        table.astype({"readable": bool, "prior_agrees": bool, "trusted": bool})
    )
    return arrivals


def is_vouched_for(
    document: Document, organisation: str, known: Mapping[str, Identification], senders: Senders
) -> bool:
    """Whether a return comes from somebody who may send it, or a person has said whose it is."""
    assigned = document.file in known and known[document.file].how == "assigned"
    return assigned or senders.may_speak(document, organisation)


def _prior_agrees(document: Document, organisation: str, accepted: Mapping[tuple[str, str], float]) -> bool:
    stated = [(x.value, accepted[organisation, x.indicator]) for x in document.figures
              if x.period == "prior" and x.value is not None and (organisation, x.indicator) in accepted]  # fmt: skip
    return bool(stated) and sum(a == b for a, b in stated) * 2 > len(stated)


def note_text(parts: Sequence[NoteText]) -> str:
    return "\n".join(x.text for x in parts if x.source != "reason" and x.text.strip())
