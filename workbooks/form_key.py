"""The small, picklable part of the form that reading needs: it travels to the worker processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from schemas.form import Form
from workbooks.table import FormKey, RowKey
from workbooks.text import LANGUAGES, fold, word

_OWN_WORDS = ("note.list", "note.text", "marked.title")


def form_key(form: Form, as_of: dt.date, prior_as_of: dt.date, own_sentences: Iterable[str] = ()) -> FormKey:
    """The key of `form` for the round of `as_of`, whose returns state the figures of `prior_as_of` beside it.

    `own_sentences` are what our letters say, as it stands in them.
    """
    rows = tuple(
        RowKey(
            indicator=name,
            row=indicator.row,
            section=indicator.section,
            labels=(indicator.kk, indicator.ru, indicator.en, *indicator.aliases),
            unit=indicator.unit,
            core=indicator.core,
            prior=indicator.prior,
        )
        for name, indicator in form.indicators.items()
    )
    sections = tuple((number, (text.kk, text.ru, text.en)) for number, text in form.sections.items())
    titles = (form.title.kk, form.title.ru, form.title.en)
    listed, written, marked = (tuple(word(path, language) for language in LANGUAGES) for path in _OWN_WORDS)
    own = frozenset(map(fold, own_sentences))
    return FormKey(form.version, as_of, prior_as_of, rows, sections, titles, listed, written, marked, own)
