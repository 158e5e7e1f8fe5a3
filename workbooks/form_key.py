"""The small, picklable part of the form that reading needs: it travels to the worker processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from schemas.form import Form
from workbooks.files import OwnPost
from workbooks.table import FormKey, RowKey
from workbooks.text import FigureUnit, fold, in_every_language

_OWN_WORDS = ("note.list", "note.text", "marked.title")


def form_key(
    form: Form, as_of: dt.date, prior_as_of: dt.date, own_sentences: Iterable[str] = (), post: OwnPost = OwnPost()
) -> FormKey:
    """The key of `form` for the round of `as_of`, whose returns state the figures of `prior_as_of` beside it.

    `own_sentences` are what our letters say, as it stands in them; `post` is what is known of our own post.
    """
    units = {
        name: FigureUnit(name, unit.kind, unit.decimals, (*unit.label.everywhere(), *unit.words))
        for name, unit in form.units.items()
    }
    rows = tuple(
        RowKey(
            indicator=name,
            row=indicator.row,
            section=indicator.section,
            labels=(*indicator.label.everywhere(), *indicator.aliases),
            unit=units[indicator.unit],
            core=indicator.core,
            prior=indicator.prior,
        )
        for name, indicator in form.indicators.items()
    )
    sections = tuple((number, text.everywhere()) for number, text in form.sections.items())
    titles = form.title.everywhere()
    listed, written, marked = map(in_every_language, _OWN_WORDS)
    labels = tuple((name, text.everywhere()) for name, text in form.sheets["cover"].labels.items())
    own = frozenset(map(fold, own_sentences))
    return FormKey(form.version, as_of, prior_as_of, rows, sections, titles, listed, written, marked, labels, own, post)
