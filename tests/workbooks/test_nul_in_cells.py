"""A NUL is in no text that is read: what a program leaves behind stops no round, and the repair is named."""

from __future__ import annotations

import pytest

from schemas.documents import CellState, Document, Issue, MailHead, NoteText
from workbooks.read.file_reading import _without_nul
from workbooks.table.figure_cells import raw_text
from workbooks.table.transport import FigureRow, ReadDocument
from workbooks.text.number_grammar import read_figure


@pytest.mark.parametrize(
    ("cell", "value", "repair"),
    [("5000\0", 5000, "nul-removed"), ("30\x00562\0\0", 30562, "nul-removed"), ("5000", 5000, "text")],
)
def test_a_nul_in_a_cell_is_taken_out_and_named(cell: str, value: float, repair: str) -> None:
    found = read_figure(cell, "persons")
    assert (found.state, found.value, found.repair) == (CellState.READ, value, repair)
    assert "\0" not in raw_text(cell)


def test_a_nul_makes_no_figure_of_what_is_none() -> None:
    assert read_figure("\0", "persons").state == CellState.EMPTY
    assert read_figure("жоқ\0 адам", "persons").state != CellState.READ


def test_words_are_read_without_it() -> None:
    notes = (NoteText("docx", "көбей\0ді"),)
    document = Document("a\0.xlsx", "0" * 64, "workbook", notes=notes, mail=MailHead(subject="\0x", answers=("<a\0>",)),
                        issues=(Issue("late", parameters=(("raw", "\0"),)),))  # fmt: skip
    read = _without_nul(ReadDocument(document, (FigureRow("members", "current", "S\0", "E8", "5", "read", 5.0),)))
    assert "\\x00" not in repr(read)
    assert read.document.notes[0].text == "көбейді"
    assert read.rows[0].sheet == "S"


def test_what_holds_none_is_not_copied() -> None:
    read = ReadDocument(Document("a.xlsx", "0" * 64, "workbook", notes=(NoteText("docx", "x"),)))
    assert _without_nul(read) is read
