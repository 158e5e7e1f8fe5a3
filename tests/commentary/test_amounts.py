"""Numbers of a sentence: whose they are, whether level, change or part, and which figure of the table they equal."""

from __future__ import annotations

import pytest
from small_notes import amounts, read, statement, table

from commentary.statements.note_table import Change, agrees, percent_agrees


def roles(text: str, indicator: str) -> list[tuple[float, str, str]]:
    return [(a.value, a.role, a.match) for a in amounts(text, indicator)]


@pytest.mark.parametrize(
    ("text", "indicator", "expected"),
    [
        ("Әйелдер 330 адамға кеміп, 4 870 болды.", "women", [(330, "change", "change"), (4870, "level", "current")]),
        ("Женщин стало меньше на 330 и осталось 4 870.", "women", [(330, "change", "change"), (4870, "level", "current")]),
        ("Әйелдер 4 870-ке дейін азайды.", "women", [(4870, "level", "current")]),
        ("Женщин 4 870, разница – 330 чел.", "women", [(4870, "level", "current"), (330, "change", "change")]),
        ("Әйелдер 4 870, айырмасы 330.", "women", [(4870, "level", "current"), (330, "change", "change")]),
        ("Женщин потеряли 330.", "women", [(330, "change", "change")]),
        ("Женщин минус 330.", "women", [(330, "change", "change")]),
        ("Женщин –330.", "women", [(330, "change", "change")]),
        ("Женщин на 330 меньше, или на 6,3 %.", "women", [(330, "change", "change"), (6.3, "change", "percent")]),
        ("Работающих 7 540, из них 120 уволено.", "working", [(7540, "level", "current"), (120, "part", "")]),
    ],
)  # fmt: skip
def test_case_sign_and_preposition_tell_change_from_level(text: str, indicator: str, expected: list[object]) -> None:
    assert roles(text, indicator) == expected


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("7 540 работающих, 4 870 женщин.", {"working": [7540], "women": [4870]}),
        ("Работающих 7 540, женщин 4 870.", {"working": [7540], "women": [4870]}),
        ("Жұмыс істейтіндер – 7 540, әйелдер – 4 870.", {"working": [7540], "women": [4870]}),
        ("Работающих 7 540, закрыто 12 школ.", {"working": [7540]}),
        ("Әйелдер 4 870, 3 айда 2 мектеп жабылды.", {"women": [4870]}),
        ("Членов до 35 лет 2 410.", {"under_35": [2410]}),
        ("Женщин «Проект 2030» 4 870.", {"women": [4870]}),
    ],
)
def test_a_number_belongs_to_the_row_beside_it_and_things_to_none(text: str, owned: dict[str, list[float]]) -> None:
    assert {i: [a.value for a in amounts(text, i)] for i in owned} == owned


@pytest.mark.parametrize(
    ("text", "match", "approximate"),
    [
        ("Женщин 4 870.", "current", False),
        ("Женщин было 5 200.", "prior", False),
        ("Женщин 4 900.", "current", False),
        ("Женщин 4 950.", "", False),
        ("Женщин около 5 000.", "current", True),
        ("Әйелдер 5 мыңға жуық.", "current", True),
        ("Женщин около 4 300.", "", True),
    ],
)
def test_a_rounded_number_is_the_figure_that_it_rounds(text: str, match: str, approximate: bool) -> None:
    (amount,) = amounts(text, "women")
    assert (amount.match, amount.approximate) == (match, approximate)


def test_a_date_beside_a_number_is_the_numbers_own() -> None:
    now, then = amounts("Женщин 4 870 (на 01.01.2025 – 5 200).", "women")
    assert (now.year, now.month) == (0, 0)
    assert (then.year, then.month, then.match) == (2025, 1, "prior")


@pytest.mark.parametrize(
    ("stated", "true", "approximate", "expected"),
    [
        (4870, 4870, False, True),
        (4900, 4870, False, True),
        (4800, 4870, False, False),
        (5000, 4870, False, True),
        (4000, 4870, False, False),
        (70, 68, False, False),
        (70, 68, True, True),
        (4500, 4870, True, True),
        (4450, 4870, True, False),
        (2, 0, True, False),
    ],
)
def test_a_stated_number_agrees_only_as_far_as_it_is_rounded(
    stated: float, true: float, approximate: bool, expected: bool
) -> None:
    assert agrees(stated, true, approximate) is expected


@pytest.mark.parametrize(
    ("stated", "decimals", "approximate", "expected"),
    [(6.3, 1, False, True), (6.4, 1, False, True), (6.5, 1, False, False), (6, 0, False, True), (7, 0, False, False),
     (7, 0, True, True), (8, 0, True, False)],
)  # fmt: skip
def test_a_percentage_agrees_to_its_last_digit(stated: float, decimals: int, approximate: bool, expected: bool) -> None:
    assert percent_agrees(stated, 6.346, decimals, approximate) is expected


def test_a_change_is_known_where_both_figures_are() -> None:
    assert Change(200, 150).difference == -50
    assert Change(200, 150).percent == 25
    assert Change(200, 150).values() == (200, 150, 50)
    assert Change(None, 150).values() == (150,)
    assert (Change(None, 150).difference, Change(None, 150).percent, Change(0, 5).percent) == (0, None, None)


def test_a_table_knows_who_owns_a_value() -> None:
    found = table(members=(8400, 7900), working=(8000, 7500), women=(5200, float("nan")))
    assert found.owners[500] == {"members", "working"}
    assert found.owners[5200] == {"women"}
    assert found.change("women").current is None
    assert found.change("staff").values() == ()
    assert found.mains == {"members", "working"}


def test_figures_that_only_the_mains_have_tell_of_the_total() -> None:
    assert statement("Было 8 400, стало 7 900.", "members").told
    assert statement("Міне, 500 осы.", "members").told
    assert statement("Міне, 460 осы.", "working").told


@pytest.mark.parametrize(
    "text", ["Міне, 7 900 осы.", "Міне, 330 осы.", "Міне, 500 осы, бірақ бәрі де аман-есен болып тұр."]
)
def test_a_lone_figure_tells_of_nothing_unless_it_is_the_change_of_a_main_row(text: str) -> None:
    assert read(text).statements == ()
