"""What a reply's statements hold: words, reasons, places; answers between quotations; nothing lost; linear time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary.replies import read_reply
from schemas.conversation import Question
from schemas.form import load_form

FORM = load_form("membership")
CHAIRS = Question(1, "trained-chairs-within-chairs", "soft", "trained_chairs", "current", "Есеп", "E58", "948")
WOMEN = Question(2, "change-explained", "commentary", "women", "current", "Есеп", "E31", "19 139")
STAFF = Question(3, "required", "hard", "staff", "current", "Есеп", "E52", "")


def read(text, *questions):
    return read_reply(text, questions, FORM)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("верно. Открыли филиал.", "Открыли филиал."),
        ("Верно, потому что открыли филиал", "потому что открыли филиал"),
        ("Открыли 3 новых колледжа, поэтому верно", "Открыли 3 новых колледжа"),
        ("Открыли филиал. Поэтому верно.", "Открыли филиал."),
        ("Дұрыс, себебі орынбасарлар да оқыды.", "себебі орынбасарлар да оқыды"),
        ("Төрағалар екі рет оқытылғандықтан дұрыс", "Төрағалар екі рет оқытылғандықтан"),
        ("Верно", ""),
    ],
)
def test_a_confirmation_has_its_reason(text, reason):
    (said,) = read(text, CHAIRS)
    assert (said.kind, said.question, said.reason) == ("confirmed", 1, reason)


LEFT_OPEN = (
    "Өзгерістің себебі – …", "Причина изменения – …", "The reason for the change is …", "Причина изменения –",
    "Причина изменения – ...", "Өзгерістің себебі –",
    "Дұрыс, себебі …", "Верно, потому что …",
)  # fmt: skip


@pytest.mark.parametrize("words", LEFT_OPEN)
@pytest.mark.parametrize("around", ["2. {}", "{}", "«2. {}»."])
def test_the_letters_own_help_line_left_unfilled_is_no_answer(words, around):
    (said,) = read(around.format(words), WOMEN)
    assert (said.kind, said.reason) == ("unclear", "")


@pytest.mark.parametrize(
    "text", ["2. Өзгерістің себебі – жаңа мектептер ашылды", "2. Причина изменения – новые школы",
             "2. The reason for the change is new schools"]
)  # fmt: skip
def test_the_help_line_filled_in_is_the_reason(text):
    (said,) = read(text, WOMEN)
    assert (said.kind, said.question) == ("reason", 2)


def test_a_correction_has_the_place_of_its_point():
    (said,) = read("Е52 (строка 501) должно быть 24", CHAIRS, STAFF)
    assert (said.question, said.indicator, said.period, said.sheet, said.cell, said.value) == (
        3, "staff", "current", "Есеп", "E52", 24,
    )  # fmt: skip


def test_a_cell_of_no_point_keeps_its_address_and_no_row():
    (said,) = read("E9 = 1 200", CHAIRS)
    assert (said.question, said.cell, said.indicator, said.value) == (0, "E9", "", 1200)


def test_a_row_of_no_point_has_the_period_that_is_told():
    (said,) = read("строка 104 на 01.01.2025 должна быть 110", CHAIRS)
    assert (said.question, said.indicator, said.period, said.value) == (0, "pensioners", "prior", 110)


def test_the_old_value_is_told_from_the_new_one():
    for text in (
        "948 → 474",
        "вместо 948 – 474",
        "с 948 на 474",
        "948 емес, 474",
        "474, а не 948",
        "948-ден 474-ке түзетіңіз",
    ):
        (said,) = read(text, CHAIRS)
        assert (text, said.kind, said.question, said.value) == (text, "correction", 1, 474)


MEMBERS = Question(2, "x", "soft", "members", "current", "Есеп", "E8", "25 787")


@pytest.mark.parametrize("text", ["вместо 948 474", "вместо 948 474 надо", "Должно быть вместо 948 474"])
def test_a_number_that_stood_there_is_parted_from_the_one_typed_behind_it(text):
    (said,) = read(text, CHAIRS)
    assert (said.kind, said.question, said.value) == ("correction", 1, 474)


@pytest.mark.parametrize("text", ["1.дұрыс 2.386", "1. дұрыс 2.386", "1) верно 2.386"])
def test_the_number_of_the_next_point_is_parted_from_its_value(text):
    said = [(s.kind, s.question, s.value) for s in read(text, CHAIRS, MEMBERS)]
    assert said == [("confirmed", 1, None), ("correction", 2, 386)]


def test_a_figure_with_a_point_between_thousands_that_stands_there_is_one():
    chairs = Question(1, "x", "soft", "trained_chairs", "current", "Есеп", "E58", "2 386")
    assert [(s.kind, s.question) for s in read("1.дұрыс 2.386", chairs, MEMBERS)] == [("confirmed", 1)]


@pytest.mark.parametrize("text", ["25 787 верно; 948 исправим", "25 787 верно, 948 исправим"])
def test_two_figures_answer_two_points(text):
    assert [(s.kind, s.question) for s in read(text, CHAIRS, MEMBERS)] == [("confirmed", 2), ("promise", 1)]


@pytest.mark.parametrize("text", ["948 верно; 948 исправим", "верно, 948 исправим", "948 верно, исправим"])
def test_a_promise_about_the_same_figure_takes_the_confirmation_back(text):
    assert {s.kind for s in read(text, CHAIRS, MEMBERS)} == {"promise"}


def test_two_values_that_could_both_be_new_give_none():
    (said,) = read("исправьте E52: 24 или 25", CHAIRS, STAFF)
    assert (said.kind, said.value) == ("correction", None)


def test_answers_stand_below_the_quoted_questions():
    text = "> 2. Женщины: 18 785 → 19 139\nпринимали воспитателей\n\n> - Есеп!E58 · строка 602\nверно\n"
    assert [(s.kind, s.question) for s in read(text, CHAIRS, WOMEN)] == [("reason", 2), ("confirmed", 1)]


def test_what_we_wrote_is_never_the_senders():
    text = "> Верно, потому что открыли филиал.\n> Исправьте E52 на 24.\n"
    assert read(text, CHAIRS, STAFF) == ()


def test_greetings_thanks_and_signature_are_one_courtesy():
    text = "Добрый день!\n\nE52 – 24.\n\nС уважением,\nАхметова Г.К.\nтел. 53-00-11"
    first, second = read(text, CHAIRS, STAFF)
    assert (first.kind, second.kind) == ("courtesy", "correction")
    assert "Ахметова" in first.words


def test_everything_right_is_said_of_every_point():
    assert [s.question for s in read("Барлығы дұрыс", CHAIRS, WOMEN)] == [1, 2]


def test_a_confirmation_of_one_among_several_points_is_tied_to_none():
    other = Question(2, "x", "soft", "members", "current", "Есеп", "E8", "25 787")
    assert [(s.kind, s.question) for s in read("Верно, так как были переводы", CHAIRS, other)] == [("confirmed", 0)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "верно",
                "дұрыс",
                "E52 24",
                "1.",
                "2)",
                "себебі",
                "потому что",
                "нет",
                "но",
                "исправим",
                "602",
                "\n",
                "> ",
                "?",
                "+",
                "жоқ.",
                "С уважением",
                "ия",
                "948",
                "42 → 24",
                "екеуі де",
                "кроме 2",
                "зебра",
                ",",
                ". ",
            ]
        ),
        max_size=14,
    )
)
def test_no_word_of_the_sender_is_lost(pieces):
    text = " ".join(pieces)
    own = "\n".join(x for x in text.split("\n") if not re.match(r"\s{0,3}>", x))
    said = " ".join(s.words for s in read(text, CHAIRS, WOMEN))
    for word in re.findall(r"[^\W\d_]{2,}", own):
        assert word in said


@pytest.mark.slow
def test_time_grows_with_the_text_and_not_faster():
    piece = "1. Верно, потому что обучали замов. E52 – 24, 602 дұрыс. Спасибо большое\n"

    def seconds(times):
        begin = time.perf_counter()
        read(piece * times, CHAIRS, WOMEN, STAFF)
        return time.perf_counter() - begin

    seconds(20)
    assert seconds(1600) < 4 * 4 * seconds(400)
