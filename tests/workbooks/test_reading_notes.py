"""The note wherever it is: sheet, below the table, comments, reasons, documents; and what the cover says."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
import pytest
from openpyxl.comments import Comment
from reading_returns import (
    FORM,
    HEADERS,
    KEY,
    NAMES,
    NOTE,
    assert_read,
    by_name,
    cover,
    full,
    read,
    rules,
    sheet,
    values,
    workbook,
)

from schemas.documents import Document
from workbooks.read.note_text import OWN_COMMENT
from workbooks.template.template_order import FilledReturn, TemplateOrder
from workbooks.template.template_workbook import write_template

SENTENCE = "Кәсіподақ мүшелерінің жалпы саны өткен жылмен салыстырғанда өсті, себебі жаңа мектептер ашылды."
THRESHOLDS = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}


def sources(document: Document) -> list[tuple[str, str]]:
    return [(note.source, note.place) for note in document.notes]


def test_a_note_sheet_in_rows_or_in_one_merged_cell() -> None:
    document = read(full(sheet()))
    assert sources(document) == [("sheet", "Түсіндірме")]
    assert SENTENCE in document.notes[0].text
    one_cell = [["\n".join(row[0] if row else "" for row in NOTE)]]
    document = read(workbook({"Титул": cover(), "Есеп": sheet().rows, "Лист3": one_cell}))
    assert sources(document) == [("sheet", "Лист3")]


def test_a_note_sheet_that_says_nothing_is_no_note() -> None:
    for rows in ([], NOTE[:3], [*NOTE[:4], ["Төраға"]], [["ТҮСІНДІРМЕ ЖАЗБА"]]):
        assert sources(read(workbook({"Титул": cover(), "Есеп": sheet().rows, "Түсіндірме": rows}))) == []


def test_instructions_and_lists_are_no_note_beside_one() -> None:
    guide = [
        ["Нысанды толтыру тәртібі"],
        ["Әр ұяшыққа бүтін сан жазыңыз, егер көрсеткіш нөлге тең болса, «0» деп жазыңыз."],
    ]
    staff = [["Тегі", "Лауазымы"], ["Ахметов", "төраға"]]
    document = read(workbook({"Нұсқаулық": guide, "Есеп": sheet().rows, "Тізім": staff, "Түсіндірме": NOTE}))
    assert sources(document) == [("sheet", "Түсіндірме")]
    assert sources(read(workbook({"Нұсқаулық": guide, "Есеп": sheet().rows, "Тізім": staff}))) == []


def test_an_old_hidden_note_is_not_this_years() -> None:
    def hide(book: Any) -> None:
        book["Түсіндірме"].sheet_state = "hidden"

    assert sources(read(full(sheet(), hide))) == []


def test_a_note_written_in_a_spreadsheet_of_its_own() -> None:
    document = read(workbook({"Лист1": NOTE}), "жазба.xlsx")
    assert (document.kind, rules(document), sources(document)) == ("note", [], [("sheet", "Лист1")])


def test_a_note_below_the_table() -> None:
    built = sheet()
    built.rows += [[], ["", SENTENCE]]
    document = read(workbook({"Титул": cover(), "Есеп": built.rows}))
    assert [(note.source, note.text) for note in document.notes] == [("sheet", SENTENCE)]


def test_reasons_beside_figures_and_comments_at_cells() -> None:
    built = sheet()
    row, _ = built.places["students", "current"]
    built.rows[row][6] = "студенттер оқуын аяқтады"

    def comment(book: Any) -> None:
        book["Есеп"][built.address("members", "current")].comment = Comment("Жаңа мектеп ашылды", "бухгалтер")

    document = read(workbook({"Титул": cover(), "Есеп": built.rows}, comment))
    assert [(note.source, note.indicator, note.text) for note in document.notes] == [
        ("reason", "students", "студенттер оқуын аяқтады"),
        ("comment", "members", "Жаңа мектеп ашылды"),
    ]
    assert document.notes[1].place == "Есеп!" + built.address("members", "current")


def test_a_note_that_repeats_part_of_the_table_is_no_second_table() -> None:
    part = sheet(
        order=["members", "working", "students", "pensioners", "women", "under_35", "staff", "trained", "primaries"]
    )
    document = read(workbook({"Титул": cover(), "Есеп": sheet().rows, "Түсіндірме": [*NOTE, *part.rows]}))
    assert rules(document) == []
    assert SENTENCE in document.notes[0].text


def _document(*paragraphs: str) -> bytes:
    written = docx.Document()
    for text in paragraphs:
        written.add_paragraph(text)
    written.add_table(1, 1).cell(0, 0).text = "кестедегі мәтін"
    stream = io.BytesIO()
    written.save(stream)
    return stream.getvalue()


def test_a_word_document_is_a_note() -> None:
    document = read(_document("ТҮСІНДІРМЕ ЖАЗБА", NAMES[0], SENTENCE), "жазба.docx")
    assert document.kind == "note"
    assert document.notes[0].text.splitlines()[:3] == ["ТҮСІНДІРМЕ ЖАЗБА", NAMES[0], SENTENCE]
    assert "кестедегі мәтін" in document.notes[0].text


def test_a_word_document_with_a_hostile_part_is_unreadable() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert rules(read(stream.getvalue(), "жазба.docx")) == ["workbook-unreadable"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_template_comes_back_as_it_was_filled(language: str, tmp_path: Any) -> None:
    figures = values()
    accepted = {name: value for (name, period), value in figures.items() if period == "prior"}
    current = {name: value for (name, period), value in figures.items() if period == "current"}
    order = TemplateOrder("test", *NAMES, language, "regional", accepted, "test@example.org")
    filled = FilledReturn(
        current,
        note=SENTENCE,
        reasons={"members": "мектеп ашылды"},
        chair="А. Б.",
        prepared_by="В. Г.",
        signed_on=dt.date(2026, 1, 20),
    )
    path = tmp_path / "t.xlsx"
    write_template(path, order, FORM, THRESHOLDS, filled)
    document = read(path.read_bytes())
    found = by_name(document)
    for (name, period), value in figures.items():
        if period != "change":
            assert found[name, period].value == value
    assert rules(document) == []
    assert (document.cover.code, document.cover.names, document.cover.signed_on) == (
        "test",
        NAMES,
        dt.date(2026, 1, 20),
    )
    assert sorted((note.source, note.text) for note in document.notes) == [
        ("reason", "мектеп ашылды"),
        ("sheet", SENTENCE),
    ]


def test_a_marked_copy_that_comes_back_says_nothing_of_ours() -> None:
    import pandas as pd

    from workbooks.marked.marked_cells import HEAD
    from workbooks.marked.marking import mark_return

    built = sheet()

    def comment(book: Any) -> None:
        book["Есеп"]["E9"].comment = Comment("Жаңа мектеп ашылды", "бухгалтер")

    finding = {
        "organisation": "t", "file": "есеп.xlsx", "sheet": "Есеп", "indicator": "working", "period": "current",
        "rule": "members-balance", "severity": "hard", "observed": "1", "expected": "2", "message": SENTENCE,
    }  # fmt: skip
    findings = pd.DataFrame([finding | {"cell": "E8"}, finding | {"cell": "E9"}])
    document = read(mark_return(full(built, comment), "есеп.xlsx", findings, "kk", FORM).data)
    assert_read(document, built)
    assert rules(document) == []
    assert sources(document) == [("sheet", "Түсіндірме"), ("comment", "Есеп!E9")]
    assert document.notes[1].text == "Жаңа мектеп ашылды"
    assert HEAD == OWN_COMMENT


def test_a_blank_template_asks_for_its_signature_only(tmp_path: Any) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path, TemplateOrder("test", *NAMES, "kk", "regional", {"members": 5}, ""), FORM, THRESHOLDS)
    document = read(path.read_bytes())
    assert rules(document) == ["signature-missing"]
    assert document.notes == ()


def test_the_cover() -> None:
    found = read(full(sheet())).cover
    assert (found.code, found.names, found.as_of) == ("test", NAMES, dt.date(2026, 1, 1))
    assert (found.form_version, found.signed_on, found.found) == ("2026.1", dt.date(2026, 1, 19), True)
    assert "test@example.org" in found.contact


COVERS: dict[str, list[list[Any]]] = {
    "russian": [
        [1, "Код организации", "test"],
        [2, "Наименование организации (каз.)", NAMES[0]],
        [3, "Наименование организации (рус.)", NAMES[1]],
        [4, "Отчётная дата", dt.datetime(2026, 1, 1)],
        [5, "Версия формы", 2026.1],
        [6, "Председатель", "И. И."],
        [7, "Исполнитель", "П. П."],
        [8, "Дата подписания", "19 января 2026 г."],
    ],
    "one column": [
        ["Ұйым коды: test"],
        [f"Ұйымның атауы: {NAMES[0]}"],
        ["Есептік күн: 2026 жылғы 1 қаңтар"],
        ["Нысан нұсқасы: 2026.1"],
        ["Төраға: И. И."],
        ["Қол қойылған күні: 19.01.2026"],
    ],
    "bilingual": [
        ["Ұйым коды / Код организации", "", "test"],
        ["Ұйымның атауы (қазақша) / Наименование организации (каз.)", "", NAMES[0]],
        ["Есептік күн / Отчётная дата", "", "01.01.2026"],
        ["Нысан нұсқасы / Версия формы", "", "2026.1"],
        ["Төраға / Председатель", "", "И. И."],
        ["Қол қойылған күні / Дата подписания", "", "19.01.2026"],
    ],
}


@pytest.mark.parametrize("layout", COVERS)
def test_the_cover_in_any_layout(layout: str) -> None:
    document = read(workbook({"Титул": COVERS[layout], "Есеп": sheet().rows}))
    found = document.cover
    assert (found.code, found.names[0], found.as_of, found.form_version) == (
        "test",
        NAMES[0],
        dt.date(2026, 1, 1),
        "2026.1",
    )
    assert found.signed_on == dt.date(2026, 1, 19)
    assert rules(document) == []


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"chair": "", "prepared": ""}, "chair, prepared by"),
        ({"signed": ""}, "date"),
        ({"chair": "", "prepared": "____", "signed": ""}, "chair, prepared by, date"),
        ({"chair": ""}, ""),
    ],
)
def test_an_unsigned_return_is_asked_about(changed: dict[str, str], missing: str) -> None:
    document = read(full(sheet(), **changed))
    assert [(x.rule, x.observed) for x in document.issues] == ([("signature-missing", missing)] if missing else [])


OLD_HEADER = [str(x).replace("2025", "2024").replace("2026", "2025") for x in HEADERS["kk"]]
OLD_TITLE = "2025 жылғы 1 қаңтардағы жағдай бойынша"


def test_last_years_form_is_outdated() -> None:
    built = sheet(header=OLD_HEADER, title=OLD_TITLE)
    document = read(full(built, as_of="01.01.2025", version="2025.1"))
    assert [(x.rule, x.observed, x.expected) for x in document.issues] == [("template-outdated", "2025.1", "2026.1")]
    without_version = read(full(built, as_of="01.01.2025", version=""))
    assert [(x.observed, x.expected) for x in without_version.issues] == [("01.01.2025", "01.01.2026")]
    no_cover = read(workbook({"Есеп": built.rows}))
    assert rules(no_cover) == ["template-outdated"]


def test_another_forms_rows_are_outdated_even_with_this_years_dates() -> None:
    names = [
        row.indicator
        for row in KEY.rows
        if row.indicator not in ("left_closure", "staff_under_35", "member_organisations")
    ]
    numbers = {KEY_ROW: n for n, KEY_ROW in enumerate((r.row for r in KEY.rows if r.indicator in names), 1)}
    built = sheet(order=names, codes=lambda code: numbers[code])
    document = read(full(built))
    assert rules(document) == ["template-outdated"]
    assert by_name(document)["members", "current"].value == values()["members", "current"]


def test_one_forgotten_date_is_no_old_form() -> None:
    assert rules(read(full(sheet(title=OLD_TITLE)))) == []
    assert rules(read(full(sheet(), as_of="01.01.2025"))) == []


def test_rows_numbered_anew_are_this_years_form() -> None:
    numbers = {row.row: n for n, row in enumerate(KEY.rows, 1)}
    assert rules(read(full(sheet(codes=lambda code: numbers[code])))) == []


LAST_YEAR = "2025 жылғы 1 қаңтардағы жағдай бойынша"


@pytest.mark.parametrize("version", ["2025.1", "v. 2025.1", "2025.2", 2025.1])
def test_a_version_cell_of_another_year_is_enough(version: Any) -> None:
    assert rules(read(full(sheet(), version=version))) == ["template-outdated"]


@pytest.mark.parametrize(
    "version", ["", "2026.1", "2026", "2025", "01.01.2025", "нысан 2025.1-ден кейінгі", "2026.2", "?", 1]
)
def test_a_version_that_says_no_other_year_plainly_is_none(version: Any) -> None:
    assert rules(read(full(sheet(), version=version))) == []


def test_title_and_cover_of_last_year_without_a_version_are_enough() -> None:
    built = sheet(title=LAST_YEAR)
    assert rules(read(full(built, version="", as_of="01.01.2025"))) == ["template-outdated"]
    assert rules(read(full(built, version="", as_of="01.01.2026"))) == []
    assert rules(read(full(built, version="2026.1", as_of="01.01.2025"))) == []
    assert rules(read(full(sheet(), version="", as_of="01.01.2025"))) == []
    old_note = [["ТҮСІНДІРМЕ ЖАЗБА"], [LAST_YEAR], *NOTE[4:]]
    assert rules(read(workbook({"Титул": cover(version=""), "Есеп": sheet().rows, "Түсіндірме": old_note}))) == []
