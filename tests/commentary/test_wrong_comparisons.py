"""Fractions, multiples, differences and last year's figure that a note tells otherwise than its table."""

from __future__ import annotations

import pytest
from small_notes import read, wrong


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Обученных стало вдвое больше.", "trained"),
        ("Оқытылғандар екі есе көбейді.", "trained"),
        ("Женщин стало меньше на треть.", "women"),
        ("Әйелдер үштен бірге азайды.", "women"),
        ("Женщины. Снижение на четверть.", "women"),
        ("Студенты: 250, снижение наполовину.", "students"),
        ("Оқытылғандар былтырғының жартысына дейін азайды.", "trained"),
    ],
)
def test_a_fraction_far_from_the_change_is_wrong(text: str, indicator: str) -> None:
    assert {c.indicator for c in wrong(text)} == {indicator}


@pytest.mark.parametrize(
    "text",
    [
        "Обученных стало больше на треть.",
        "Оқытылғандар үштен бірге көбейді.",
        "Доля женщин снизилась на треть.",
        "Женщин в районе стало меньше на треть.",
        "Планируем, что женщин станет больше вдвое.",
        "Снижение женщин на треть обусловлено закрытием школ.",
        "Женщин стало меньше, взносы упали на треть.",
    ],
)
def test_a_fraction_that_fits_or_is_of_something_else_is_not(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "observed", "expected"),
    [
        ("Женщин 4 870 (было 4 870).", "4870", "5200"),
        ("Женщин 5 200, было 4 870.", "4870", "5200"),
        ("Әйелдер: 4 870. Өткен жылы да 4 870 болған.", "4870", "5200"),
        ("Женщины 4 870, за прошлый год 4 870.", "4870", "5200"),
    ],
)
def test_this_years_figure_told_of_last_year_is_wrong(text: str, observed: str, expected: str) -> None:
    assert {(c.observed, c.expected) for c in wrong(text)} == {(observed, expected)}


@pytest.mark.parametrize(
    "text",
    [
        "Женщин 4 870 (было 5 200).",
        "По сравнению с прошлым годом женщин 4 870.",
        "Женщин было 5 200, стало 4 870.",
        "К прошлому году женщин 4 870.",
        "Обучение прошли 1 230 человек.",
    ],
)
def test_this_years_figure_beside_words_of_last_year_is_not(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "observed"),
    [
        ("Женщин 4 870, разница минус 19.", "19"),
        ("Әйелдер: 5 200 – 4 870; айырмасы 230.", "230"),
        ("Женщины: минус 4 к прошлому году.", "4"),
        ("Снижение по женщинам составило 154.", "154"),
    ],
)
def test_a_difference_called_so_is_wrong_whatever_its_size(text: str, observed: str) -> None:
    assert [c.observed for c in wrong(text) if c.period == "change"] == [observed]


@pytest.mark.parametrize(
    "text",
    [
        "Женщин 4 870, разница минус 330.",
        "Женщин 4 870, уволились 19.",
        "Женщин стало меньше, разница в зарплате 19 тысяч тенге.",
    ],
)
def test_a_difference_that_is_right_or_of_something_else_is_not(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("201-жол. 4 870 болды.", {"women"}),
        ("Строка 202.\nСтало больше на 110 человек.", {"under_35"}),
        ("Әйелдер: 4 870. Былтыр бұл көрсеткіш 5 200 еді.", {"women"}),
    ],
)
def test_a_nameless_sentence_speaks_of_the_label_or_of_what_was_just_told(text: str, indicators: set[str]) -> None:
    assert {s.indicator for s in read(text).statements if s.told} == indicators
