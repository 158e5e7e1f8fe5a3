"""Text tables: line ends, damaged bytes, code pages, and rows that are out of step with the header."""

from __future__ import annotations

import csv
import io

import pytest
from reading_returns import FORM, Sheet, assert_read, by_name, cover, read, rules, sheet, values

from workbooks.files import decoded


def _text(built: Sheet, separator: str = ";", end: str = "\r\n", *, with_cover: bool = True) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    rows = ([*cover(), []] if with_cover else []) + built.rows
    writer.writerows([[f"{x:g}" if isinstance(x, float) else x for x in row] for row in rows])
    return stream.getvalue()


def _below_cover(built: Sheet) -> Sheet:
    down = len(cover()) + 1
    return Sheet(built.rows, {what: (row + down, column) for what, (row, column) in built.places.items()})


@pytest.mark.parametrize(
    ("end", "within"),
    [(end, within) for end in ("\r", "\n", "\r\n") for within in ("\n", "\r", "\r\n", "\x0b") if within != end],
)
def test_lines_end_as_they_end_whatever_stands_within_a_cell(end: str, within: str) -> None:
    built = sheet()
    for row in built.rows:
        if len(row) > 5 and isinstance(row[1], str) and row[0]:
            row[1] = f"{row[1]}¶{row[1]}"
    text = _text(built, end=end).replace("¶", within)
    document = read(text.encode(), "есеп.csv")
    assert_read(document, _below_cover(built))
    assert (rules(document), document.cover.code) == ([], "test")


@pytest.mark.parametrize("byte", [b"\xff", b"\xd2", b"\x98", b"\xd0\xff"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_few_damaged_bytes_do_not_change_the_encoding(byte: bytes, language: str) -> None:
    built = sheet(language=language)
    lines = _text(built).encode().split(b"\r\n")
    for number in (3, 18, 22, 30):
        half = len(lines[number]) // 2
        lines[number] = lines[number][:half] + byte + lines[number][half:]
    document = read(b"\r\n".join(lines), "есеп.csv")
    assert_read(document, _below_cover(built))


def test_a_space_of_another_code_page_within_a_number_is_a_space() -> None:
    built = sheet(values(120_000))
    data = _text(built).encode().replace(b"120000", b"120\xa0000")
    assert b"\xa0" in data
    assert by_name(read(data, "есеп.csv"))["members", "current"].value == 120_000


@pytest.mark.parametrize("encoding", ["mac_cyrillic", "iso8859-5", "koi8-r", "cp866", "cp1251", "kz1048", "ptcp154"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_code_page_of_cyrillic(encoding: str, language: str) -> None:
    built = sheet(language=language)
    data = _text(built).encode(encoding, "replace")
    assert decoded(data) == data.decode(encoding)
    document = read(data, "есеп.csv")
    assert_read(document, _below_cover(built))
    assert (document.cover.code, document.cover.as_of is not None) == ("test", True)


def _unquoted(built: Sheet, decimal: str = ",") -> str:
    return "\n".join(
        ",".join(
            f"{x:g}".replace(".", decimal) if isinstance(x, float) else f'"{x}"' if "," in str(x) else str(x)
            for x in row
        )
        for row in built.rows
    )


def test_decimal_commas_between_commas_are_asked_and_shift_nothing() -> None:
    built = sheet()
    document = read(_unquoted(built).encode(), "есеп.csv")
    found = by_name(document)
    for what, value in values().items():
        right = (found[what].state, found[what].value)
        assert right == (("unreadable", None) if what[0] == "coverage" else ("read", value)), what
    assert [x.rule for x in document.issues] == ["cell-unreadable"] * 3
    assert "94,1,95,5" in document.issues[0].observed


def _shorn(built: Sheet) -> Sheet:
    """The table without the commas that its own labels have."""
    built.rows = [[x.replace(",", "") if isinstance(x, str) else x for x in row] for row in built.rows]
    return built


def test_a_comma_in_an_unquoted_label_is_asked() -> None:
    built = _shorn(sheet())
    row = built.places["women", "current"][0]
    built.rows[row][1] = built.rows[row][1].replace(" ", ", ", 1)
    found = by_name(read(_unquoted(built, ".").replace('"', "").encode(), "есеп.csv"))
    assert {found["women", period].value for period in ("prior", "current", "change")} == {None}
    assert found["students", "current"].value == values()["students", "current"]


def test_words_with_a_comma_after_the_figures_are_no_doubt() -> None:
    built = _shorn(sheet())
    row = built.places["women", "current"][0]
    built.rows[row][6] = "өсті, себебі жаңа мектеп ашылды"
    document = read(_unquoted(built, ".").replace('"', "").encode(), "есеп.csv")
    assert_read(document, built)
    assert rules(document) == []


def test_a_header_out_of_step_names_no_columns() -> None:
    built = _shorn(sheet())
    header = next(row for row in built.rows if len(row) == 7)
    header[:] = ["Код", "Показатель", "Ед", "Прошлый год, 2025", "Отчётный год, 2026", "Разница", "Причина"]
    document = read(_unquoted(built, ".").replace('"', "").encode(), "есеп.csv")
    assert_read(document, built)


def test_decimals_apart_in_every_row_are_asked() -> None:
    built = sheet()
    built.rows = [[f"{x:.2f}".replace(".", ",") if isinstance(x, float) else x for x in row] for row in built.rows]
    text = "\n".join(
        ",".join(f'"{x}"' if isinstance(x, str) and not x[:1].isdigit() and x[:1] != "-" else str(x) for x in row)
        for row in built.rows
    )
    document = read(text.encode(), "есеп.csv")
    assert len(document.figures) > 100
    assert {x.value for x in document.figures} == {None}


def test_a_column_without_a_heading_is_no_doubt() -> None:
    built = sheet()
    for row, _ in built.places.values():
        built.rows[row] = [*built.rows[row][:7], "тексерілді", 1]
    document = read(_text(built, with_cover=False).encode(), "есеп.csv")
    assert_read(document, built)
    assert "cell-unreadable" not in rules(document)


def test_a_dash_that_an_encoding_lost_is_no_letter() -> None:
    built = sheet(label=lambda x: f"  – {FORM.indicators[x].label['kk']}" + " – барлығы" * (x == "left"), codes=None)
    data = _text(built, with_cover=False).encode("iso8859-5", "replace")
    assert_read(read(data, "есеп.csv"), built)


def test_long_words_of_a_code_page_are_no_damage() -> None:
    data = ("101;" + "ұйымдастырушылардың" * 3 + ";адам;1;2;1\n").encode("kz1048") * 50
    assert decoded(data) == data.decode("kz1048")
