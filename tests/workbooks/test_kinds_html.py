"""Pages that programs save as workbooks: the stored number counts, not its rounded or grouped show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from reading_returns import Sheet, assert_read, by_name, read, rules, sheet, values

STORED: dict[str, Callable[[float], str]] = {
    "Excel": lambda x: f'x:num="{x:g}"',
    "LibreOffice": lambda x: f'sdval="{x:g}" sdnum="1049;0;#,##0"',
    "SheetJS": lambda x: f'data-t="n" data-v="{x:g}"',
    "another": lambda x: f"data-value='{x:g}'",
    "Google": lambda x: f"data-sheets-value='{json.dumps({'1': 3, '3': x})}'",
}


def _page(
    built: Sheet, stored: Callable[[float], str], shown: Callable[[float], str], rows: dict[int, str] | None = None
) -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, int | float):
            return f"<td {stored(float(value))}>{shown(float(value))}</td>"
        return f"<td>{value}</td>"

    lines = "".join(
        f"<tr {(rows or {}).get(number, '')}>{''.join(map(cell, row))}</tr>" for number, row in enumerate(built.rows)
    )
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset="utf-8"><table>{lines}</table></html>'.encode()


@pytest.mark.parametrize("program", STORED)
@pytest.mark.parametrize("shown", ["{:,.0f}", "{:.0f}", "{: .0f}", "<b>{:,.0f}</b>", "####"])
def test_the_stored_number_counts(program: str, shown: str) -> None:
    built = sheet()
    document = read(_page(built, STORED[program], shown.format), "есеп.xls")
    assert_read(document, built)
    assert rules(document) == []


@pytest.mark.parametrize("program", STORED)
def test_a_percent_is_read_as_shown(program: str) -> None:
    built = sheet()
    built.put("coverage", "current", 0.951)
    document = read(_page(built, STORED[program], lambda x: f"{x:.1%}" if 0 < x < 1 else f"{x:g}"), "есеп.xls")
    assert by_name(document)["coverage", "current"].value == 95.1


def test_a_hidden_fraction_of_a_person_is_asked() -> None:
    built = sheet()
    built.put("women", "current", 1234.6)
    document = read(_page(built, STORED["Excel"], lambda x: f"{x:.0f}" if x > 100 else f"{x:g}"), "есеп.xls")
    figure = by_name(document)["women", "current"]
    assert (figure.state, figure.proposed, figure.repair) == ("proposed", 1235.0, "hidden-decimals")


@pytest.mark.parametrize(
    "cell",
    [
        '<td x:num="46023">01.01.2026</td>',
        '<td sdval="46023" sdnum="1049;0;DD.MM.YYYY">01.01.2026</td>',
        '<td data-t="n" data-v="46023" data-z="dd.mm.yyyy">01.01.2026</td>',
    ],
)
def test_a_date_stays_what_is_shown(cell: str) -> None:
    built = sheet(header=("Код", "Көрсеткіш", "Бірлік", "01.01.2025", "01.01.2026", "+/-", "Себебі"))
    data = _page(built, STORED["Excel"], lambda x: f"{x:g}").decode().replace("<td>01.01.2026</td>", cell)
    assert_read(read(data.encode(), "есеп.xls"), built)


def test_errors_are_asked() -> None:
    built, figures = sheet(), values()
    data = _page(built, STORED["Excel"], lambda x: f"{x:g}").decode()
    number = f"{figures['staff', 'current']:g}"
    data = data.replace(f'<td x:num="{number}">{number}</td>', '<td x:err="#REF!">#REF!</td>')
    document = read(data.encode(), "есеп.xls")
    assert [(x.rule, x.observed) for x in document.issues] == [("cell-unreadable", "#REF!")]


@pytest.mark.parametrize(
    "attribute",
    ["style='display:none'", "height=0 style='height:0pt'", "hidden", 'style="mso-height-source:userset;height:0"'],
)
def test_hidden_rows_are_asked(attribute: str) -> None:
    built = sheet()
    row = built.places["women", "current"][0]
    document = read(_page(built, STORED["Excel"], lambda x: f"{x:g}", {row: attribute}), "есеп.xls")
    assert_read(document, built)
    assert [(x.rule, x.observed) for x in document.issues] == [("rows-hidden", str(row + 1))]


def test_nonsense_beside_a_number_does_no_harm() -> None:
    built = sheet()
    page = _page(built, lambda x: 'x:num="1e99999" data-sheets-value="[[[["', lambda x: f"{x:g}")
    assert_read(read(page, "есеп.xls"), built)
