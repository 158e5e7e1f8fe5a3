"""Which way a sentence says that a row moved, whether plainly, and whether of the organisation's own number."""

from __future__ import annotations

import pytest
from small_notes import read, statement


@pytest.mark.parametrize(
    ("text", "indicator", "direction", "sure"),
    [
        ("Женщин стало меньше.", "women", "down", True),
        ("Әйелдер саны азайды.", "women", "down", True),
        ("Численность выросла.", "members", "up", True),
        ("Әйелдер саны өзгеріссіз.", "women", "flat", True),
        ("102 – рост", "working", "up", True),
        ("Женщин не стало меньше.", "women", "down", False),
        ("Женщин больше не стало.", "women", "flat", False),
        ("Доля женщин выросла.", "women", "up", False),
        ("Женщин станет больше в следующем году по плану.", "women", "up", False),
        ("В Есильском районе женщин стало меньше.", "women", "down", False),
        ("Жыл ортасында әйелдер азайды.", "women", "down", False),
    ],
)
def test_a_movement_is_sure_where_it_is_plainly_said(text: str, indicator: str, direction: str, sure: bool) -> None:
    found = statement(text, indicator)
    assert (found.direction, found.sure) == (direction, sure)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Женщин и молодёжи стало меньше.", {"women": "down", "under_35": "down"}),
        ("Женщин, молодёжи стало меньше.", {"women": "down", "under_35": "down"}),
        ("Әйелдер мен жастар азайды.", {"women": "down", "under_35": "down"}),
        ("Членов на 500 меньше, в том числе работающих на 460.", {"members": "down", "working": "down"}),
        ("Члены профсоюза – меньше, женщин – больше.", {"members": "down", "women": "up"}),
        ("Женщин на 330 меньше; молодёжи больше.", {"women": "down", "under_35": "up"}),
        ("Женщин 4 870; молодёжи больше.", {"women": "", "under_35": "up"}),
    ],
)
def test_each_row_has_the_movement_of_its_clause(text: str, expected: dict[str, str]) -> None:
    assert {i: statement(text, i).direction for i in expected} == expected


def test_coordinated_rows_share_a_number() -> None:
    text = "Бастауыш ұйымдар мен мекемелер саны 140-тан 131-ге түсті."
    assert [a.value for a in statement(text, "primaries").amounts] == [140, 131]
    assert [a.value for a in statement(text, "workplaces").amounts] == [140, 131]


@pytest.mark.parametrize(
    ("text", "told", "scope"),
    [
        ("Женщин стало меньше.", True, "own"),
        ("Доверие женщин выросло.", False, "own"),
        ("Доверие женщин к профсоюзу – 4 870.", True, "own"),
        ("Доля женщин 74 %.", False, "own"),
        ("Женщин станет больше в следующем году по плану.", False, "own"),
        ("В соседней области женщин стало больше.", False, "elsewhere"),
        ("В Есильском районе женщин 120.", False, "part"),
        ("Есіл ауданында әйелдер 120-ға кеміді.", False, "part"),
        ("В Есильском районе и по области женщин 4 870.", True, "own"),
    ],
)
def test_what_is_told_is_of_the_organisations_own_number(text: str, told: bool, scope: str) -> None:
    found = statement(text, "women")
    assert (found.told, found.scope) == (told, scope)


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("Численность выросла.", ["members"]),
        ("Численность выросла в районе.", []),
        ("Численность и доверие женщин выросли.", ["women"]),
        ("Работники довольны.", []),
        ("Работников 7 540.", ["working"]),
        ("Работников 7 112.", []),
        ("Из них 230 молодых.", ["under_35"]),
        ("У нас 230 молодых.", []),
        ("У нас 2 410 молодых.", ["under_35"]),
        ("Из них 230 работников.", []),
    ],
)
def test_a_weak_phrase_counts_with_a_figure_alone_or_of_these_people(text: str, indicators: list[str]) -> None:
    assert [s.indicator for s in read(text).statements] == indicators


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Мүшелер 500-ге кеміді. Бәрі де жұмыс істейтіндер.", True),
        ("Мүшелер 500-ге кеміді. Бізде жұмыс істейтіндер бар.", False),
        ("Әйелдер 330-ға кеміді. Бәрі де жұмыс істейтіндер.", False),
        ("Мүшелер 500-ге кеміді (барлығы – жұмыс істейтіндер).", True),
    ],
)
def test_all_of_the_total_being_of_the_main_part_tells_of_it(text: str, told: bool) -> None:
    assert statement(text, "working").told is told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Төрағалар 40.", []),
        ("Оқытылғандар 1 230: төрағалар 40.", ["trained", "trained_chairs"]),
        ("Оқытылғандар 1 230. Төрағалар 40.", ["trained", "trained_chairs"]),
        ("Оқытылғандар 1 230.\n\nТөрағалар 40.", ["trained"]),
        ("Төрағалар 40, активтер 60, тексеру комиссиясы 20.", ["trained_chairs", "trained_activists", "trained_audit"]),
        ("Оқытылған мүшелер 1 230.", ["trained", "trained"]),
        ("Оқытылғандар көп. Мүшелер 7 900.", ["trained", "members"]),
    ],
)
def test_chairs_and_activists_are_rows_in_talk_of_training(text: str, expected: list[str]) -> None:
    assert [s.indicator for s in read(text).statements] == expected
