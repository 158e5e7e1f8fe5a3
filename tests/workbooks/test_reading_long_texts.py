"""No text, however long and whatever it repeats, holds up the reader: every pattern works in about linear time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from reading_returns import KEY, assert_read, by_name, full, read, sheet, workbook

from workbooks.files.archives import safe_label
from workbooks.read import note_text
from workbooks.read.mail_notes import note_in_mail
from workbooks.table import table_columns
from workbooks.table.row_labels import FormIndex
from workbooks.text.dates_in_text import dates_in, years_in
from workbooks.text.label_folding import fold, without_case_ending
from workbooks.text.number_grammar import read_figure
from workbooks.whose import cover
from workbooks.whose.file_names import FileNameIndex
from workbooks.whose.name_index import NameIndex, RegisterEntry

LONGEST_CELL = 32_767
PIECES = [
    "1 ", " ", "1", "1.", "1,", "- ", "а ", "жол ", "1 жол ", "(", "1(", "?", "1?", "2026 ", "2026 жылғы ", "/", "\n",
    "төраға ", "түсіндірме_ ", "минус ", "1 азайды ", "101 ", "[Threaded comment] ", "a/b", "оның ішінде ",
]  # fmt: skip
INDEX = FormIndex(KEY)
REGISTER = [RegisterEntry("a", "regional", "", ("Тест облыстық ұйымы",))]
READERS: dict[str, Callable[[str], Any]] = {
    "figure": lambda text: [
        read_figure(text, unit, change=change) for unit in ("persons", "%") for change in (True, False)
    ],
    "dates": dates_in,
    "years": years_in,
    "fold": fold,
    "label": INDEX.named,
    "case ending": without_case_ending,
    "mail": note_in_mail,
    "cover": lambda text: cover._field(text, ()),
    "header": lambda text: table_columns._role([text]),
    "note": note_text.is_substantial,
    "name": NameIndex(REGISTER, {}).by_name,
    "named in": NameIndex(REGISTER, {}).named_in,
    "file": FileNameIndex(REGISTER).organisation_of,
    "member": safe_label,
}


@pytest.mark.parametrize("reader", READERS)
def test_long_texts(reader: str) -> None:
    started = time.process_time()
    for piece in PIECES:
        READERS[reader](piece * (LONGEST_CELL // len(piece)))
    assert time.process_time() - started < 3


def test_long_cells_cost_only_themselves() -> None:
    built = sheet()
    built.put("working", "current", "1 " * 16_000)
    built.put("students", "current", " " * 32_000)
    built.rows[0][0:1] = ["01.01.2026 " * 2_900]
    found = by_name(read(full(built)))
    assert (found["working", "current"].state, found["students", "current"].state) == ("unreadable", "empty")
    del built.places["working", "current"], built.places["students", "current"]
    assert_read(read(full(built)), built)


def test_many_long_sheets() -> None:
    started = time.process_time()
    rows = [["Мүшелер саны өсті, себебі жаңа мектептер ашылды. " * 600] for _ in range(100)]
    read(workbook({f"Парақ {n}": rows for n in range(5)}))
    assert time.process_time() - started < 10
