"""Which rows a cause reaches: in its sentence, from a heading or a lead, back to what was told, on to what follows."""

from __future__ import annotations

import pytest
from small_notes import explained, read

from commentary.statements.pointing import is_result, names_leavers, row_points_back, row_reference, says_same
from commentary.text.unit_reading import ReadUnit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Женщин меньше на 330: закрыта школа.", ["women"]),
        ("Женщин 4 870, молодёжи 2 410, так как закрыты школы.", ["under_35", "women"]),
        ("Женщин 4 870, так как закрыты школы, а молодёжи 2 410.", ["women"]),
        ("Женщин 4 870, закрыты школы; молодёжи 2 410.", ["women"]),
        ("Әйелдер 4 870, себебі мектеп жабылды, ал жастар 2 410.", ["women"]),
    ],
)
def test_a_cause_reaches_the_rows_of_its_clauses(text: str, expected: list[str]) -> None:
    assert [(i, way) for i, _, way in explained(text, 0)] == [(i, "own") for i in expected]


@pytest.mark.parametrize(
    "text",
    [
        "Женщины\n– закрыта школа;\n– уехали в город.",
        "Женщин меньше на 330 по следующим причинам:\n– закрыта школа;\n– уехали в город.",
        "Әйелдер\n– мектеп жабылды;\n– қалаға көшті.",
    ],
)
def test_a_heading_or_lead_names_what_the_items_explain(text: str) -> None:
    assert explained(text, 1, 2) == [("women", 1, "lead"), ("women", 2, "lead")]


@pytest.mark.parametrize(
    ("text", "causal", "expected"),
    [
        ("Женщин меньше на 330. Закрыта школа.", 1, [("women", 1, "topic")]),
        ("Женщин меньше на 330.\n\n\nЗакрыта школа.", 1, []),
        ("Женщин меньше на 330.\n\nЭто произошло из-за закрытия школы.", 1, [("women", 1, "topic")]),
        ("Женщин меньше на 330.\n\nЗакрытие школы произошло из-за пожара.", 1, []),
        ("Әйелдер 330-ға кеміді. Мектеп жабылды.", 1, [("women", 1, "topic")]),
        ("Закрыты две школы. Работающих 7 540.", 0, [("working", 0, "following")]),
        ("Закрыты две школы.\n\nРаботающих 7 540.", 0, []),
        ("Үш мектеп жабылды. Қазір жұмыс істейтіндер 7 540.", 0, [("working", 0, "result")]),
        ("150 адам шахтаға кетті. Жастар 2 410 болды.", 0, []),
    ],
)
def test_a_cause_of_nobody_belongs_to_what_stands_beside_it(text: str, causal: int, expected: list[object]) -> None:
    found = explained(text, causal)
    assert [x for x in found if x[2] != "general"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("По той же причине женщин 4 870.", ("women", 1, "back")),
        ("Осыған байланысты әйелдер 4 870.", ("women", 1, "back")),
        ("Женщин 4 870. По той же причине молодёжи 2 410.", ("under_35", 2, "back")),
        ("Из них 330 женщин.", ("women", 1, "back")),
        ("По женщинам так же.", ("women", 1, "back")),
        ("Молодёжи 2 410, планируем принять ещё.", None),
        ("Женщин 4 870.", None),
    ],
)
def test_a_later_sentence_points_back_to_the_cause(text: str, expected: tuple[str, int, str] | None) -> None:
    found = explained(f"Работающих 7 540, закрыты школы. {text}", 0)
    assert found == [("working", 0, "own"), *([expected] if expected else [])]


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("Женщин 4 870. Закрыта школа; молодёжи 2 410.", True),
        ("Женщины\n– закрыта школа; молодёжи 2 410.", True),
        ("Женщины\n– закрыта школа, молодёжи 2 410.", True),
        ("Женщин 4 870.\n\nЗакрыта школа; молодёжи 2 410.", False),
    ],
)
def test_a_cause_before_its_sentences_rows_is_of_the_topic_too(text: str, reached: bool) -> None:
    assert (("women", 1, "topic") in explained(text, 1)) is reached


def test_all_these_figures_are_those_of_the_lines_around() -> None:
    text = "Работающих 7 540. Женщин 4 870. Все эти изменения связаны с закрытием школ."
    assert explained(text, 2) == [("women", 2, "all"), ("working", 2, "all")]


def test_reasons_after_many_figures_are_of_the_total_and_its_main_part() -> None:
    text = "Членов 7 900, работающих 7 540, женщин 4 870. Причины: закрыты школы."
    assert explained(text, 1) == [("members", 1, "reasons"), ("working", 1, "reasons")]


def test_a_row_that_refers_to_another_has_its_cause() -> None:
    text = "102: закрыты школы.\n201: см. 102"
    assert explained(text, 0) == [("working", 0, "label"), ("women", 1, "reference")]
    assert explained("201: см. 102") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Причина: 50 человек уехали в другие города.", ["students"]),
        ("Причина: 51 человек уехал в другой город.", []),
        ("Из-за закрытия школ стало меньше.", ["members"]),
        ("Мектептер жабылып, азайдық.", ["members"]),
        ("Из-за открытия школ стало больше.", []),
        ("Из-за закрытия школ стало меньше, планируем рост.", []),
    ],
)
def test_an_unnamed_cause_is_of_the_row_that_it_counts_or_of_the_total(text: str, expected: list[str]) -> None:
    assert [i for i, _, _ in explained(text, 0)] == expected


def first(text: str) -> ReadUnit:
    return read(text).readings[0]


@pytest.mark.parametrize(
    ("text", "same", "back"),
    [
        ("По женщинам так же.", True, False),
        ("Әйелдер бойынша солай.", True, False),
        ("Женщин так же много, как и в прошлом году, поэтому рост.", False, False),
        ("201 | 5200 | 4870 | те же школы", False, True),
        ("201 | 5200 | 4870 | закрыты школы", False, False),
        ("Те же школы.", False, False),
    ],
)
def test_a_short_sentence_or_a_row_says_that_it_is_the_same(text: str, same: bool, back: bool) -> None:
    assert (says_same(first(text)), row_points_back(first(text))) == (same, back)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Қазір жұмыс істейтіндер 7 540.", True),
        ("В итоге осталось 7 540 работающих.", True),
        ("Работающих стало меньше, и теперь 7 540.", False),
    ],
)
def test_a_result_opens_its_sentence(text: str, expected: bool) -> None:
    assert is_result(first(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Қысқарғандардың он үші әйел.", True),
        ("Из уволившихся 40 женщин.", True),
        ("Уволившихся 40 женщин.", False),
        ("Оқытылғандар 1 230.", False),
    ],
)
def test_a_participle_stands_for_those_who_left_and_a_row_does_not(text: str, expected: bool) -> None:
    assert names_leavers(first(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("201: см. 102", ("women", "working")),
        ("Женщины – смотри работающих.", ("women", "working")),
        ("201: 102-жолды қараңыз", ("women", "working")),
        ("201: см. 102 и 103", None),
        ("102-жолды қараңыз", None),
        ("Женщин и работающих меньше.", None),
    ],
)
def test_a_reference_names_two_rows(text: str, expected: tuple[str, str] | None) -> None:
    assert row_reference(first(text)) == expected
