"""The table is found by what it holds: codes, labels in any language, sections, order; wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from reading_returns import (
    FORM,
    HEADERS,
    KEY,
    ROWS,
    Sheet,
    assert_read,
    by_name,
    full,
    read,
    rules,
    sheet,
    values,
    workbook,
)


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(("down", "right"), [(0, 0), (3, 0), (0, 2), (11, 5)])
def test_wherever_the_table_stands(language: str, down: int, right: int) -> None:
    built = sheet(language=language, down=down, right=right)
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []
    assert {figure.sheet for figure in document.figures} == {"Есеп"}


@pytest.mark.parametrize(
    "codes",
    [
        str,
        lambda code: f"{code} ",
        lambda code: f"{code}-жол",
        lambda code: f"стр. {code}",
        lambda code: f"{code}.0",
        None,
    ],
    ids=["text", "padded", "жол", "стр", "float-text", "none"],
)
def test_codes_in_any_writing_or_none(codes: Any) -> None:
    built = sheet(codes=codes)
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []


def _both(name: str) -> str:
    return f"{FORM.indicators[name].kk} / {FORM.indicators[name].ru}"


def _alias(name: str) -> str:
    aliases = FORM.indicators[name].aliases
    return (aliases[-1] if aliases else FORM.indicators[name].ru).capitalize()


LABELS = {
    "both": _both,
    "two lines": lambda name: f"{FORM.indicators[name].kk}\n{FORM.indicators[name].ru}",
    "alias": _alias,
    "upper": lambda name: FORM.indicators[name].kk.upper(),
    "dashes": lambda name: f"  – {FORM.indicators[name].kk.replace('–', '-')}:",
    "numbered": lambda name: f"{ROWS[name].row}. {FORM.indicators[name].kk}",
    "latin lookalikes": lambda name: FORM.indicators[name].kk.translate(str.maketrans("аеосрхіАК", "aeocpxiAK")),
    "with unit": lambda name: f"{FORM.indicators[name].ru}, чел.",
    "kz font": lambda name: FORM.indicators[name].kk.translate(str.maketrans("қҚәғңұүө", "ќЌјєѕўїґ")),
    "lost letters": lambda name: FORM.indicators[name].kk.translate(str.maketrans("қҚәғңұүөһ", "?????????")),
    "without kazakh letters": lambda name: FORM.indicators[name].kk.translate(
        str.maketrans("қҚәғңұүөһі", "кКагнууохи")
    ),
}


@pytest.mark.parametrize("writing", LABELS)
@pytest.mark.parametrize("codes", [lambda code: code, None], ids=["codes", "no codes"])
def test_labels_in_any_writing(writing: str, codes: Any) -> None:
    built = sheet(label=LABELS[writing], codes=codes)
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []


def test_rows_in_another_order() -> None:
    built = sheet(order=sorted(ROWS, key=lambda name: hash(name) % 97))
    assert_read(read(full(built)), built)


def test_equal_labels_are_told_apart_by_section_or_order() -> None:
    for sections in (True, False):
        built = sheet(codes=None, sections=sections)
        found = by_name(read(full(built)))
        for name in ("women", "chairs_women", "staff_women", "chairs_under_35", "staff_under_35"):
            assert found[name, "current"].cell == built.address(name, "current")


def test_equal_labels_out_of_order_and_without_codes_are_not_guessed() -> None:
    built = sheet(order=sorted(ROWS), codes=None)
    found = by_name(read(full(built)))
    for name in ROWS:
        assert found[name, "current"].cell in ("", built.address(name, "current"))


def test_two_rows_that_claim_one_line_are_a_question() -> None:
    for codes in (int, None):
        built = sheet(codes=codes)
        row = built.places["students", "current"][0]
        built.rows.insert(row + 1, [*built.rows[row][:3], 5, 6])
        document = read(full(built))
        assert [(x.rule, x.indicator) for x in document.issues] == [("table-ambiguous", "students")]


def test_an_own_row_elsewhere_with_a_rows_label_is_passed_over() -> None:
    built = sheet(codes=None)
    row = built.places["working", "current"][0]
    built.rows.insert(row + 1, ["", "әйелдер", "", 5, 6])
    built.places = {what: (r + (r > row), c) for what, (r, c) in built.places.items()}
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []


def test_own_rows_are_passed_over() -> None:
    built = sheet()
    for name in ("working", "women", "trained"):
        row = built.places[name, "current"][0]
        built.rows.insert(row + 1, ["", "оның ішінде ауылдық жерде", "", 15811, 15502])
        built.places = {what: (r + (r > row), c) for what, (r, c) in built.places.items()}
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []


def test_own_row_with_a_dragged_code_is_passed_over() -> None:
    built = sheet()
    row = built.places["working", "current"][0]
    built.rows.insert(row + 1, [102, "оның ішінде ауылдық жерде", "", 5, 6])
    built.places = {what: (r + (r > row), c) for what, (r, c) in built.places.items()}
    assert_read(read(full(built)), built)


def test_blank_rows_and_repeated_headers() -> None:
    built = sheet()
    spaced: list[list[Any]] = []
    moved: dict[int, int] = {}
    for number, row in enumerate(built.rows):
        moved[number] = len(spaced)
        spaced += [row, []] if number > 5 else [row]
    built.rows, built.places = spaced, {what: (moved[r], c) for what, (r, c) in built.places.items()}
    assert_read(read(full(built)), built)


def test_missing_rows_are_empty_figures_without_a_cell() -> None:
    names = [name for name in ROWS if name not in ("staff", "joined")]
    found = by_name(read(full(sheet(order=names))))
    assert [
        (found[x].state, found[x].cell) for x in (("staff", "prior"), ("staff", "current"), ("staff", "change"))
    ] == [("empty", "")] * 3
    assert found["joined", "current"].state == "empty"
    assert ("joined", "prior") not in found


def test_header_over_two_rows_merged_and_numbered() -> None:
    built = sheet()
    head = 4
    built.rows[head] = ["Жол коды", "Көрсеткіштің атауы", "Өлшем бірлігі", "Саны", "", "Айырма (+/−)", "Өзгеру себебі"]
    built.rows.insert(head + 1, ["", "", "", "Өткен жыл (01.01.2025)", "Есептік кезең (01.01.2026)"])
    built.rows.insert(head + 2, ["А", "Б", "В", 1, 2, 3, 4])
    built.places = {what: (r + 2, c) for what, (r, c) in built.places.items()}

    def merge(book: Any) -> None:
        page = book["Есеп"]
        for area in ("A1:G1", "A2:G2", "D5:E5", "A5:A6", "B5:B6", "C5:C6", "F5:F6", "G5:G6"):
            page.merge_cells(area)

    document = read(full(built, merge))
    assert_read(document, built)
    assert rules(document) == []


HEADINGS = {
    "dates only": ("№", "Көрсеткіш", "Өлшем", "01.01.2025", "01.01.2026", "+/-", "Себебі"),
    "dates in words": (
        "Код",
        "Показатель",
        "Ед.",
        "на 1 января 2025 г.",
        "на 1 января 2026 г.",
        "Изменение",
        "Причина",
    ),
    "kazakh dates": ("Код", "Көрсеткіш", "Өлшем", "2025 жылғы 1 қаңтар", "2026 жылғы 1 қаңтар", "Өзгеріс", "Себеп"),
    "years": ("Код", "Көрсеткіш", "Өлшем", "2024 жыл", "2025 жыл", "Айырма", "Себеп"),
    "year numbers": ("Код", "Көрсеткіш", "Өлшем", 2025, 2026, "Айырма", "Себеп"),
    "words only": ("", "", "", "Былтыр", "Биылғы", "Ауытқу", "Түсіндірме"),
    "nothing": ("", "", "", "", "", "", ""),
    "english": ("Code", "Indicator", "Unit", "Previous year", "Reporting year", "Change", "Reason"),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_columns_by_words_dates_or_order(heading: str) -> None:
    built = sheet(header=HEADINGS[heading])
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []


def test_columns_in_another_order_and_with_others_between() -> None:
    for columns in (
        ("code", "label", "unit", "current", "prior", "change", "reason"),
        ("№", "code", "label", "unit", "prior", "Жоспар", "current", "Орындалуы, %", "change", "reason"),
        ("label", "code", "prior", "current", "change", "unit", "reason"),
    ):
        built = sheet(columns=columns)
        for row in {r for r, _ in built.places.values()}:
            for place, column in enumerate(columns):
                if column in ("Жоспар", "Орындалуы, %"):
                    built.rows[row][place] = 77
        assert_read(read(full(built)), built)


def test_no_change_column() -> None:
    built = sheet(columns=("code", "label", "unit", "prior", "current", "reason"))
    document = read(full(built))
    assert_read(document, built)
    assert by_name(document)["members", "change"].state == "empty"
    assert rules(document) == []


def test_renamed_sheets() -> None:
    built = sheet()
    from reading_returns import NOTE, cover

    document = read(workbook({"Лист2": NOTE, "Sheet1 (2)": built.rows, "отчет новый": cover()}))
    assert_read(document, built)
    assert document.cover.code == "test"
    assert [note.place for note in document.notes] == ["Лист2"]


def _two(first: Sheet, second: Sheet, hidden: str = "", **more: Any) -> bytes:
    from reading_returns import cover

    def hide(book: Any) -> None:
        if hidden:
            book[hidden].sheet_state = "hidden"

    return workbook({"Титул": cover(), "Есеп": first.rows, "Есеп 2": second.rows}, hide)


def test_a_hidden_old_sheet_is_no_candidate() -> None:
    old = sheet(
        values(500),
        title="2025 жылғы 1 қаңтардағы жағдай бойынша",
        header=[str(x).replace("2025", "2024").replace("2026", "2025") for x in HEADERS["kk"]],
    )
    built = sheet()
    document = read(_two(built, old, "Есеп 2"))
    assert_read(document, built)
    assert rules(document) == []
    shown = read(_two(old, built))
    assert_read(shown, built)
    assert rules(shown) == []


def test_an_exact_copy_is_harmless_and_a_blank_form_too() -> None:
    built = sheet()
    assert rules(read(_two(built, sheet()))) == []
    assert_read(read(_two(sheet({}), built)), built)


def test_two_sheets_of_equal_standing_are_a_question() -> None:
    document = read(_two(sheet(), sheet(values(3000))))
    assert rules(document) == ["table-ambiguous"]
    assert document.issues[0].observed == "Есеп!7, Есеп 2!7"
    assert document.figures == ()


def test_five_districts_below_one_another_are_a_question() -> None:
    stacked = [row for base in (1000, 2000, 3000) for row in [*sheet(values(base)).rows, []]]
    assert rules(read(workbook({"Есеп": stacked}))) == ["table-ambiguous"]


def test_districts_beside_the_form_are_asked_about() -> None:
    built = sheet()
    for name in ("members", "working", "students", "pensioners", "women"):
        row, _ = built.places[name, "current"]
        built.rows[row] += ["", 11, 12, 13]
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == ["figures-outside-form"]
    assert document.issues[0].cell == "I7"


def test_one_line_split_by_districts_beside_the_form_is_asked_about() -> None:
    built = sheet()
    row, _ = built.places["members", "current"]
    built.rows[row] += ["", 300, "400", 300]
    assert rules(read(full(built))) == ["figures-outside-form"]


def test_one_share_column_or_a_stray_figure_beside_the_form_is_none() -> None:
    built = sheet()
    built.rows[4].append("Үлесі, %")
    for row, _ in built.places.values():
        built.rows[row] = [*built.rows[row][:7], 12.5]
    assert rules(read(full(built))) == []
    stray = sheet()
    stray.rows[8] += ["", 2026]
    assert rules(read(full(stray))) == []


def test_hidden_rows_inside_the_table_are_asked_about() -> None:
    built = sheet()

    def hide(book: Any) -> None:
        book["Есеп"].row_dimensions[10].hidden = True
        book["Есеп"].row_dimensions[70].hidden = True
        book["Есеп"].row_dimensions[4].hidden = True
        book["Есеп"].column_dimensions["Z"].hidden = True

    document = read(full(built, hide))
    assert_read(document, built)
    assert rules(document) == ["rows-hidden"]
    assert document.issues[0].observed == "10"


def test_hidden_columns_and_rows_without_figures_are_none() -> None:
    built = sheet()

    def hide(book: Any) -> None:
        page = book["Есеп"]
        for column in "ACG":
            page.column_dimensions[column].hidden = True
        page.row_dimensions[6].hidden = True
        page.row_dimensions[_section_row(built, 2)].hidden = True

    document = read(full(built, hide))
    assert_read(document, built)
    assert rules(document) == []

    def hide_figures(book: Any) -> None:
        book["Есеп"].column_dimensions["D"].hidden = True

    assert read(full(built, hide_figures)).issues[0].observed == "D"


def test_a_hidden_column_with_numbers_between_is_asked_about() -> None:
    built = sheet(columns=("code", "label", "unit", "prior", "ауыл", "current", "change", "reason"))

    def hide(book: Any) -> None:
        book["Есеп"].column_dimensions["E"].hidden = True

    assert rules(read(full(built, hide))) == []
    for row, _ in built.places.values():
        built.rows[row][4] = 4
    document = read(full(built, hide))
    assert_read(document, built)
    assert rules(document) == ["rows-hidden"]


def _section_row(built: Sheet, section: int) -> int:
    return next(n for n, row in enumerate(built.rows, 1) if row and str(row[0]).startswith(f"{section}. "))


ABBREVIATED = {
    "kk": {
        "members": "Кәсіподақ мүш. барлығы",
        "working": "Жұм. іст.",
        "pensioners": "Жұм. істем. зейн.",
        "women": "оның іш. әйелд.",
        "primaries": "Баст. кәсіп. ұйымд. саны",
        "staff": "Штат. қызм.",
        "trained": "Оқудан өтк. барлығы",
    },
    "ru": {
        "members": "Общ. числ. членов",
        "working": "Раб. члены",
        "women": "в т.ч. женщ.",
        "under_35": "до 35 л.",
        "primaries": "кол-во ППО",
        "staff": "Кол-во штатн. работн.",
        "trained": "обуч. всего",
    },
}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_abbreviated_labels_are_told_and_the_figures_proposed(language: str, together: bool) -> None:
    shortened = ABBREVIATED[language]
    for chosen in [shortened] if together else [{name: text} for name, text in shortened.items()]:
        built = sheet(language=language, codes=None, label=_labels(chosen, language))
        found = by_name(read(full(built)))
        for what, value in values().items():
            figure = found[what]
            expected = ("proposed", value) if what[0] in chosen else ("read", value)
            told = figure.proposed if figure.state == "proposed" else figure.value
            assert (figure.state, told, figure.cell) == (*expected, built.address(*what)), (what, figure)


def _labels(texts: dict[str, str], language: str) -> Callable[[str], str]:
    return lambda name: texts.get(name, str(FORM.indicators[name].label[language]))


def test_an_abbreviation_that_several_rows_bear_out_is_left() -> None:
    texts = {"women": "жалпы саны", "under_35": "саны", "working_under_35": "35 жасқа мүш."}
    built = sheet(codes=None, sections=False, label=_labels(texts, "kk"))
    found = by_name(read(full(built)))
    for what, value in values().items():
        figure = found[what]
        assert (figure.value if figure.proposed is None else figure.proposed) in (value, None), what


def test_a_growth_column_is_no_second_change_and_no_second_table() -> None:
    columns = ("code", "label", "unit", "prior", "current", "Өзгеріс, %", "change", "reason", "Өсу қарқыны, %")
    built = sheet(columns=columns)
    for row, _ in built.places.values():
        built.rows[row][5] = built.rows[row][8] = 1.5
    document = read(full(built))
    assert_read(document, built)
    assert rules(document) == []


def test_columns_that_compete_are_a_question() -> None:
    header = [*HEADERS["kk"]]
    columns = ("code", "label", "unit", "prior", "current", "Есептік кезең (2-аудан)", "change", "reason")
    built = sheet(header=header, columns=columns)
    for row, _ in built.places.values():
        built.rows[row][5] = 4
    assert "table-ambiguous" in rules(read(full(built)))


def test_a_total_stands_before_its_parts() -> None:
    columns = ("code", "label", "unit", "prior", "Есептік кезең: ауыл", "current", "change", "reason")
    built = sheet(columns=columns, header=[*HEADERS["kk"][:4], "Есептік кезең, барлығы", *HEADERS["kk"][5:]])
    for row, _ in built.places.values():
        built.rows[row][4] = 4
    assert_read(read(full(built)), built)


def test_no_table() -> None:
    assert rules(read(workbook({"Лист1": []}))) == ["sheet-not-found"]
    assert rules(read(workbook({"Лист1": [["Сәлем"], ["дүние", 3]]}))) == ["sheet-not-found"]


def test_the_key_is_small_and_plain() -> None:
    import pickle

    assert len(pickle.dumps(KEY)) < 20_000


def test_figures_that_equal_codes_are_no_codes() -> None:
    figures = values()
    for place, code in (("pensioners", 203), ("enrolled", 104), ("women", 105), ("chairs", 311), ("staff", 602)):
        figures[place, "current"] = float(code)
        figures[place, "prior"] = float(code + 1)
    built = sheet(figures, codes=None)
    assert_read(read(full(built)), built, figures)


def test_a_label_of_another_section_is_not_taken_for_its_row() -> None:
    texts = {"women": "Қыз-келіншек", "staff_women": "из них әйелдер", "chairs_women": "кол-во әйелдер"}
    found = by_name(read(full(sheet(codes=None, label=_labels(texts, "kk")))))
    assert (found["women", "current"].state, found["women", "current"].cell) == ("empty", "")
    of_whom = sheet(language="ru", codes=None, label=_labels({"activists": "из них Профсоюзный актив – всего"}, "ru"))
    assert_read(read(full(of_whom)), of_whom)
