"""Numbers and directions that a note tells otherwise than its table, and those that it may well tell."""

from __future__ import annotations

import pytest
from small_notes import wrong


@pytest.mark.parametrize(
    ("text", "period", "observed", "expected", "certain"),
    [
        ("Женщин 4 780.", "current", "4780", "4870", True),
        ("Женщин 4 970.", "current", "4970", "4870", True),
        ("Женщин 3 300.", "current", "3300", "4870", False),
        ("Әйелдер саны – 4 780 адам.", "current", "4780", "4870", True),
        ("Женщин 4 780 (на 01.01.2025 – 5 200).", "current", "4780", "4870", True),
        ("На 01.01.2025 женщин было 5 300.", "prior", "5300", "5200", True),
        ("Былтыр әйелдер 6 400 еді.", "prior", "6400", "5200", False),
        ("Женщин меньше на 300.", "change", "300", "330", True),
        ("Женщин меньше на 120: закрылась школа.", "change", "120", "330", False),
        ("Әйелдер 303 адамға азайды.", "change", "303", "330", True),
        ("Женщин около 3 500.", "current", "3500", "4870", False),
        ("Женщин 7 900.", "current", "7900", "4870", False),
    ],
)
def test_another_number_of_the_row_is_wrong(
    text: str, period: str, observed: str, expected: str, certain: bool
) -> None:
    (found,) = wrong(text)
    assert (found.indicator, found.kind) == ("women", "number")
    assert (found.period, found.observed, found.expected, found.certain) == (period, observed, expected, certain)
    assert text[found.start : found.end].replace(" ", "") == observed


@pytest.mark.parametrize(
    "text",
    [
        "Женщин 4 870.",
        "На 01.07.2025 женщин было 5 300.",
        "В 2019 году женщин было 5 300.",
        "Женщин меньше на 30.",
        "Женщин меньше на 3 300.",
        "Женщин 2 000.",
        "Женщин 11 000.",
        "Женщин около 4 500.",
        "45 женщин уволены.",
        "Женщин уволено 4 780.",
        "Мужчин и женщин 12 770.",
        "Женщин планируется 5 500.",
        "Женщин меньше на 120. Ещё 210 ушли на пенсию.",
        "Женщин меньше на 120, уволены 210.",
        "Женщин +120, –450.",
        "Работающих 7 900.",
        "В Есильском районе женщин 4 780.",
        "В соседней области женщин 4 780.",
        "Просят пояснить: «женщин 4 780 по таблице прошлого отчёта».",
    ],
)
def test_a_number_of_something_else_contradicts_nothing(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "figures", "wrong_ones"),
    [
        ("Первичных организаций 75.", {"primaries": (90, 81), "pensioners": (100, 75)}, []),
        ("Первичных организаций 120.", {"primaries": (140, 131), "pensioners": (120, 110)}, ["120"]),
        ("Первичных организаций 3.", {"primaries": (4, 5)}, ["3"]),
        ("Первичных организаций 2.", {"primaries": (4, 3)}, []),
        ("Женщин в наших больших коллективах 3 900.", {"women": (5200, 4870)}, []),
        ("Женщины (всего) – 3 900.", {"women": (5200, 4870)}, ["3900"]),
        ("Работающих 7 900.", {"members": (8400, 7900), "working": (8000, 7540)}, []),
        ("Женщин 7 900.", {"members": (8400, 7900), "women": (5200, 4870)}, ["7900"]),
    ],
)
def test_a_number_that_may_be_anothers_is_wrong_where_it_is_large_and_the_row_stands_alone(
    text: str, figures: dict[str, object], wrong_ones: list[str]
) -> None:
    assert [c.observed for c in wrong(text, figures=figures)] == wrong_ones


@pytest.mark.parametrize("figures", [{"women": (5200.0, None)}, {"women": (None, 4870.0)}, {}])
def test_a_row_with_a_missing_figure_contradicts_nothing(figures: dict[str, object]) -> None:
    assert wrong("Женщин 4 780. Женщин стало больше.", figures=figures) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Женщин на 14 % меньше.", ["14 %"]),
        ("Әйелдер 14 пайызға азайды.", ["14 %"]),
        ("Женщин на 6,3 % меньше.", []),
        ("Женщин на 90 % меньше.", []),
        ("Женщин на 5,8 % меньше.", []),
        ("Женщин 14 %.", []),
    ],
)
def test_a_percentage_is_wrong_with_its_movement_alone(text: str, expected: list[str]) -> None:
    assert [c.observed for c in wrong(text) if c.kind == "percent"] == expected


@pytest.mark.parametrize(
    ("text", "indicator", "kind", "certain"),
    [
        ("Женщин стало больше.", "women", "direction", True),
        ("Әйелдер саны көбейді.", "women", "direction", True),
        ("Әйелдер қатары толықты.", "women", "direction", True),
        ("Ряды женщин пополнились.", "women", "direction", True),
        ("Женщины: +330.", "women", "direction", True),
        ("201 – рост", "women", "direction", True),
        ("Число молодёжи уменьшилось.", "under_35", "direction", True),
        ("Женщин благодаря работе стало на 330 больше, молодёжи 2 410.", "women", "direction", True),
        ("Женщин больше, чем в прошлом году.", "women", "direction", True),
        ("Численность выросла.", "members", "direction", False),
        ("Число женщин не изменилось.", "women", "flat", False),
        ("Әйелдер саны азайған жоқ.", "women", "flat", False),
        ("Женщин столько же.", "women", "flat", False),
        ("Жастар саны көбейген жоқ.", "under_35", "flat", False),
        ("Женщины: 4 870, без изменений.", "women", "flat", False),
        ("Әйелдер 4 870, өткен жылмен бірдей.", "women", "flat", False),
        ("Ветераны: 110, показатель уменьшился.", "pensioners", "direction", False),
        ("Жастар: 2 410, былтырғыдан аз.", "under_35", "direction", False),
        ("Обучение. Показатель снизился.", "trained", "direction", True),
    ],
)
def test_a_movement_the_other_way_is_wrong(text: str, indicator: str, kind: str, certain: bool) -> None:
    (found,) = wrong(text)
    assert (found.indicator, found.kind, found.certain) == (indicator, kind, certain)


@pytest.mark.parametrize(
    "text",
    [
        "Женщин стало меньше.",
        "Женщины: –330.",
        "Женщин больше.",
        "Женщин больше, чем мужчин.",
        "Женщин благодаря работе стало больше, молодёжи 2 410.",
        "Жастар саны азайған жоқ.",
        "Женщин почти столько же.",
        "Әйелдер саны көбейген жоқ.",
        "Былтыр әйелдер көбейді.",
        "Әйелдер толықты.",
        "Увеличили женщин.",
        "Доля женщин выросла.",
        "Доверие женщин выросло.",
        "В районе женщин стало больше.",
        "В детских садах женщин стало больше.",
        "В следующем году женщин станет больше.",
        "Женщин планируем +330.",
        "Женщины: 4 870, состав совета без изменений.",
        "Женщины: 4 870, доля без изменений.",
        "Женщины: 4 870, в колледже их стало больше.",
        "Женщины: 4 870, ықпалы көп.",
        "Работники выросли.",
    ],
)
def test_a_movement_that_may_be_of_something_else_is_not(text: str) -> None:
    assert wrong(text) == []
