"""The number grammar, cell by cell: what is read, what is proposed, what is unreadable; and formulas without a result."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_returns import by_name, full, read, rules, sheet, values

from workbooks.text.number_grammar import read_figure

SPACES = ["\u0020", "\u00a0", "\u202f", "\u2009", "\u2007", "\u3000", "\t"]
READ = [
    ("590 740", 590740),
    ("590\u00a0740", 590740),
    ("590\u202f740", 590740),
    ("1 082", 1082),
    ("'102", 102),
    ("  17 ", 17),
    ("102\u00a0", 102),
    ("16 адам", 16),
    ("587 чел.", 587),
    ("587 чел", 587),
    ("3 человека", 3),
    ("1\u00a0082 адам", 1082),
    ("16 бірлік", 16),
    ("−712", -712),
    ("– 712", -712),
    ("+712", 712),
    ("минус 712", -712),
    ("12\u200b345", 12345),
    ("１２３", 123),
    ("12 034,00", 12034),
    ("18063.0", 18063),
    ("0", 0),
    ("007", 7),
    ("590,74", 590.74),
    ("0.73", 0.73),
    ("0,731", 0.731),
    ("11.08", 11.08),
    ("1'234", 1234),
    ("«45»", 45),
]
PROPOSED = [
    ("5 907 40", 590740),
    ("590,740", 590740),
    ("590.740", 590740),
    ("1.234.567", 1234567),
    ("1О 892", 10892),
    ("l698", 1698),
    ("З77О2", 37702),
    ("165О", 1650),
    ("б5", 65),
    ("жоқ", 0),
    ("нет", 0),
    ("–", 0),
    ("-", 0),
    ("О", 0),
    ("115 420 (барлығы)", 115420),
    ("1698*", 1698),
    ("1698¹", 1698),
    ("590,7 тыс.", 590700),
    ("12 мың адам", 12000),
    ("(1 698)", 1698),
    ("1 698.", 1698),
    ("32?690", 32690),
]
NO_DATA = ["…", "...", "х", "X", "Х", "н/д", "нет данных", "дерек жоқ"]
UNREADABLE = [
    "#REF!",
    "#ССЫЛКА!",
    "#ДЕЛ/0!",
    "74,6 %",
    "75%",
    "1-2",
    "01.02.2026",
    "12/15",
    "сегодня",
    "16 адам 12",
    "1e5",
    "½",
    "590740 (2025: 589000)",
    "9" * 20,
    "1,2,3",
    "=1+2",
    "١٢",
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_lossless_repairs_are_made(text: str, value: float) -> None:
    reading = read_figure(text, "persons")
    assert (reading.state, reading.value, reading.proposed) == ("read", value, None)
    assert reading.repair


@pytest.mark.parametrize(("text", "value"), PROPOSED)
def test_lossy_repairs_are_proposed_and_not_made(text: str, value: float) -> None:
    reading = read_figure(text, "persons")
    assert (reading.state, reading.value, reading.proposed) == ("proposed", None, value)
    assert reading.repair


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_number_is_unreadable(text: str) -> None:
    assert read_figure(text, "persons").state == "unreadable"


@pytest.mark.parametrize("text", NO_DATA)
def test_a_mark_of_no_data_waits_for_the_senders_word_and_proposes_nothing(text: str) -> None:
    reading = read_figure(text, "persons")
    assert (reading.state, reading.value, reading.proposed, reading.repair) == ("proposed", None, None, "no-data")


@pytest.mark.parametrize("indicator", ["members", "enrolled"])
def test_a_mark_of_no_data_is_asked_about_in_every_cell(indicator: str) -> None:
    document, figure = _one("х", indicator=indicator)
    assert (figure.state, figure.value, figure.proposed) == ("proposed", None, None)
    assert [(x.rule, x.observed, x.expected, dict(x.parameters)["val"]) for x in document.issues] == [
        ("cell-repaired", "х", "", "…")
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("423 адамға азайды", -423),
        ("423 адамға артты", 423),
        ("1 423 бірлікке көбейді", 1423),
        ("на 423 чел. меньше", -423),
        ("на 12 ед. больше", 12),
        ("423 адамға аз", -423),
        ("азайды 423 адамға", -423),
        ("снизилось на 5 человек", -5),
    ],
)
def test_a_change_in_words_may_name_its_unit(text: str, value: float) -> None:
    reading = read_figure(text, "persons", change=True)
    assert (reading.state, reading.value) == ("read", value)
    assert reading.repair
    assert read_figure(text, "persons").state == "unreadable"


@pytest.mark.parametrize("value", ["", "  ", "\u00a0", None])
def test_an_empty_cell_is_never_zero(value: Any) -> None:
    assert read_figure(value, "persons").state == "empty"


@pytest.mark.parametrize("value", [True, dt.date(2026, 2, 2), dt.time(1), float("nan"), float("inf"), 1e18])
def test_other_types_are_unreadable(value: Any) -> None:
    assert read_figure(value, "persons").state == "unreadable"


@pytest.mark.parametrize(
    ("text", "value"), [("97,4", 97.4), ("97.4 %", 97.4), ("97,41%", 97.41), ("-0,7 п.п.", -0.7), ("95", 95)]
)
def test_percent_rows_take_decimals_and_signs_of_percent(text: str, value: float) -> None:
    assert read_figure(text, "%", change=True).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 698 (азайды)", -1698),
        ("(1 698)", -1698),
        ("минус 1698", -1698),
        ("рост на 712", 712),
        ("↓ 12", -12),
        ("+5", 5),
        ("712-ге артты", 712),
        ("снижение на 1 698", -1698),
    ],
)
def test_a_change_may_give_its_sign_in_words(text: str, value: float) -> None:
    reading = read_figure(text, "persons", change=True)
    assert (reading.state, reading.value) == ("read", value)


@given(st.integers(0, 10**9), st.sampled_from(SPACES), st.sampled_from(["", " адам", "\u00a0чел.", " "]))
def test_any_grouping_of_any_number_is_read(number: int, space: str, suffix: str) -> None:
    text = f"{number:,}".replace(",", space) + suffix
    assert read_figure(text, "persons").value == number


@given(st.text(max_size=12), st.sampled_from(["persons", "units", "%"]), st.booleans())
def test_any_text_gets_one_of_four_outcomes(text: str, unit: str, change: bool) -> None:
    reading = read_figure(text, unit, change=change)
    assert (reading.value is not None) == (reading.state == "read")
    assert (reading.proposed is not None) == (reading.state == "proposed" and reading.repair != "no-data")
    if reading.state == "read":
        assert any(x.isdigit() for x in text)


@given(st.integers(1, 10**7), st.integers(0, 6), st.sampled_from("0ОоЗзlIб.,¹*-/"))
def test_a_foreign_sign_within_a_number_never_makes_another_number_of_it(number: int, place: int, sign: str) -> None:
    """Either the digits that stand there are what is read, or nothing is."""
    text = str(number)
    text = text[:place] + sign + text[place:]
    reading = read_figure(text, "persons")
    if reading.state == "read" and reading.value is not None:
        assert (
            f"{reading.value:.10f}".strip("0").strip(".") in text.replace(",", ".").strip("0.")
            or float(text.replace(",", ".")) == reading.value
        )


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_stored_numbers_stay_themselves(number: float) -> None:
    reading = read_figure(number, "persons")
    if reading.value is not None:
        assert reading.value == pytest.approx(number, abs=1e-9, rel=1e-12)


def _one(value: Any, change: Any = None, indicator: str = "working") -> Any:
    built = sheet()
    built.put(indicator, "current", value)
    document = read(full(built, change))
    return document, by_name(document)[indicator, "current"]


def test_raw_is_the_text_as_it_stands() -> None:
    assert _one("1\u00a0082 адам")[1].raw == "1\u00a0082 адам"
    assert _one(18063)[1].raw == "18063"
    assert _one(95.1, indicator="coverage")[1].raw == "95.1"
    assert _one(0.1 + 0.2, indicator="coverage")[1].value == 0.3


def test_issues_of_cells_give_what_their_messages_need() -> None:
    document, figure = _one("165О")
    issue = document.issues[0]
    assert (issue.rule, issue.sheet, issue.cell, issue.indicator) == ("cell-repaired", "Есеп", figure.cell, "working")
    assert dict(issue.parameters) | {"why": ""} == {"cell": figure.cell, "raw": "165О", "val": "1650", "why": ""}
    document, figure = _one(dt.datetime(2026, 2, 2))
    assert [(x.rule, x.observed) for x in document.issues] == [("cell-unreadable", "2026-02-02")]


def _format(number_format: str, indicator: str = "working") -> Any:
    cell = sheet().address(indicator, "current")

    def change(book: Any) -> None:
        book["Есеп"][cell].number_format = number_format

    return change


def test_number_formats_that_show_something_else() -> None:
    hidden = _one(590740.6, _format("#,##0"))[1]
    assert (hidden.state, hidden.proposed, hidden.repair) == ("proposed", 590741, "hidden-decimals")
    assert _one(590740.6, _format("#,##0.0"))[1].value == 590740.6
    assert _one(0.73, _format("0%"))[1].value == 0.73
    assert _one(1, _format("0%"))[1].state == "unreadable"
    assert _one(0.951, _format("0.0%", "coverage"), "coverage")[1].value == 95.1
    assert _one(16, _format('0" адам"'))[1].value == 16
    assert _one(16, _format('"590 741"'))[1].state == "proposed"


def test_simple_formulas_without_a_result_are_computed() -> None:
    built = sheet()
    first, last = built.address("working", "current"), built.address("pensioners", "current")
    figures = values()
    total = sum(figures[x, "current"] for x in ("working", "students", "pensioners"))
    cases = {
        f"=SUM({first}:{last})": total,
        f"={first}+{last}": figures["working", "current"] + figures["pensioners", "current"],
        f"=ROUND(100*{first}/{last},1)": round(
            100 * figures["working", "current"] / figures["pensioners", "current"], 1
        ),
        f"=SUM({first},{last},-5)*2": 2 * (figures["working", "current"] + figures["pensioners", "current"] - 5),
        f'=IF(COUNT({first}:{last})=3,SUM({first}:{last}),"")': total,
        f"=IFERROR({first}/0,7)": 7,
    }
    for formula, expected in cases.items():
        figure = _one(formula, indicator="members")[1]
        assert (figure.state, figure.value, figure.repair) == ("read", expected, "formula-computed"), formula
        assert figure.raw == formula


@pytest.mark.parametrize(
    "formula",
    [
        "=#REF!+1",
        "=VLOOKUP(A1,B1:C9,2)",
        "=[1]Sheet1!E8",
        "=Лист2!A1",
        "=E7",
        "=E7+E8",
        "=1/0",
        '="а"',
        "=SUM(A1:XFD1048576)",
        '=INDIRECT("A1")',
        "=((((",
        "=" + "(" * 200 + "1" + ")" * 200,
        "=SUM(B8:B9)*B8",
    ],
)
def test_other_formulas_without_a_result_are_unreadable(formula: str) -> None:
    assert _one(formula, indicator="members")[1].state == "unreadable"


@pytest.mark.parametrize(
    "formula", ["SUM({0}:{1})", "SUBTOTAL(9,{0}:{1})", "SUM(Есеп!{0}:Есеп!{1})", "SUM('Есеп'!{0}:{1})"]
)
def test_a_sum_counts_the_numbers_typed_as_text(formula: str) -> None:
    built, figures = sheet(), values()
    built.put("working", "current", "1 000 адам")
    first, last = built.address("working", "current"), built.address("pensioners", "current")
    built.put("members", "current", "=" + formula.format(first, last))
    found = by_name(read(full(built)))
    expected = 1000 + figures["students", "current"] + figures["pensioners", "current"]
    assert (found["members", "current"].state, found["members", "current"].value) == ("read", expected)


def test_references_may_name_their_own_sheet_and_no_other() -> None:
    built, figures = sheet(), values()
    one, two = built.address("working", "current"), built.address("students", "current")
    built.put("members", "current", f"=Есеп!{one}+'Есеп'!{two}")
    built.put("women", "current", f"=Титул!{one}")
    found = by_name(read(full(built)))
    assert found["members", "current"].value == figures["working", "current"] + figures["students", "current"]
    assert found["women", "current"].state == "unreadable"


def test_a_subtotal_leaves_out_subtotals_and_is_doubtful_with_hidden_rows() -> None:
    built, figures = sheet(), values()
    first, last = built.address("working", "current"), built.address("pensioners", "current")
    built.put("students", "current", f"=SUBTOTAL(9,{first}:{first})")
    built.put("members", "current", f"=SUBTOTAL(9,{first}:{last})")
    found = by_name(read(full(built)))
    assert found["members", "current"].value == figures["working", "current"] + figures["pensioners", "current"]

    def hide(book: Any) -> None:
        book["Есеп"].row_dimensions[int(first[1:])].hidden = True

    assert by_name(read(full(built, hide)))["members", "current"].state == "unreadable"


@pytest.mark.parametrize(("text", "meant"), [("30 29О", 30290), ("–", 0), ("…", None)])
def test_a_formula_over_a_cell_that_waits_is_no_question_of_its_own(text: str, meant: float | None) -> None:
    built, figures = sheet(), values()
    cell = built.put("working", "current", text)
    last = built.address("pensioners", "current")
    built.put("working", "change", f"={cell}-{built.address('working', 'prior')}")
    built.put("members", "current", f"=SUM({cell}:{last})")
    document = read(full(built))
    found = by_name(document)
    others = figures["students", "current"] + figures["pensioners", "current"]
    for what, more in ((("working", "change"), -figures["working", "prior"]), (("members", "current"), others)):
        expected = None if meant is None else meant + more
        assert (found[what].state, found[what].value, found[what].proposed) == ("proposed", None, expected)
    assert [(x.rule, x.cell) for x in document.issues] == [("cell-repaired", cell)]


def test_a_formula_over_an_unreadable_cell_is_unreadable() -> None:
    built = sheet()
    cell = built.put("working", "current", "16 адам 12")
    built.put("members", "current", f"=SUM({cell}:{built.address('pensioners', 'current')})")
    found = by_name(read(full(built)))
    assert found["members", "current"].state == "unreadable"


def test_error_cells_in_any_language() -> None:
    for text in ("#REF!", "#DIV/0!", "#N/A"):
        document, figure = _one(text)
        assert (figure.state, figure.raw) == ("unreadable", text)
        assert rules(document) == ["cell-unreadable"]


def test_a_value_merged_over_both_years_is_asked_about() -> None:
    built = sheet()
    first, second = built.address("women", "prior"), built.address("women", "current")
    built.put("women", "current", "")

    def merge(book: Any) -> None:
        book["Есеп"].merge_cells(f"{first}:{second}")

    document = read(full(built, merge))
    found = by_name(document)
    assert [found["women", period].state for period in ("prior", "current")] == ["proposed", "proposed"]
    assert [found["women", period].proposed for period in ("prior", "current")] == [values()["women", "prior"]] * 2


def test_a_value_merged_over_this_year_and_the_change_is_this_years() -> None:
    built = sheet()
    first, second = built.address("women", "current"), built.address("women", "change")
    built.put("women", "change", "")

    def merge(book: Any) -> None:
        book["Есеп"].merge_cells(f"{first}:{second}")

    document = read(full(built, merge))
    assert by_name(document)["women", "current"].value == values()["women", "current"]
    assert rules(document) == []


def test_a_blank_change_is_no_question() -> None:
    built = sheet()
    for name, period in built.places:
        if period == "change":
            built.put(name, "change", "")
    assert rules(read(full(built))) == []
