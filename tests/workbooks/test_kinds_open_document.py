"""OpenDocument spreadsheets as several programs write them: white space, line breaks, repeated and covered cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from reading_returns import Sheet, assert_read, by_name, cover, read, rules, sheet, values

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
_STYLES = (
    '<office:automatic-styles><style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="flat" style:family="table-row"><style:table-row-properties style:row-height="0cm"/></style:style>'
    "</office:automatic-styles>"
)
Cells = dict[tuple[int, int], str]


def _cell(value: Any) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    lines = escape(str(value)).replace("\n", "<text:line-break/>")
    return f'<table:table-cell office:value-type="string"><text:p>{lines}</text:p></table:table-cell>'


def _rows(rows: list[list[Any]], changed: Cells | None = None, attributes: dict[int, str] | None = None) -> str:
    return "".join(
        f"<table:table-row {(attributes or {}).get(number, '')}>"
        + "".join((changed or {}).get((number, column)) or _cell(x) for column, x in enumerate(row or [""]))
        + "</table:table-row>"
        for number, row in enumerate(rows)
    )


def _table(name: str, rows: str, attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def _content(*tables: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.3">{_STYLES}'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )


def _ods(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def _return(built: Sheet, changed: Cells | None = None, attributes: dict[int, str] | None = None) -> str:
    return _content(_table("Титул", _rows(cover())), _table("Есеп", _rows(built.rows, changed, attributes)))


def _pretty(content: str) -> str:
    return (
        content.replace("><table:", ">\n    <table:")
        .replace("><text:p>", ">\n\t<text:p>")
        .replace("</text:p></", "</text:p>\n </")
    )


def _flat(content: str) -> str:
    return content.replace("document-content", "document").replace(
        "office:version", 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet" office:version'
    )


WRITERS: dict[str, Callable[[str], bytes]] = {
    "in one line": _ods,
    "pretty": lambda content: _ods(_pretty(content)),
    "flat": lambda content: _flat(content).encode(),
    "flat and pretty": lambda content: _flat(_pretty(content)).encode(),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_table_in_any_layout_of_the_xml(writer: str) -> None:
    built = sheet(down=1)
    document = read(WRITERS[writer](_return(built)), "есеп.fods" if "flat" in writer else "есеп.ods")
    assert_read(document, built)
    assert (rules(document), document.cover.code) == ([], "test")


def test_line_breaks_part_the_languages_of_a_label() -> None:
    built, russian, rows = sheet(), sheet(language="ru"), sheet().rows
    for row, (one, other) in enumerate(zip(built.rows, russian.rows, strict=True)):
        rows[row] = [x if not isinstance(x, str) or x == y else f"{x}\n{y}" for x, y in zip(one, other, strict=True)]
    page = [
        [*row[:1], row[1].replace("Ұйым коды", "Ұйым коды\nКод организации"), row[2]] if len(row) == 3 else row
        for row in cover()
    ]
    document = read(_ods(_content(_table("Титул", _rows(page)), _table("Есеп", _rows(rows)))), "есеп.ods")
    assert_read(document, built)
    assert document.cover.code == "test"


def test_percents_are_read_as_shown() -> None:
    built = sheet()
    percent = '<table:table-cell office:value-type="percentage" office:value="0.951"><text:p>95,1%</text:p></table:table-cell>'
    document = read(_ods(_return(built, {built.places["coverage", "current"]: percent})), "есеп.ods")
    assert by_name(document)["coverage", "current"].value == 95.1


@pytest.mark.parametrize(
    "formula",
    [
        "of:=SUM([.{a}:.{b}])",
        "oooc:=SUM([.{a}:.{b}])",
        "of:=SUM([$Есеп.{a}:.{b}])",
        "of:=SUM([$'Есеп'.{a}:$'Есеп'.{b}])",
        "msoxl:=SUM({a}:{b})",
    ],
)
@pytest.mark.parametrize("kind", ["", 'office:value-type="float"'])
def test_formulas_without_a_value_are_computed(formula: str, kind: str) -> None:
    built, figures = sheet(), values()
    text = formula.format(a=built.address("working", "current"), b=built.address("pensioners", "current"))
    cell = f'<table:table-cell table:formula="{text}" {kind}/>'
    document = read(_ods(_return(built, {built.places["members", "current"]: cell})), "есеп.ods")
    whole = sum(figures[x, "current"] for x in ("working", "students", "pensioners"))
    assert by_name(document)["members", "current"].value == whole


def test_repeated_and_covered_cells_keep_the_others_in_place() -> None:
    built = sheet(right=4)
    rows = _rows(built.rows).replace("<table:table-cell/>" * 4, '<table:table-cell table:number-columns-repeated="4"/>')
    assert "columns-repeated" in rows
    assert_read(read(_ods(_content(_table("Есеп", rows))), "есеп.ods"), built)
    built = sheet(columns=("code", "label", "gap", "unit", "prior", "current", "change"))
    covered = '<table:covered-table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:covered-table-cell>'
    changed = {}
    for (indicator, period), (row, _) in built.places.items():
        if period == "current" and indicator != "members":
            changed[row, 1] = _cell(built.rows[row][1]).replace(
                "<table:table-cell", '<table:table-cell table:number-columns-spanned="2"', 1
            )
            changed[row, 2] = covered
    document = read(_ods(_return(built, changed)), "есеп.ods")
    assert_read(document, built)
    assert rules(document) == []


def test_a_number_repeated_over_columns_and_rows_stands_in_each() -> None:
    built = sheet()
    row, column = built.places["women", "prior"]
    built.put("women", "prior", 5)
    built.put("women", "current", 5)
    twice = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
    rows = _rows(built.rows, {(row, column): twice, (row, column + 1): " "})
    figures = {**values(), ("women", "prior"): 5.0, ("women", "current"): 5.0}
    assert_read(read(_ods(_content(_table("Есеп", rows))), "есеп.ods"), built, figures)


@pytest.mark.parametrize(
    "attribute", ['table:visibility="collapse"', 'table:visibility="filter"', 'table:style-name="flat"']
)
def test_hidden_rows_are_asked(attribute: str) -> None:
    built = sheet()
    row = built.places["women", "current"][0]
    document = read(_ods(_return(built, attributes={row: attribute})), "есеп.ods")
    assert_read(document, built)
    assert [(x.rule, x.observed) for x in document.issues] == [("rows-hidden", str(row + 1))]


def test_a_hidden_sheet_is_no_candidate() -> None:
    built, other = sheet(), sheet(values(5000))
    tables = _table("Ескі", _rows(other.rows), 'table:style-name="unseen"'), _table("Есеп", _rows(built.rows))
    document = read(_ods(_content(*tables)), "есеп.ods")
    assert_read(document, built)
    assert rules(document) == []


def test_words_beside_the_cells_are_not_in_them() -> None:
    built = sheet()
    row, column = built.places["women", "current"]
    words = "<office:annotation><text:p>тізім</text:p><text:p>бойынша</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>Мүшелер саны өсті, себебі екі жаңа мектеп ашылды</text:p></draw:text-box></draw:frame>"
    cell = _cell(built.rows[row][column]).replace("<text:p>", f"{words}{box}<text:p>", 1)
    document = read(_ods(_return(built, {(row, column): cell})), "есеп.ods")
    assert_read(document, built)
    assert {(n.source, n.text) for n in document.notes} == {
        ("comment", "тізім\nбойынша"),
        ("sheet", "Мүшелер саны өсті, себебі екі жаңа мектеп ашылды"),
    }


def test_what_was_changed_or_linked_is_not_read() -> None:
    built = sheet()
    other = _table("Есеп", _rows(sheet(values(5000)).rows))
    content = _content(
        f"<table:tracked-changes>{other}</table:tracked-changes>",
        _table("Есеп", _rows(built.rows)),
        f"<table:dde-links>{other}</table:dde-links>",
    )
    document = read(_ods(content), "есеп.ods")
    assert_read(document, built)
    assert rules(document) == []


def test_a_cell_repeated_without_end_does_no_harm() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert [x.observed for x in read(_ods(_content(_table("Есеп", row))), "есеп.ods").issues] == ["too-large"]
    empty = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    built = sheet()
    assert_read(read(_ods(_content(_table("Есеп", _rows(built.rows) + empty))), "есеп.ods"), built)
    nested = "<draw:g>" * 20_000 + "</draw:g>" * 20_000
    assert_read(read(_ods(_content(_table("Есеп", _rows(built.rows) + nested))), "есеп.ods"), built)
