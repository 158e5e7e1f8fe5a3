"""Binary workbooks of Excel and of other programs: short records, errors, formats, comments, what is hidden."""

from __future__ import annotations

import struct

import pytest
from binary_writer import book, record, sheet_part, text
from reading_returns import NOTE, assert_read, by_name, cover, read, rules, sheet, values


@pytest.mark.parametrize("short", [False, True])
def test_long_and_short_records_are_read_alike(short: bool) -> None:
    built = sheet(right=1)
    parts = {
        "Титул": sheet_part(cover(), short=short),
        "Есеп": sheet_part(built.rows, short=short),
        "Түсіндірме": sheet_part(NOTE, short=short),
    }
    document = read(book(parts), "есеп.xlsb")
    assert_read(document, built)
    assert (rules(document), document.cover.code) == ([], "test")
    assert [note.source for note in document.notes] == ["sheet"]


@pytest.mark.parametrize("short", [False, True])
def test_errors_typed_and_computed_are_asked(short: bool) -> None:
    built = sheet()
    built.put("women", "current", "#N/A")
    built.put("staff", "current", "#DIV/0!")
    data = book({"Есеп": sheet_part(built.rows, short=short, formulas=[built.places["staff", "current"]])})
    document = read(data, "есеп.xlsb")
    assert sorted((x.rule, x.indicator, x.observed) for x in document.issues) == [
        ("cell-unreadable", "staff", "#DIV/0!"),
        ("cell-unreadable", "women", "#N/A"),
    ]
    assert by_name(document)["students", "current"].value == values()["students", "current"]


def test_percents_and_dates_are_read_as_shown() -> None:
    built, page = sheet(), cover(signed=46041.0)
    built.put("coverage", "current", 0.951)
    signed = (len(page) - 1, 2)
    parts = {
        "Титул": sheet_part(page, styles={signed: 2}),
        "Есеп": sheet_part(built.rows, styles={built.places["coverage", "current"]: 1}),
    }
    document = read(book(parts, formats=["0.0%", "dd\\.mm\\.yyyy"]), "есеп.xlsb")
    assert by_name(document)["coverage", "current"].value == 95.1
    assert f"{document.cover.signed_on}" == "2026-01-19"


def test_hidden_rows_are_asked_and_hidden_sheets_are_not_read() -> None:
    built, other = sheet(), sheet(values(5000))
    row = built.places["women", "current"][0]
    data = book({"Ескі": sheet_part(other.rows), "Есеп": sheet_part(built.rows, hidden=[row])}, hidden=["Ескі"])
    document = read(data, "есеп.xlsb")
    assert_read(document, built)
    assert [(x.rule, x.observed) for x in document.issues] == [("rows-hidden", str(row + 1))]


def test_a_cell_merged_over_both_years_is_asked() -> None:
    built = sheet()
    row, column = built.places["women", "prior"]
    built.put("women", "current", "")
    data = book({"Есеп": sheet_part(built.rows, merged=[(row, column, row, column + 1)])})
    document = read(data, "есеп.xlsb")
    assert {x.repair for x in document.figures if x.indicator == "women" and x.period != "change"} == {"merged-cells"}


def test_comments_are_notes() -> None:
    built = sheet()
    row, column = built.places["women", "current"]
    comment = record(635, struct.pack("<5L", 0, row, row, column, column) + bytes(16)) + record(
        637, b"\x00" + text("Тізім бойынша")
    )
    document = read(book({"Есеп": sheet_part(built.rows)}, comments=comment), "есеп.xlsb")
    assert [(n.source, n.indicator, n.text) for n in document.notes] == [("comment", "women", "Тізім бойынша")]


def test_records_cut_short_are_refused() -> None:
    part = sheet_part(sheet().rows)
    for cut in (len(part) // 3, len(part) // 2 + 1, len(part) - 200):
        document = read(book({"Есеп": part[:cut]}), "есеп.xlsb")
        assert rules(document) in (["workbook-unreadable"], ["sheet-not-found"], [])
    assert rules(read(book({"Есеп": b"\x80" * 50}), "есеп.xlsb")) == ["workbook-unreadable"]
