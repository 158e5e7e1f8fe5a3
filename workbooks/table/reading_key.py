"""What a reader must know of the form, as plain frozen records without any import of a heavy library."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from workbooks.files import OwnPost
from workbooks.text import FigureUnit


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row of the form: its code, section, every label it goes by, unit, and whether it states last year too."""

    indicator: str
    row: int
    section: int
    labels: tuple[str, ...]
    unit: FigureUnit
    core: bool
    prior: bool


@dataclass(frozen=True, slots=True)
class FormKey:
    """The form of a round: version, dates, rows, and section titles and form titles in each language.

    `list_marks` and `text_marks` are the headings of the template's note sheet, `own_titles` those of sheets that we
    add, `cover_labels` the form's own words for fields of the cover. `own_sentences` are those of our letters, folded:
    they are nobody's note. `post` is what is known of our own post.
    """

    version: str
    as_of: dt.date
    prior_as_of: dt.date
    rows: tuple[RowKey, ...]
    sections: tuple[tuple[int, tuple[str, ...]], ...]
    titles: tuple[str, ...]
    list_marks: tuple[str, ...] = ()
    text_marks: tuple[str, ...] = ()
    own_titles: tuple[str, ...] = ()
    cover_labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    own_sentences: frozenset[str] = frozenset()
    post: OwnPost = field(default_factory=OwnPost)
