"""The national explanatory note as a .docx, in Kazakh, after the structure of the published ones."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from reports.national.consolidation import Consolidated
from reports.national.note_blocks import Block, NationalSubject
from reports.national.note_document import document
from reports.national.note_outline import note_outline
from reports.national.note_reasons import fall_reasons, growth_reasons, notes_received
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
    consolidated: Consolidated, commentary: pd.DataFrame, register: pd.DataFrame, form: Form, *, signed_by: str = ""
) -> bytes:
    """The note as .docx bytes; the same input gives the same bytes.

    `commentary` is frames.Commentary, `register` frames.Register of the round. Figures in the text link to the annex,
    which names the lines of the national workbook's sheet of sources. An incomplete round says so at the top, and at
    the head of every page. Where no return stands at all, the note says only that.
    """
    return document(note_blocks(consolidated, commentary, register, form), consolidated, form, signed_by)


def note_blocks(
    consolidated: Consolidated, commentary: pd.DataFrame, register: pd.DataFrame, form: Form
) -> tuple[Block, ...]:
    """The note's paragraphs in order."""
    subject = NationalSubject(consolidated, commentary, register, form)
    sections = [x for x in note_outline(form) if consolidated.included or x.kind == "opening"]
    return tuple(block for section in sections for block in SECTIONS[section.kind](subject, section))
