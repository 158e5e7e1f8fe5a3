"""The date that returns are held to where no round says it: the one that their covers state, on the form's own rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from flows.round import own_sentences
from schemas.documents import Document
from schemas.form import Form
from workbooks.form_key import form_key
from workbooks.read import read_file


def read_for_their_date(files: Sequence[Path], form: Form, date: dt.date | None) -> tuple[Form, list[Document]]:
    """The form for the date and the files read by it; without a date, for the one that the files state.

    Believed are workbooks that state one later date and, where they state a version of the form, this form's of that
    year: a template of a later round. Whatever else they state, an older form above all, is held to the form's date.
    """
    dated = form.for_round(date) if date else form
    documents = _read(files, dated)
    stated = None if date else _later_date(documents, form)
    if stated is None:
        return dated, documents
    later = form.for_round(stated)
    return later, _read(files, later)


def _read(files: Iterable[Path], form: Form) -> list[Document]:
    key = form_key(form, form.as_of, form.prior_as_of, own_sentences(form))
    return [document for path in files for document in read_file(str(path), path.name, key)]


def _later_date(documents: Iterable[Document], form: Form) -> dt.date | None:
    covers = [document.cover for document in documents if document.cover.found]
    dates = {cover.as_of for cover in covers}
    if len(dates) != 1 or not (date := next(iter(dates))) or date <= form.as_of:
        return None
    versions = {cover.form_version.strip() for cover in covers}
    return date if versions <= {"", form.for_round(date).version} else None
