"""Small rounds of any form: documents as the reader gives them, judged without Prefect, and whole folders on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from flows.demo.other_forms import OTHER_FORMS, SmallRound, build_small_round, small_round
from judging import ArrivedDocument, Context, Judgement, judge
from schemas.documents import Document
from schemas.form.model import Form
from schemas.round_terms import RoundTerms
from workbooks.form_key import form_key
from workbooks.read.file_reading import read_bytes
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

__all__ = ["ORDA", "OTHER_FORMS", "SmallRound", "build_small_round", "judged", "read", "sent", "small_round"]
ORDA = "orda"
THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
SIGNED = {"chair": "А. Б.", "prepared_by": "В. Г.", "signed_on": dt.date(2026, 1, 14)}


def sent(folder: Path, form: Form, prior: Mapping[str, float], filled: FilledReturn | None) -> Path:
    """The template of the form as it is sent out, or as one organisation sends it back."""
    path = folder / f"{ORDA}.xlsx"
    order = TemplateOrder(ORDA, "«Орда» ұйымы", "Организация «Орда»", "kk", "regional", prior, "orda@example.org")
    write_template(path, order, form, THRESHOLDS, filled)
    return path


def filled(current: Mapping[str, float], **more: Any) -> FilledReturn:
    """A signed return with these figures."""
    return FilledReturn(**{"current": current, **SIGNED, **more})


def read(data: bytes, name: str, form: Form) -> Document:
    """The one document of a file."""
    (document,) = read_bytes(data, name, form_key(form, form.as_of, form.prior_as_of))
    return document


def judged(documents: Mapping[str, Document], form: Form, history: pd.DataFrame, register: pd.DataFrame) -> Judgement:
    """The judgement of these organisations' documents."""
    terms = RoundTerms(as_of=form.as_of, form=form.name, deadline=dt.date(2026, 1, 31), sender="s@example.org")
    arrived = [ArrivedDocument(document, "2026-01-14T04:00:00") for document in documents.values()]
    return judge(arrived, Context(terms, form, register, history))


def alone(form: Form, prior: Mapping[str, float], document: Document) -> Judgement:
    """The judgement of a round with one organisation, whose accepted figures are these."""
    history = pd.DataFrame(
        [(ORDA, name, float(x)) for name, x in prior.items()], columns=["organisation", "indicator", "value"]
    )
    entry = {
        "id": ORDA, "kind": "regional", "parent": "", "name_kk": "«Орда» ұйымы", "name_ru": "Организация «Орда»",
        "name_en": "", "aliases": "", "email": "orda@example.org", "language": "kk", "admitted": "",
        "former_parent": "",
    }  # fmt: skip
    return judged({ORDA: document}, form, history, pd.DataFrame([entry]))
