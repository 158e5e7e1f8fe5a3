"""A return is known by its labels: other people's tables are none, whatever numbers stand in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from reading_returns import FORM, HEADERS, KEY, assert_read, by_name, read, rules, sheet, workbook

CODES = [row.row for row in KEY.rows]
_GOODS = [
    "Стул",
    "Стол",
    "Шкаф",
    "Папка",
    "Бумага",
    "Ручка",
    "Принтер",
    "Картридж",
    "Лампа",
    "Доска",
    "Мел",
    "Кресло",
    "Полка",
    "Сейф",
    "Тетрадь",
    "Клей",
    "Скотч",
]
_PEOPLE = [
    "Ахметов",
    "Серікова",
    "Жұмабаев",
    "Ким",
    "Иванова",
    "Оспанова",
    "Нұрланов",
    "Тілеуов",
    "Петров",
    "Сейітова",
    "Ли",
    "Абаева",
]
_WORKS = (
    "Заработная плата",
    "Коммунальные услуги",
    "Услуги связи",
    "Командировочные",
    "Аренда",
    "Прочие расходы",
    "Ремонт зданий",
    "Көлік шығындары",
)
_DRAW = random.Random(5)


def _price_list(code: int) -> list[Any]:
    return [
        code,
        f"{_DRAW.choice(_GOODS)} {_DRAW.choice('АБВ')}-{_DRAW.randrange(90)}",
        "шт.",
        _DRAW.randrange(900),
        _DRAW.randrange(900),
        _DRAW.randrange(9),
    ]


def _phone_list(code: int) -> list[Any]:
    return [
        code,
        f"{_DRAW.choice(_PEOPLE)} {_DRAW.choice('АБК')}.",
        "чел.",
        2000 + _DRAW.randrange(99),
        f"8 (727) {_DRAW.randrange(100, 999)}-00-00",
        "",
    ]


def _payroll(code: int) -> list[Any]:
    return [
        code,
        _DRAW.choice(_PEOPLE),
        "теңге",
        100_000 + _DRAW.randrange(9000),
        90_000 + _DRAW.randrange(9000),
        _DRAW.randrange(9),
    ]


def _budget(code: int) -> list[Any]:
    return [
        code,
        f"{_DRAW.choice(_WORKS)} ({code})",
        "мың теңге",
        _DRAW.randrange(9000),
        _DRAW.randrange(9000),
        _DRAW.randrange(99),
    ]


def _timetable(code: int) -> list[Any]:
    return [
        code,
        _DRAW.choice(("Алгебра", "Геометрия", "Қазақ тілі", "Тарих", "Физика")),
        "сағ.",
        _DRAW.randrange(9),
        _DRAW.randrange(9),
        "",
    ]


def _bare(code: int) -> list[Any]:
    return [code, "", "", _DRAW.randrange(900), _DRAW.randrange(900), 0]


TABLES: dict[str, Callable[[int], list[Any]]] = {
    "price list": _price_list,
    "phone list": _phone_list,
    "payroll": _payroll,
    "budget": _budget,
    "timetable": _timetable,
    "codes alone": _bare,
}


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("headed", [False, True])
def test_a_table_of_something_else_is_no_return(kind: str, headed: bool) -> None:
    header = [*HEADERS["ru"][:3], *HEADERS["ru"][3:6]] if headed else ["№", "Атауы", "Бірлік", "2024", "2025", "+/-"]
    document = read(workbook({"Лист1": [["Баға парағы"], header, *map(TABLES[kind], CODES)]}))
    assert rules(document) == ["sheet-not-found"]
    assert document.figures == ()


@pytest.mark.parametrize("kind", ["price list", "budget"])
def test_codes_as_text_and_some_labels_of_the_form_do_not_make_a_return(kind: str) -> None:
    rows = [TABLES[kind](code) for code in CODES]
    for number in (3, 11, 20, 33, 41):
        rows[number][1] = FORM.indicators[KEY.rows[(number * 7) % 50].indicator].label["ru"]
    for row in rows:
        row[0] = f"{row[0]}"
    document = read(workbook({"Лист1": [HEADERS["ru"][:6], *rows]}))
    assert (document.figures, rules(document)) == ((), ["sheet-not-found"])


def test_a_table_without_one_main_row_is_no_return() -> None:
    others = [row.indicator for row in KEY.rows if not row.core][:14]
    assert read(workbook({"Лист1": sheet(order=others).rows})).figures == ()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_labels_in_any_language_bear_the_codes_out(language: str) -> None:
    built = sheet(label=lambda indicator: FORM.indicators[indicator].label[language])
    assert_read(read(workbook({"Есеп": built.rows})), built)


def test_labels_without_codes_and_codes_with_abbreviated_labels_are_returns() -> None:
    built = sheet(codes=None)
    assert_read(read(workbook({"Есеп": built.rows})), built)

    def short(indicator: str) -> str:
        words = FORM.indicators[indicator].label["ru"].split()
        return " ".join(f"{word[:5]}." if len(word) > 6 else word for word in words)

    built = sheet(language="ru", label=short)
    assert_read(read(workbook({"Есеп": built.rows})), built)


def test_labels_that_lost_every_letter_still_have_their_form() -> None:
    built = sheet(language="ru", label=lambda x: FORM.indicators[x].label["ru"].encode("ascii", "replace").decode())
    assert_read(read(workbook({"Есеп": built.rows})), built)


def test_a_few_labels_of_their_own_do_not_unmake_a_return() -> None:
    built = sheet()
    for name in ("trained_chairs", "women", "staff", "workplaces"):
        row = built.places[name, "current"][0]
        built.rows[row][1] = "Біздің өз атауымыз"
    found = by_name(read(workbook({"Есеп": built.rows})))
    assert found["women", "current"].cell == built.address("women", "current")
