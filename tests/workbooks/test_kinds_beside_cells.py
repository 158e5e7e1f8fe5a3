"""What Excel keeps beside the cells, and how it hides and locks: text boxes, threads, rows of no height, its password."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment
from reading_returns import KEY, Sheet, assert_read, full, read, rules, sheet, values, workbook

from workbooks.files import FileKind, kind_of, unlocked
from workbooks.read.file_reading import read_bytes

_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>{}</xdr:twoCellAnchor></xdr:wsDr>'
)
_REASON = "Мүшелер саны 12 адамға өсті, себебі екі жаңа мектеп ашылды."


def _with_parts(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def _changed(data: bytes, pattern: str, replacement: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").decode()
    changed = re.sub(pattern, replacement, part)
    assert changed != part
    return _with_parts(data, {"xl/worksheets/sheet1.xml": changed})


def _with_box(data: bytes, *texts: str) -> bytes:
    shapes = "".join(
        "<xdr:sp><xdr:txBody><a:bodyPr/>"
        + "".join(f"<a:p><a:r><a:t>{x}</a:t></a:r></a:p>" for x in text.split("\n"))
        + "</xdr:txBody></xdr:sp>"
        for text in texts
    )
    relation = '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/>'
    return _with_parts(
        data,
        {
            "xl/drawings/drawing1.xml": _DRAWING.format(shapes),
            "xl/worksheets/_rels/sheet1.xml.rels": _RELATIONS.format(relation),
        },
    )


def test_a_text_box_that_gives_a_reason_is_a_note() -> None:
    built = sheet()
    document = read(
        _with_box(
            workbook({"Есеп": built.rows}),
            _REASON,
            "Басып шығару",
            "Түсіндірме жазба\nБиыл мүшелер саны көп өзгерген жоқ.",
        )
    )
    assert_read(document, built)
    assert [(n.source, n.text) for n in document.notes] == [
        ("sheet", _REASON),
        ("sheet", "Түсіндірме жазба\nБиыл мүшелер саны көп өзгерген жоқ."),
    ]


HEADS = {
    "ru": "[Цепочка комментариев]\n\nВаша версия Excel позволяет вам читать эту цепочку. Подробнее: https://go.microsoft.com/fwlink/?linkid=870924\n\nКомментарий:\n    {}\nОтвет:\n    {}",
    "en": "[Threaded comment]\n\nYour version of Excel allows you to read it; edits: removed. Learn more: https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    {}\nReply:\n    {}",
    "kk": "[Түсініктемелер тізбегі]\n\nExcel нұсқаңыз оқуға мүмкіндік береді. https://go.microsoft.com/fwlink/?linkid=870924\n\nТүсініктеме:\n    {}\nЖауап:\n    {}",
    "tr": "[Yazışma]\n\nSürümünüz: https://go.microsoft.com/fwlink/?linkid=870924\n\nYorum:\n    {}\nYanıt:\n    {}",
    "without address": "[Тредовый комментарий]\n\nЧто-то ещё\n\nКомментарий:\n    {}\nОтвет:\n    {}",
}


@pytest.mark.parametrize("language", HEADS)
def test_the_words_of_a_thread_count_and_not_its_head(language: str) -> None:
    built = sheet()

    def comment(book: openpyxl.Workbook) -> None:
        book.active[built.address("women", "current")].comment = Comment(HEADS[language].format("өсті: 5", "рас"), "x")

    document = read(workbook({"Есеп": built.rows}, comment))
    assert [(n.indicator, n.text) for n in document.notes] == [("women", "өсті: 5\nрас")]


@pytest.mark.parametrize("text", ["[1] Себебі: жаңа мектеп", "Ахметов:\nтексерілді", "[маңызды ескерту] өсті: 5"])
def test_another_comment_stays_as_it_is(text: str) -> None:
    built = sheet()

    def comment(book: openpyxl.Workbook) -> None:
        book.active[built.address("women", "current")].comment = Comment(text, "x")

    assert [n.text for n in read(workbook({"Есеп": built.rows}, comment)).notes] == [text]


def test_threads_in_a_part_of_their_own() -> None:
    built = sheet()
    cell = built.address("women", "current")
    threads = f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="{cell}" id="1"><text>өсті: 5</text></threadedComment><threadedComment ref="{cell}" id="2" parentId="1"><text>рас</text></threadedComment></ThreadedComments>'
    relation = '<Relationship Id="r" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
    parts = {
        "xl/threadedComments/threadedComment1.xml": threads,
        "xl/worksheets/_rels/sheet1.xml.rels": _RELATIONS.format(relation),
    }
    document = read(_with_parts(workbook({"Есеп": built.rows}), parts))
    assert [(n.source, n.indicator, n.text) for n in document.notes] == [("comment", "women", "өсті: 5\nрас")]


@pytest.mark.parametrize("height", ['ht="0" customHeight="1"', 'ht="0"', 'ht="0.0"', 'hidden="true"'])
def test_rows_of_no_height_are_asked(height: str) -> None:
    built = sheet()
    row = built.places["women", "current"][0] + 1
    document = read(_changed(workbook({"Есеп": built.rows}), f'<row r="{row}"', f'<row r="{row}" {height}'))
    assert_read(document, built)
    assert [(x.rule, x.observed) for x in document.issues] == [("rows-hidden", str(row))]


def test_single_quotes_hide_a_row_as_well() -> None:
    built = sheet()
    row = built.places["women", "current"][0] + 1
    data = _changed(workbook({"Есеп": built.rows}), f'<row r="{row}"', f'<row r="{row}" ht="0"')
    assert rules(read(_changed(data, '="([^"]*)"', r"='\1'"))) == ["rows-hidden"]


def test_a_column_of_no_width_is_asked() -> None:
    built = sheet()
    data = _changed(
        workbook({"Есеп": built.rows}),
        "<sheetData>",
        '<cols><col min="5" max="5" width="0" customWidth="1"/></cols><sheetData>',
    )
    assert [(x.rule, x.observed) for x in read(data).issues] == [("rows-hidden", "E")]


def test_rows_hidden_unless_they_say_otherwise() -> None:
    built = sheet()
    data = _changed(workbook({"Есеп": built.rows}), "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')
    assert rules(read(data)) == ["rows-hidden"]
    # So Excel and XlsxWriter write the rows in use where all others are hidden.
    assert rules(read(_changed(data, "<row ", '<row spans="1:7" '))) == []
    assert rules(read(_changed(data, "<row ", '<row ht="15" '))) == []


def _old(built: Sheet, hidden: str = "") -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Есеп")
    for number, row in enumerate(built.rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    if hidden:
        row = page.row(built.places["women", "current"][0])
        row.height, row.height_mismatch = 0, True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["WORKBOOK", "workbook", "WorkBook"])
def test_the_stream_of_an_old_workbook_in_any_letters(name: str) -> None:
    built = sheet(language="ru")
    data = _old(built).replace("Workbook".encode("utf-16-le"), name.encode("utf-16-le"))
    document = read(data, "отчет.xls")
    assert_read(document, built)
    assert rules(document) == []


def test_words_in_a_document_do_not_make_it_a_workbook() -> None:
    data = _old(sheet()).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")) + "Workbook".encode(
        "utf-16-le"
    )
    assert kind_of(data, "хат.doc") is not FileKind.XLS


def test_an_old_row_of_no_height_is_asked() -> None:
    built = sheet()
    assert rules(read(_old(built, "row"), "есеп.xls")) == ["rows-hidden"]


def _locked(data: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def test_what_excel_opens_without_asking_is_read() -> None:
    built = sheet()
    data = _locked(full(built), "VelvetSweatshop")
    assert kind_of(data, "есеп.xlsx") is FileKind.PASSWORD
    document = read(data)
    assert_read(document, built)
    assert rules(document) == []


def _locked_old(data: bytes, password: str) -> bytes:
    """An .xls as Excel 97 locks it: the record of who wrote it becomes the one of the key, the others are enciphered."""
    import olefile
    from msoffcrypto.method.rc4 import DocumentRC4

    book = bytearray(olefile.OleFileIO(io.BytesIO(data)).openstream("Workbook").read())
    # Excel's stream ends with a record, xlwt's is filled up with some bytes more.
    del book[len(book) - (len(book) - len(book.rstrip(b"\x00")) - 3) % 4 :]
    entry = data.index("Workbook".encode("utf-16-le"))
    data = data[: entry + 120] + struct.pack("<L", len(book)) + data[entry + 124 :]
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    sealed = DocumentRC4.decrypt(password, salt, io.BytesIO(verifier + hashlib.md5(verifier).digest())).read()
    plain, shown, position = bytearray(len(book)), bytearray(book), 0
    kept: list[tuple[int, int]] = []
    while position + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, position)
        clear = {0x809: size, 0x85: 4, 0x5C: size}.get(kind, 0)
        if kind == 0x5C:
            key = struct.pack("<HHH", 1, 1, 1) + salt + sealed
            shown[position : position + 4 + size] = struct.pack("<HH", 0x2F, size) + key.ljust(size, b"\x00")
        kept.append((position, position + 4 + clear))
        plain[position + 4 + clear : position + 4 + size] = book[position + 4 + clear : position + 4 + size]
        position += 4 + size
    sealed_book = bytearray(DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read())
    for start, end in kept:
        sealed_book[start:end] = shown[start:end]
    stream = io.BytesIO(data)
    olefile.OleFileIO(stream, write_mode=True).write_stream("Workbook", bytes(sealed_book))
    return stream.getvalue()


def test_an_old_workbook_with_that_password_too() -> None:
    built = sheet()
    document = read(_locked_old(_old(built), "VelvetSweatshop"), "есеп.xls")
    assert_read(document, built)
    other = read(_locked_old(_old(built), "құпия"), "есеп.xls")
    assert [(x.rule, x.observed) for x in other.issues] == [("workbook-unreadable", "password")]


def test_what_a_password_protects_is_said_to_be_so() -> None:
    document = read(_locked(full(sheet()), "құпия"))
    assert [(x.rule, x.observed) for x in document.issues] == [("workbook-unreadable", "password")]


def test_a_key_that_takes_a_million_rounds_is_not_tried() -> None:
    data = _locked(full(sheet()), "VelvetSweatshop")
    assert unlocked(data) is not None
    assert unlocked(data.replace(b'spinCount="100000"', b'spinCount="900000"')) is None


@pytest.mark.parametrize(
    ("name", "members", "reason"),
    [
        ("есеп.numbers", ("Index/Document.iwa", "Index/Tables/DataList.iwa", "preview.jpg"), "apple-document"),
        ("есеп.numbers", ("есеп.numbers/Index/Document.iwa", "есеп.numbers/preview.jpg"), "apple-document"),
        ("есеп.zip", ("Index.zip", "Metadata/buildVersionHistory.plist"), "apple-document"),
        ("есеп.pptx", ("ppt/presentation.xml", "[Content_Types].xml"), "presentation"),
    ],
)
def test_a_document_of_another_program_is_no_archive(name: str, members: tuple[str, ...], reason: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in members:
            archive.writestr(member, b"\x00\x01")
    document = read(stream.getvalue(), name)
    assert [(x.rule, x.observed) for x in document.issues] == [("workbook-unreadable", reason)]


def test_an_archive_of_several_kinds_is_opened() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Index/Document.iwa", b"\x00\x01")
        archive.writestr("есеп.xlsx", full(sheet(values(3000))))
    assert [bool(x.figures) for x in read_bytes(stream.getvalue(), "хат.zip", KEY)].count(True) == 1
