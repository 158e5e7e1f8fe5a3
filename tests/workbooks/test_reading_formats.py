"""Files of every kind that offices send, by what they hold and not by their extension."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlwt
from reading_returns import FORM, NOTE, Sheet, assert_read, by_name, cover, full, read, rules, sheet, values, workbook


def _csv(built: Sheet, separator: str = ";", decimal: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    for row in built.rows:
        writer.writerow(
            [
                str(x).replace(".", decimal)
                if isinstance(x, float) and x % 1
                else f"{x:g}"
                if isinstance(x, float)
                else x
                for x in row
            ]
        )
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "kz1048"])
@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (",", "."), ("\t", ","), (",", ",")])
def test_csv_in_any_encoding_and_with_any_separator(encoding: str, separator: str, decimal: str) -> None:
    built = sheet()
    text = _csv(built, separator, decimal)
    document = read(text.encode(encoding, "replace"), "есеп.csv")
    assert_read(document, built)
    assert {figure.sheet for figure in document.figures} == {""}
    assert rules(document) == []
    assert document.cover.names[0] == "Тест облыстық ұйымы"


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "cp1251"])
def test_a_russian_csv_in_the_encodings_of_dos_and_unix(encoding: str) -> None:
    built = sheet(language="ru")
    text = "\r\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in built.rows)
    document = read(text.encode(encoding, "replace"), "отчет.csv")
    assert_read(document, built)


def test_csv_that_lost_its_kazakh_letters() -> None:
    built = sheet()
    document = read(_csv(built).encode("cp1251", "replace"), "есеп.csv")
    assert_read(document, built)
    russian = sheet(language="ru")
    assert_read(read(_csv(russian).encode("cp1251", "replace"), "отчет.csv"), russian)


def test_csv_read_with_the_wrong_encoding_and_saved_again() -> None:
    built = sheet(language="ru")
    damaged = _csv(built).encode().decode("cp1251", "ignore")
    assert_read(read(damaged.encode(), "отчет.csv"), built)


def _html(built: Sheet) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{x}</td>" for x in row) + "</tr>" for row in built.rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'.encode()


def test_html_and_csv_called_xls() -> None:
    built = sheet()
    assert_read(read(_html(built), "есеп.xls"), built)
    assert_read(read(_csv(built).encode(), "есеп.xls"), built)


def test_the_xml_format_of_2003() -> None:
    built = sheet()
    rows = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{"Number" if isinstance(x, int | float) else "String"}">{x}</Data></Cell>'
            for x in row
        )
        + "</Row>"
        for row in built.rows
    )
    text = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Есеп"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    document = read(text.encode(), "есеп.xls")
    assert_read(document, built)


def _xls(built: Sheet) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in {"Титул": cover(), "Есеп": built.rows, "Түсіндірме": NOTE}.items():
        page = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_old_excel_under_either_extension() -> None:
    built = sheet(language="ru", down=2)
    for name in ("отчет.xls", "отчет.xlsx"):
        document = read(_xls(built), name)
        assert_read(document, built)
        assert rules(document) == []
        assert document.cover.code == "test"


def test_old_excel_with_hidden_rows_errors_and_percents() -> None:
    built = sheet()
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Есеп")
    percent = xlwt.easyxf(num_format_str="0.0%")
    special = {built.places["staff", "current"], built.places["coverage", "current"]}
    for number, row in enumerate(built.rows):
        for column, value in enumerate(row):
            if (number, column) not in special:
                page.write(number, column, value)
    page.row(built.places["staff", "current"][0]).set_cell_error(4, "#REF!")
    page.write(*built.places["coverage", "current"], 0.951, percent)
    page.row(9).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    document = read(stream.getvalue(), "есеп.xls")
    assert rules(document) == ["cell-unreadable", "rows-hidden"]
    found = by_name(document)
    assert (found["staff", "current"].state, found["staff", "current"].raw) == ("unreadable", "#REF!")
    assert found["coverage", "current"].value == 95.1
    assert document.issues[0].observed == "10"


def test_new_excel_under_any_extension() -> None:
    built = sheet()
    for name in ("есеп.xls", "есеп.xlsm", "есеп", "есеп.csv", "есеп.XLSX"):
        assert_read(read(full(built), name), built)


def _ods(built: Sheet) -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return (
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            if value
            else "<table:table-cell/>"
        )

    rows = "".join("<table:table-row>" + "".join(map(cell, row or [""])) + "</table:table-row>" for row in built.rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Есеп">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)
    return stream.getvalue()


def test_open_document() -> None:
    built = sheet()
    document = read(_ods(built), "есеп.ods")
    assert_read(document, built)
    assert rules(document) == []


def test_open_document_with_hidden_rows_errors_and_comments() -> None:
    built = sheet()
    members = {}
    with zipfile.ZipFile(io.BytesIO(_ods(built))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    figures = values()
    text = members["content.xml"].decode()
    women = f'office:value="{figures["women", "current"]}"><text:p>'
    text = text.replace(
        women, women.replace("<text:p>", "<office:annotation><text:p>ескерту</text:p></office:annotation><text:p>")
    )
    staff = figures["staff", "current"]
    text = text.replace(
        f'office:value-type="float" office:value="{staff}"><text:p>{staff}<',
        'table:formula="of:=[.E1]" office:value-type="string" calcext:value-type="error"><text:p>#REF!<',
    ).replace(
        "office:version",
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version',
    )
    row = text.index("<table:table-row>", text.index(FORM.indicators["working"].kk))
    text = text[:row] + '<table:table-row table:visibility="collapse">' + text[row + len("<table:table-row>") :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, text if name == "content.xml" else content)
    document = read(stream.getvalue(), "есеп.ods")
    assert rules(document) == ["cell-unreadable", "rows-hidden"]
    found = by_name(document)
    assert (found["staff", "current"].state, found["staff", "current"].raw) == ("unreadable", "#REF!")
    assert found["students", "current"].value == figures["students", "current"]
    assert [(note.indicator, note.text) for note in document.notes] == [("women", "ескерту")]


def test_a_macro_workbook_is_read_and_its_macros_are_nothing_to_us() -> None:
    built = sheet()
    stream = io.BytesIO(full(built))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not looked at")
    assert_read(read(stream.getvalue(), "есеп.xlsm"), built)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "есеп.xlsx", "empty"),
        (b"\x00" * 200, "есеп.xlsx", "empty"),
        (b"PK\x03\x04 broken", "есеп.xlsx", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "есеп.xlsx", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "есеп.xls", "corrupt"),
        (b"\x89PNG\r\n\x1a\n", "сурет.png", "picture"),
        (b"\xff\xd8\xff\xe0 photo", "есеп.xlsx", "picture"),
        (b"%PDF-1.4", "скан.pdf", "pdf"),
        (b"Rar!\x1a\x07", "есеп.rar", "other-archive"),
        (b"\x01\x02\x03\x04 nothing known", "есеп.xlsx", "corrupt"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: str) -> None:
    document = read(data, name)
    assert (document.kind, rules(document)) == ("workbook", ["workbook-unreadable"])
    assert document.issues[0].observed == reason
    assert document.figures == ()


@pytest.mark.parametrize("name", ["~$есеп.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini"])
def test_what_is_no_return_is_other(name: str) -> None:
    document = read(b"\x01\x02 something", name)
    assert (document.kind, rules(document)) == ("other", [])


def test_a_workbook_cut_off_anywhere_is_unreadable_or_right() -> None:
    built = sheet()
    data = full(built)
    for length in range(0, len(data), len(data) // 40):
        document = read(data[:length])
        assert rules(document) == ["workbook-unreadable"]


def test_calamine_and_the_stream_of_xml_read_the_same() -> None:
    from workbooks.files.file_kinds import FileKind
    from workbooks.grids.spreadsheets import grids_of
    from workbooks.grids.workbook_parts import Parts

    data = full(sheet(values(), down=2, right=1))
    parts = Parts(data)
    for grid in grids_of(data, FileKind.XLSX):
        rows, _ = parts.sparse_rows(grid.name)
        width = max(map(len, rows))
        padded = [row + [""] * (width - len(row)) for row in rows]
        assert [[x if x != "" else "" for x in row] for row in grid.rows] == padded


def test_inline_strings_and_rich_text() -> None:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": True})
    built = sheet(language="ru")
    page = book.add_worksheet("Есеп")
    bold = book.add_format({"bold": True})
    for number, row in enumerate(built.rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and len(value) > 3 and column == 1:
                page.write_rich_string(number, column, bold, value[:2], value[2:])
            else:
                page.write(number, column, value)
    book.close()
    document = read(stream.getvalue())
    assert_read(document, built)
    assert by_name(document)["members", "current"].sheet == "Есеп"


def test_a_picture_in_place_of_the_table() -> None:
    assert rules(read(workbook({"Лист1": []}))) == ["sheet-not-found"]


def test_a_text_file_is_a_note_unless_it_holds_the_table() -> None:
    note = read("Мүшелер саны өсті, себебі жаңа мектептер ашылды.".encode(), "жазба.txt")
    assert (note.kind, note.notes[0].text[:7]) == ("note", "Мүшелер")
    built = sheet()
    assert_read(read(_csv(built, "\t").encode(), "есеп.txt"), built)
    assert FORM.version


def _remade(change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A return whose every part has been changed as another program would write it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(full(sheet()))) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(*change(name, source.read(name)))
    return stream.getvalue()


def _prefixed(name: str, content: bytes) -> tuple[str, bytes]:
    if not re.match(r"xl/(worksheets/sheet|workbook\.xml|styles)", name):
        return name, content
    tagged = re.sub(rb"<(/?)(?![?!]|x:|r:)([A-Za-z])", rb"<\1x:\2", content)
    return name, tagged.replace(
        b'xmlns="http://schemas.openxmlformats.org/sp', b'xmlns:x="http://schemas.openxmlformats.org/sp'
    )


def _in_utf16(name: str, content: bytes) -> tuple[str, bytes]:
    if not name.startswith("xl/worksheets/sheet"):
        return name, content
    text = re.sub(r"^<\?xml[^>]*\?>", "", content.decode())
    return name, f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


WRITERS: dict[str, Callable[[str, bytes], tuple[str, bytes]]] = {
    "prefixes": _prefixed,
    "utf-16": _in_utf16,
    "single quotes": lambda n, c: (n, re.sub(rb"=\"([^\"']*)\"", rb"='\1'", c) if "worksheets/sheet" in n else c),
    "no row numbers": lambda n, c: (n, re.sub(rb'(<row) r="\d+"', rb"\1", c)),
    "another folder": lambda n, c: (n.replace("xl/worksheets", "xl/pages"), c.replace(b"worksheets/", b"pages/")),
    "strict": lambda n, c: (
        n,
        c.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006", b"http://purl.oclc.org/ooxml/spreadsheetml"),
    ),
    "pretty": lambda n, c: (n, c.replace(b"><", b">\n  <") if "worksheets/sheet" in n else c),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_workbooks_as_other_programs_write_them(writer: str) -> None:
    document = read(_remade(WRITERS[writer]))
    assert_read(document, sheet())
    assert rules(document) == []


def test_old_excel_formulas_without_a_result_are_computed_if_they_are_simple() -> None:
    built, figures = sheet(), values()
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Есеп", cell_overwrite_ok=True)
    for number, row in enumerate(built.rows):
        for column, value in enumerate(row):
            if value not in ("", None):
                page.write(number, column, value)
    first, last = built.address("working", "current"), built.address("pensioners", "current")
    prior = built.address("working", "prior")
    formulas = {
        ("members", "current"): f"SUM({first}:{last})",
        ("working", "change"): f"{first}-{prior}",
        ("women", "current"): f"ROUND(({first}+{prior})*2/2,0)-SUM({first};{prior})+7",
        ("staff", "current"): f'IF({first}>0;"";5)',
    }
    for what, formula in formulas.items():
        page.write(*built.places[what], xlwt.Formula(formula))
    stream = io.BytesIO()
    book.save(stream)
    found = by_name(read(stream.getvalue(), "есеп.xls"))
    whole = sum(figures[name, "current"] for name in ("working", "students", "pensioners"))
    assert found["members", "current"].value == whole
    assert found["members", "current"].raw == f"=SUM({first}:{last})"
    assert found["working", "change"].value == figures["working", "current"] - figures["working", "prior"]
    assert found["women", "current"].value == 7
    assert (found["staff", "current"].state, found["staff", "current"].value) == ("empty", None)
