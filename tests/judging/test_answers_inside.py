"""What was typed inside our quoted letter, told from the letter."""

from __future__ import annotations

import pytest

from judging.answers_inside import answers_inside

LETTER = (
    "Северная организация\n\nУважаемые коллеги, ваш отчёт пока не принят: исправьте его и пришлите снова. Что сделать: "
    "исправить одну ячейку и ответить на один вопрос.\n\n1. E25 – 99 999 · должно быть не больше 5 000: сверьте с "
    "документом и исправьте\n   строка 201 «Численность женщин»\n\n2. E58 – 60 · Обученных председателей больше, чем "
    "председателей всего: возможен повторный счёт.\n   строка 602\n\nОтветьте на это письмо с номером вопроса.\nПисьмо № F33DWD"
)
ANSWERED = LETTER.replace("женщин»\n", "женщин»\nОшиблись, правильно 3500.\n").replace(
    "602\n", "602\nВерно, учили замов.\n"
)


def test_what_stands_between_the_letters_words_is_the_senders_below_its_point() -> None:
    inside = answers_inside(f"Ответы ниже.\n\nОт: department@example.org\n{ANSWERED}", [LETTER], "Ответы ниже.")
    assert [x for x in inside.splitlines() if not x.startswith(">")] == [
        "Ошиблись, правильно 3500.",
        "Верно, учили замов.",
    ]
    assert [x[:4] for x in inside.splitlines() if x.startswith(">")] == ["> 1.", "> 2."]


@pytest.mark.parametrize(
    ("thread", "own"),
    [
        (f"Спасибо.\n{LETTER}", "Спасибо."),
        ("", ""),
        (ANSWERED, "Ошиблись, правильно 3500.\nВерно, учили замов."),
        (
            ANSWERED.replace("исправьте его", "мы просим вас проверить все числа").replace(
                "возможен", "бывает и такой"
            ),
            "",
        ),
    ],
    ids=["only the letter", "nothing quoted", "known anyhow", "another letter that says much the same"],
)
def test_what_is_the_letters_own_is_nobodys_answer(thread: str, own: str) -> None:
    letter = (
        LETTER.replace("Что сделать", "Просим в срок сделать следующее, как было сказано раньше") if not own else LETTER
    )
    assert answers_inside(thread, [letter], own) == ""
