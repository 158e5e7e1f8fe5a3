"""The marked copy: what is said at which cell, what of the sender's workbook is kept, what is owned to be lost."""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from schemas.form.loading import load_form
from schemas.form.model import Form
from schemas.frames import Findings, empty
from schemas.languages import SHIPPED
from workbooks.files.limits import Refused
from workbooks.grids.values_apart import grids_apart
from workbooks.marked.marked_cells import FILLS, HEAD
from workbooks.marked.marking import MarkedCopy, mark_return
from workbooks.text.word_catalogue import word

SHEET = "Есеп"
FORM = load_form()


@pytest.fixture(scope="module")
def form() -> Form:
    return FORM


def findings(*rows: dict[str, Any]) -> pd.DataFrame:
    columns = Findings.to_schema().columns
    blank: dict[str, Any] = {name: column.default or "" for name, column in columns.items()}
    blank["confidence"] = None
    blank |= {"severity": "hard", "rule": "members-balance"}
    if not rows:
        return empty(Findings)
    blank |= {"organisation": "orda", "sheet": SHEET, "cell": "E8"}
    return Findings.validate(pd.DataFrame([{**blank, "parameters": {}, **row} for row in rows]))


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for row in range(1, 21):
        for column in range(1, 8):
            sheet.cell(row, column, row * column)
    sheet["E8"].font = Font(name="Times New Roman", bold=True)
    sheet["E8"].number_format = "#,##0"
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def marked(source: bytes, rows: pd.DataFrame, name: str = "есеп.xlsx", language: str = "kk") -> MarkedCopy:
    return mark_return(source, name, rows, language, FORM)


def opened(copy: MarkedCopy, **options: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(copy.data), **options)


def test_a_cell_is_filled_and_commented_and_its_style_kept() -> None:
    copy = marked(saved(workbook()), findings({"message": "Қате бар"}, {"message": "Растаңыз", "severity": "soft"}))
    cell = opened(copy)[SHEET]["E8"]
    assert cell.fill.fgColor.rgb == FILLS["hard"]
    assert (cell.font.name, cell.font.bold, cell.number_format, cell.value) == ("Times New Roman", True, "#,##0", 40)
    assert cell.comment is not None
    assert cell.comment.text == f"{HEAD}\n✖ Қате бар\n▲ Растаңыз"
    assert cell.comment.author == "esep"
    assert copy.lost == ()
    assert copy.file_name == "есеп – ескертулермен.xlsx"


@pytest.mark.parametrize("language", SHIPPED)
def test_the_first_sheet_lists_the_findings_with_links(language: str) -> None:
    rows = findings(
        {"cell": "D9", "severity": "commentary", "message": "explain"},
        {"indicator": "members", "observed": "40", "expected": "41", "message": "balance"},
        {"cell": "", "sheet": "", "severity": "soft", "message": "late"},
    )
    book = opened(marked(saved(workbook()), rows, language=language))
    sheet = book.worksheets[0]
    assert book.active is sheet
    assert sheet.title == word("marked.sheet", language)
    assert [sheet.cell(5 + i, 5).value for i in range(3)] == ["balance", "late", "explain"]
    assert sheet["C5"].hyperlink.location == f"'{SHEET}'!E8"
    assert sheet["C6"].hyperlink is None
    assert FORM.indicators["members"].label[language] in sheet["D5"].value
    assert sheet["F5"].value == "40"


def test_a_return_without_findings_is_said_to_have_none() -> None:
    sheet = opened(marked(saved(workbook()), findings())).worksheets[0]
    assert sheet["A5"].value == word("marked.none", "kk")


def test_the_senders_comments_are_kept_and_ours_follow() -> None:
    book = workbook()
    book[SHEET]["E8"].comment = Comment("Біз тексердік", "Айгүл")
    book[SHEET]["A1"].comment = Comment("Басы", "Айгүл")
    sheet = opened(marked(saved(book), findings({"message": "Қате"})))[SHEET]
    assert sheet["E8"].comment.text == f"Біз тексердік\n\n{HEAD}\n✖ Қате"
    assert sheet["E8"].comment.author == "Айгүл"
    assert sheet["A1"].comment.text == "Басы"


def test_a_copy_sent_back_is_marked_afresh() -> None:
    book = workbook()
    book[SHEET]["A1"].comment = Comment("Басы", "Айгүл")
    first = marked(saved(book), findings({"message": "Бірінші"}, {"cell": "A1", "message": "Екінші"}))
    sheets = opened(marked(first.data, findings({"cell": "E9", "message": "Үшінші"}), language="ru"))
    assert sheets.sheetnames == [word("marked.sheet", "ru"), SHEET, word("marked.receipt.title", "ru")]
    sheet = sheets[SHEET]
    assert sheet["E8"].comment is None
    assert sheet["E8"].fill.fgColor.rgb not in FILLS.values()
    assert sheet["A1"].comment.text == "Басы"
    assert "Үшінші" in sheet["E9"].comment.text


def test_the_name_of_a_copy_sent_back_is_not_prolonged() -> None:
    for name in ("Есеп – ескертулермен.xlsx", "Есеп – с замечаниями (2).xlsx", "Есеп_marked_marked.xlsx", "Есеп.xlsx"):
        assert marked(saved(workbook()), findings({"message": "Қате"}), name).file_name == "Есеп – ескертулермен.xlsx"


def test_what_is_to_be_mended_can_be_and_bears_the_letters_number() -> None:
    book = workbook()
    book[SHEET].protection.sheet = True
    rows = findings({"message": "Қате"}, {"cell": "E9", "severity": "soft", "message": "Сұрақ"})
    copy = opened(marked(saved(book), rows.assign(number=[3, 4])))
    assert copy[SHEET]["E8"].comment.text.endswith("✖ № 3. Қате")
    assert not copy[SHEET]["E8"].protection.locked
    assert copy[SHEET]["E9"].protection.locked
    assert copy.worksheets[0]["A5"].value == 3


def test_the_last_sheet_tells_which_file_it_was_made_of() -> None:
    source = saved(workbook())
    last = opened(marked(source, findings({"message": "Қате"}))).worksheets[-1]
    assert last["B2"].value == hashlib.sha256(source).hexdigest()


def test_a_cell_inside_a_merged_area_is_marked_at_its_head() -> None:
    book = workbook()
    book[SHEET].merge_cells("D8:E9")
    sheet = opened(marked(saved(book), findings({"cell": "E9", "message": "Қате"})))[SHEET]
    assert sheet["D8"].comment.text.endswith("Қате")
    assert sheet["D8"].fill.fgColor.rgb == FILLS["hard"]


def test_hidden_cells_are_uncovered_and_said_to_have_been_hidden() -> None:
    book = workbook()
    book.create_sheet("Басқа")["A1"] = 1
    book["Басқа"].sheet_state = "hidden"
    book[SHEET].row_dimensions[8].hidden = True
    book[SHEET].column_dimensions["E"].hidden = True
    elsewhere = {"sheet": "Басқа", "cell": "A1", "message": "парақта"}
    rows = findings({"message": "жолда"}, elsewhere, {"cell": "B2", "message": "ашық"})
    result = opened(marked(saved(book), rows))
    assert not result[SHEET].row_dimensions[8].hidden
    assert not result[SHEET].column_dimensions["E"].hidden
    assert result["Басқа"].sheet_state == "visible"
    said = [result.worksheets[0].cell(5 + i, 5).value for i in range(3)]
    note = word("marked.was_hidden", "kk")
    assert [note in x for x in said] == [True, True, False]


@pytest.mark.parametrize("cell", ["", "??", "XFE1", "A0", "A99999999", "E8:F9", "R1C1"])
def test_what_is_no_cell_is_only_listed(cell: str) -> None:
    book = opened(marked(saved(workbook()), findings({"cell": cell, "message": "Қате"})))
    assert book.worksheets[0]["E5"].value == "Қате"
    assert all(x.comment is None for row in book[SHEET].iter_rows() for x in row)


def test_a_sheet_that_is_not_there_is_only_listed() -> None:
    book = workbook()
    book.create_sheet("Екінші")
    result = opened(marked(saved(book), findings({"sheet": "Жоқ парақ", "message": "Қате"})))
    assert result.worksheets[0]["E5"].value == "Қате"
    assert result[SHEET]["E8"].comment is None


HOSTILE = ['=HYPERLINK("http://x","y")', "+1+1", "-1", "@SUM(A1)", "\x0bбақылау\x00", "ә" * 40_000]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_are_never_formulas_nor_break_the_file(text: str) -> None:
    rows = findings({"message": text, "observed": text, "expected": text})
    sheet = opened(marked(saved(workbook()), rows)).worksheets[0]
    assert {sheet[x].data_type for x in ("E5", "F5")} == {"s"}
    assert "\x00" not in sheet["E5"].value


def test_rich_text_formulas_and_their_values_are_kept() -> None:
    book = workbook()
    sheet = book[SHEET]
    sheet["B2"] = CellRichText("Мүшелер\n", TextBlock(InlineFont(i=True), "Члены"))
    sheet["A1"].fill = PatternFill("solid", fgColor="FF123456")
    sheet["E10"] = "=SUM(E1:E9)"
    source = with_value(saved(book), "E10", "225")
    copy = marked(source, findings({"message": "Қате"}))
    assert copy.lost == ()
    assert isinstance(opened(copy, rich_text=True)[SHEET]["B2"].value, CellRichText)
    assert opened(copy)[SHEET]["A1"].fill.fgColor.rgb == "FF123456"
    assert opened(copy)[SHEET]["E10"].value == "=SUM(E1:E9)"
    assert opened(copy, data_only=True)[SHEET]["E10"].value == 225


def with_value(data: bytes, cell: str, value: str) -> bytes:
    """The workbook with a stored value beside the formula of a cell."""
    return rewritten(data, lambda name, part: part.replace(b"<f>SUM(E1:E9)</f><v />", b"<f>SUM(E1:E9)</f><v>225</v>")
                     .replace(b"<f>SUM(E1:E9)</f><v></v>", b"<f>SUM(E1:E9)</f><v>225</v>")
                     .replace(b"<f>SUM(E1:E9)</f><v/>", b"<f>SUM(E1:E9)</f><v>225</v>"))  # fmt: skip


def rewritten(data: bytes, change: Any, added: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
        for name, part in (added or {}).items():
            after.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/media/image1.png", "pictures"),
        ("xl/ctrlProps/ctrlProp1.xml", "controls"),
        ("xl/threadedComments/threadedComment1.xml", "threads"),
        ("xl/embeddings/oleObject1.bin", "objects"),
    ],
)
def test_what_is_not_kept_is_said(part: str, kind: str) -> None:
    source = rewritten(saved(workbook()), lambda name, data: data, {part: b"x"})
    copy = marked(source, findings({"message": "Қате"}), "есеп.xlsm", "ru")
    text = word(f"marked.lost.{kind}", "ru")
    assert copy.lost == (text,)
    assert copy.file_name.endswith(".xlsx")
    sheet = opened(copy).worksheets[0]
    assert any(text in str(x.value) for row in sheet.iter_rows() for x in row)


def test_text_boxes_are_said_to_be_lost() -> None:
    drawing = b'<xdr:wsDr xmlns:xdr="http://x"><xdr:twoCellAnchor><xdr:sp macro=""/></xdr:twoCellAnchor></xdr:wsDr>'
    source = rewritten(saved(workbook()), lambda name, data: data, {"xl/drawings/drawing1.xml": drawing})
    assert marked(source, findings()).lost == (word("marked.lost.shapes", "kk"),)


def test_a_csv_comes_back_as_a_workbook_with_the_marks_at_the_same_addresses() -> None:
    source = "Жол;Көрсеткіш;Мән\n101;Мүшелер;=1+1\n".encode("utf-8-sig")
    copy = marked(source, findings({"sheet": "", "cell": "C2", "message": "Қате"}), "есеп.csv")
    sheet = opened(copy).worksheets[1]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    assert sheet["C2"].comment.text.endswith("Қате")
    assert copy.lost == (word("marked.lost.formatting", "kk"),)
    assert opened(copy).worksheets[0]["C5"].hyperlink.location == f"'{sheet.title}'!C2"


def test_an_old_workbook_comes_back_by_its_values() -> None:
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet(SHEET)
    sheet.write(7, 4, 40)
    sheet.write_merge(0, 0, 0, 3, "Есеп")
    out = io.BytesIO()
    book.save(out)
    copy = marked(out.getvalue(), findings({"message": "Қате"}), "есеп.xls")
    result = opened(copy)[SHEET]
    assert result["E8"].value == 40
    assert result["E8"].fill.fgColor.rgb == FILLS["hard"]
    assert "A1:D1" in [str(x) for x in result.merged_cells.ranges]
    assert copy.lost == (word("marked.lost.formatting", "kk"),)


def test_a_file_that_nothing_opens_gives_the_list_alone() -> None:
    copy = marked(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), findings({"message": "Құпиясөз"}), "есеп.xlsx")
    assert opened(copy).sheetnames == [word("marked.sheet", "kk"), word("marked.receipt.title", "kk")]
    assert copy.lost == (word("marked.lost.contents", "kk"),)


def test_a_workbook_that_cannot_be_written_again_is_copied_by_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    import workbooks.marked.marking as marking

    save, calls = marking._marked, []

    def failing(opened_: Any, *rest: Any) -> bytes:
        calls.append(opened_)
        if not opened_.lost:
            raise ValueError("a style that cannot be written")
        return save(opened_, *rest)

    monkeypatch.setattr(marking, "_marked", failing)
    copy = marked(saved(workbook()), findings({"message": "Қате"}))
    assert opened(copy)[SHEET]["E8"].comment.text.endswith("Қате")
    assert copy.lost == (word("marked.lost.formatting", "kk"),)


def test_a_workbook_that_would_kill_its_reader_is_refused() -> None:
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet(SHEET)
    for row, column in itertools.product(range(20_000), range(5)):
        sheet.write(row, column, row * column)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused):
        grids_apart(out.getvalue(), "есеп.xls", memory=1 << 20)


def test_areas_of_billions_of_cells_are_not_unrolled() -> None:
    book = workbook()
    source = rewritten(
        saved(book),
        lambda name, part: part.replace(
            b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    )
    copy = marked(source, findings({"message": "Қате"}))
    assert copy.lost in ((word("marked.lost.formatting", "kk"),), (word("marked.lost.contents", "kk"),))


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    book = workbook()
    book[SHEET]["XFD1048576"] = 1
    assert opened(marked(saved(book), findings({"message": "Қате"})))[SHEET]["E8"].comment


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "b.xls", "c.ods", "d.csv", "e.xlsb", "f", "/", ""]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    assert opened(marked(data, findings({"message": "Қате"}), name)).worksheets


WHOLE = saved(workbook())


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_no_damage_raises(data: st.DataObject) -> None:
    source = bytearray(WHOLE)
    for place in data.draw(st.lists(st.integers(0, len(source) - 1), min_size=1, max_size=8)):
        source[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(source)))
    for damaged in (bytes(source), bytes(source[:cut])):
        assert opened(marked(damaged, findings({"message": "Қате"}))).worksheets
