"""Workbooks in the XML format of Excel 2003: places, comments, formats, formulas, what is hidden."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from reading_returns import Sheet, assert_read, by_name, cover, read, rules, sheet, values

from workbooks.grids.xml_spreadsheet import in_a1

_HEAD = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"><Styles>'
    '<Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="named"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="heir" ss:Parent="p"/></Styles>'
)
_OPTIONS = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{}</WorksheetOptions>'


def _cell(value: Any, attributes: str = "", inside: str = "") -> str:
    if value in ("", None):
        return f"<Cell {attributes}>{inside}</Cell>"
    kind = "Number" if isinstance(value, int | float) else "String"
    return f'<Cell {attributes}><Data ss:Type="{kind}">{escape(str(value))}</Data>{inside}</Cell>'


def _rows(
    rows: list[list[Any]], changed: dict[tuple[int, int], str] | None = None, attributes: dict[int, str] | None = None
) -> str:
    return "".join(
        f"<Row {(attributes or {}).get(number, '')}>"
        + "".join((changed or {}).get((number, column)) or _cell(value) for column, value in enumerate(row))
        + "</Row>"
        for number, row in enumerate(rows)
    )


def _worksheet(name: str, rows: str, options: str = "", table: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table {table}>{rows}</Table>{_OPTIONS.format(options) if options else ""}</Worksheet>'


def _book(*worksheets: str) -> bytes:
    return (_HEAD + "".join(worksheets) + "</Workbook>").encode()


def _with_cells(built: Sheet, changed: dict[tuple[int, int], str], **more: Any) -> bytes:
    return _book(_worksheet("Есеп", _rows(built.rows, changed, more.get("attributes")), table=more.get("table", "")))


def test_the_cell_after_one_merged_to_the_right_stands_beside_it() -> None:
    built = sheet(right=1)
    rows = "".join(
        "<Row>"
        + (_cell(row[0]) if row else "")
        + "".join(_cell(x, 'ss:MergeAcross="1"' if n == 2 and len(row) > 4 else "") for n, x in enumerate(row[1:], 1))
        + "</Row>"
        for row in built.rows
    )
    built.places = {what: (row, column + 1) for what, (row, column) in built.places.items()}
    document = read(_book(_worksheet("Есеп", rows)), "есеп.xls")
    assert_read(document, built)
    assert rules(document) == []


def test_rows_below_a_merged_cell_go_on_where_they_say() -> None:
    built = sheet(columns=("label", "code", "prior", "current", "change"))
    first = built.places["working", "current"][0]
    for row in (first + 1, first + 2):
        built.rows[row][0] = ""
    changed = {(first, 0): _cell("Біріктірілген ұяшық", 'ss:MergeDown="2"')}
    rows = _rows(built.rows, changed)
    for row in (first + 1, first + 2):
        code = built.rows[row][1]
        rows = rows.replace(
            f'<Cell ></Cell><Cell ><Data ss:Type="Number">{code}<', f'<Cell ss:Index="2"><Data ss:Type="Number">{code}<'
        )
    assert_read(read(_book(_worksheet("Есеп", rows)), "есеп.xls"), built)


def test_the_words_of_a_comment_are_no_value() -> None:
    built, what = sheet(), ("women", "current")
    comment = '<Comment ss:Author="Асан"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>Асан:</B><Font>\nтізім бойынша</Font></ss:Data></Comment>'
    row, column = built.places[what]
    document = read(_with_cells(built, {(row, column): _cell(built.rows[row][column], "", comment)}), "есеп.xls")
    assert_read(document, built)
    assert [(n.source, n.indicator, n.text) for n in document.notes] == [("comment", "women", "Асан:\nтізім бойынша")]


@pytest.mark.parametrize("state", ["SheetHidden", "SheetVeryHidden"])
def test_a_hidden_sheet_is_no_candidate(state: str) -> None:
    built, other = sheet(), sheet(values(5000))
    hidden = _worksheet("Есеп (2)", _rows(other.rows), f"<Visible>{state}</Visible>")
    document = read(_book(hidden, _worksheet("Есеп", _rows(built.rows))), "есеп.xls")
    assert_read(document, built)
    assert rules(document) == []


@pytest.mark.parametrize("style", ["p", "named", "heir"])
def test_a_percent_format_shows_hundredths(style: str) -> None:
    built, place = sheet(), sheet().places["coverage", "current"]
    document = read(_with_cells(built, {place: _cell(0.964, f'ss:StyleID="{style}"')}), "есеп.xls")
    assert by_name(document)["coverage", "current"].value == 96.4


def test_the_style_of_a_row_and_of_a_column_counts() -> None:
    built, (row, column) = sheet(), sheet().places["coverage", "current"]
    built.rows[row][column] = 0.964
    of_row = _with_cells(built, {}, attributes={row: 'ss:StyleID="p"'})
    assert by_name(read(of_row, "есеп.xls"))["coverage", "current"].value == 96.4


def test_a_formula_without_a_result_is_computed_and_an_error_is_asked() -> None:
    built, figures = sheet(), values()
    members, staff = built.places["members", "current"], built.places["staff", "current"]
    changed = {
        members: '<Cell ss:Formula="=SUM(R[1]C:R[3]C)"/>',
        staff: '<Cell ss:Formula="=R1C1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>',
    }
    document = read(_with_cells(built, changed), "есеп.xls")
    found = by_name(document)
    assert found["members", "current"].value == sum(
        figures[x, "current"] for x in ("working", "students", "pensioners")
    )
    assert (found["staff", "current"].state, found["staff", "current"].raw) == ("unreadable", "#DIV/0!")
    assert rules(document) == ["cell-unreadable"]


@pytest.mark.parametrize("attribute", ['ss:Hidden="1"', 'ss:Height="0"', 'ss:AutoFitHeight="0" ss:Height="0.0"'])
def test_hidden_rows_are_asked(attribute: str) -> None:
    built = sheet()
    row = built.places["women", "current"][0]
    document = read(_with_cells(built, {}, attributes={row: attribute}), "есеп.xls")
    assert_read(document, built)
    assert [(x.rule, x.observed) for x in document.issues] == [("rows-hidden", str(row + 1))]


def test_rows_and_sheets_that_begin_further_on() -> None:
    built = sheet(down=3, right=1)
    rows = _rows([row[1:] for row in built.rows[3:]])
    document = read(
        _book(_worksheet("Титул", _rows(cover())), _worksheet("Есеп", rows, table='ss:TopCell="4" ss:LeftCell="2"')),
        "есеп.xls",
    )
    assert_read(document, built)
    assert document.cover.code == "test"


def test_dates_are_dates() -> None:
    page = _rows(cover()).replace('"String">19.01.2026<', '"DateTime">2026-01-19T00:00:00.000<')
    document = read(_book(_worksheet("Титул", page), _worksheet("Есеп", _rows(sheet().rows))), "есеп.xls")
    assert f"{document.cover.signed_on}" == "2026-01-19"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(R[1]C:R[3]C)", "SUM(E9:E11)"),
        ("RC[-1]-RC[-2]", "D8-C8"),
        ("R8C5+R1C", "E8+E1"),
        ("Есеп!R[1]C", "Есеп!E9"),
        ("R[-99]C", "#REF!"),
        ("SUM(E9:E11)", "SUM(E9:E11)"),
        ("R[99999999999]C", "#REF!"),
    ],
)
def test_relative_references_become_addresses(formula: str, expected: str) -> None:
    assert in_a1(formula, (7, 4)) == expected


@pytest.mark.slow
def test_a_sheet_without_end_is_refused() -> None:
    row = "<Row>" + _cell(1) * 256 + "</Row>"
    document = read(_book(*[_worksheet(f"Л{n}", row * 300) for n in range(14)]), "есеп.xls")
    assert [x.observed for x in document.issues] == ["too-large"]
    far = _book(
        _worksheet(
            "Есеп",
            '<Row ss:Index="99999999"><Cell ss:Index="16384" ss:MergeAcross="9999999"><Data ss:Type="Number">1</Data></Cell></Row>',
        )
    )
    assert rules(read(far, "есеп.xls")) == ["sheet-not-found"]
