"""The national explanatory note as a .docx, in Kazakh, after the structure of the published ones."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from reports.national.consolidation import Consolidated
from reports.national.note_blocks import Block, NationalSubject
from reports.national.note_document import document
from reports.national.note_exceptions import exceptions
from reports.national.note_outline import note_outline
from reports.national.note_reasons import fall_reasons, growth_reasons, notes_received
from reports.national.note_restatements import restated
from reports.national.note_sections import (
    admitted,
    compared,
    departed,
    fall,
    growth,
    holders,
    incomplete,
    listed,
    opening,
    total,
)
from schemas.form import Form, NoteSection

SECTIONS: dict[str, Callable[[NationalSubject, NoteSection], list[Block]]] = {
    "opening": opening,
    "total": total,
    "compared": compared,
    "list": listed,
    "incomplete": incomplete,
    "admitted": admitted,
    "departed": departed,
    "growth": growth,
    "growth-reasons": growth_reasons,
    "fall": fall,
    "fall-reasons": fall_reasons,
    "holders": holders,
    "notes": notes_received,
}


def national_note(
    consolidated: Consolidated,
    commentary: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    *,
    signed_by: str = "",
    changes: pd.DataFrame | None = None,
    broken: pd.DataFrame | None = None,
) -> bytes:
    """The note as .docx bytes; the same input gives the same bytes.

    `commentary` is frames.Commentary, `register` frames.Register of the round. Figures in the text link to the annex,
    which names the lines of the national workbook's sheet of sources. An incomplete round says so at the top, and at
    the head of every page. Where no return stands at all, the note says only that. `changes` (frames.PublishedChanges)
    are what it says of figures that were published or accepted otherwise before, `broken` (frames.Findings) what no
    longer adds up with them.
    """
    blocks = note_blocks(consolidated, commentary, register, form, changes, broken)
    return document(blocks, consolidated, form, signed_by)


def note_blocks(
    consolidated: Consolidated,
    commentary: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    changes: pd.DataFrame | None = None,
    broken: pd.DataFrame | None = None,
) -> tuple[Block, ...]:
    """The note's paragraphs in order."""
    subject = NationalSubject(consolidated, commentary, register, form)
    sections = [x for x in note_outline(form) if consolidated.included or x.kind == "opening"]
    blocks = [SECTIONS[section.kind](subject, section) for section in sections]
    after_opening = 1 if sections and sections[0].kind == "opening" else 0
    blocks.insert(after_opening, [*restated(subject, changes, broken), *exceptions(subject)])
    return tuple(block for of_section in blocks for block in of_section)
