"""Documents and rounds in a few words: what judging is given, without a file, a reader or a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from judging.context import DECISIONS, ArrivedDocument, Context
from schemas.documents import Cover, Document, FigureCell, Issue, NoteText
from schemas.form import Form, load_form
from schemas.round_terms import RoundTerms

FORM: Form = load_form()
TERMS = RoundTerms(as_of=dt.date(2026, 1, 1), deadline=dt.date(2026, 1, 31), sender="d@example.org")
EARLY, SEEN = "2026-01-10T08:00:00+00:00", "2026-12-31T08:00:00+00:00"


def cell(
    indicator: str, value: float | None, period: str = "current", at: str = "", state: str = "read", **more: object
) -> FigureCell:
    raw = more.pop("raw", "" if value is None else f"{value:g}")
    place = at or f"{ {'prior': 'D', 'current': 'E', 'change': 'F'}[period] }{FORM.indicators[indicator].row}"
    return FigureCell(indicator, period, "S", place, str(raw), state, value, **more)  # type: ignore[arg-type]


def cells(period: str = "current", **values: float | None) -> tuple[FigureCell, ...]:
    return tuple(cell(i, v, period, state="empty" if v is None else "read") for i, v in values.items())


def document(file: str, *figures: FigureCell, **more: object) -> Document:
    """A workbook; its digest is its name, unless one is given."""
    given: dict[str, object] = {"sha256": file, "kind": "workbook", "figures": figures}
    return Document(file, **(given | more))  # type: ignore[arg-type]


def of(
    organisation: str,
    file: str = "",
    *figures: FigureCell,
    signed: dt.date | None = dt.date(2026, 1, 20),
    **more: object,
) -> Document:
    """A workbook with the organisation's code on its cover."""
    cover = Cover(code=organisation, signed_on=signed, found=True)
    return document(file or f"{organisation}.xlsx", *figures, cover=cover, **more)


def arrived(*documents: Document, times: Mapping[str, str] = MappingProxyType({})) -> list[ArrivedDocument]:
    """All seen by one collection, later than anything in them."""
    return [ArrivedDocument(x, times.get(x.file, EARLY), SEEN) for x in documents]


def register(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Rows of (id, parent, language)."""
    return pd.DataFrame(
        [
            {"id": o, "kind": "branch" if parent else "regional", "parent": parent, "name_kk": f"{o} ұйымы", "name_ru": f"организация {o}",
             "name_en": "", "aliases": f"{o} обл.|", "email": f"{o}@example.org", "language": language, "admitted": "", "former_parent": ""}
            for o, parent, language in rows
        ]
    )  # fmt: skip


def history(**values: Mapping[str, float]) -> pd.DataFrame:
    """organisation → indicator → last year's accepted figure."""
    rows = [(o, i, float(v)) for o, given in values.items() for i, v in given.items()]
    return pd.DataFrame(rows, columns=["organisation", "indicator", "value"]).astype(
        {"organisation": str, "indicator": str, "value": float}
    )


def context(*organisations: str, **more: object) -> Context:
    given: dict[str, object] = {
        "terms": TERMS, "form": FORM, "register": register(*((o, "", "kk") for o in organisations)), "history": history(),
    }  # fmt: skip
    return Context(**(given | more))  # type: ignore[arg-type]


def decisions(*rows: tuple[str, str, Mapping[str, object]]) -> pd.DataFrame:
    """(organisation, kind, subject), in the order they were made."""
    made = [(o, kind, dict(subject), "me", f"2026-02-{n:02}", "") for n, (o, kind, subject) in enumerate(rows, 1)]
    return pd.DataFrame(made, columns=list(DECISIONS))


def issue(rule: str, **more: object) -> Issue:
    return Issue(rule, **more)  # type: ignore[arg-type]


def said(text: str, source: str = "sheet", indicator: str = "") -> NoteText:
    return NoteText(source, text, "", indicator)


def rules(findings: pd.DataFrame) -> Sequence[str]:
    return list(findings["rule"]) if len(findings) else []
