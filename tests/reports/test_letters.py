from __future__ import annotations

import email
import re
from email.policy import SMTP

import pandas as pd
import pytest

from reports.letters.letter_content import LETTER_OUTCOMES, UNCONFIRMED, asked_questions
from reports.letters.letter_marks import marks_of
from reports.letters.letter_message import letter
from schemas.conversation import LetterOnRecord
from schemas.round_terms import Contact


def bodies(message):
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("outcome", [*LETTER_OUTCOMES, UNCONFIRMED])
def test_every_outcome_in_every_language(content, build, outcome, language):
    message = letter(build.replace(content, outcome=outcome, language=language), build.round().form)
    again = email.message_from_bytes(message.as_bytes(), policy=SMTP)
    plain, html = bodies(again)
    assert "{" not in plain
    assert content.sha256 not in plain + html
    assert again["X-Esep-SHA256"].strip() == content.sha256
    assert str(again["Subject"]).replace("\u00a0", " ").endswith(f"№ {content.number}")
    assert f'lang="{language}"' in html
    assert max(len(line) for line in plain.splitlines()) <= 60


@pytest.mark.parametrize(
    ("language", "title"),
    [("kk", "Статистикалық есеп алдын ала қабылданды"), ("ru", "Статистический отчёт принят предварительно"),
     ("en", "Statistical return accepted provisionally")],
)  # fmt: skip
def test_a_return_that_waits_for_others_is_called_provisionally_accepted(content, a_round, build, language, title):
    waiting = build.replace(content, outcome="accepted", language=language, waits=("…",))
    message = letter(waiting, a_round.form)
    assert str(message["Subject"]).replace("\u00a0", " ").startswith(title)
    assert f"<title>{title}</title>" in bodies(message)[1]


def test_an_accepted_return_has_a_receipt_and_no_list_of_errors(content, a_round):
    plain, html = bodies(letter(content, a_round.form))
    assert "ТҮЗЕТІҢІЗ" not in plain
    assert "2 000" in plain.replace("\u00a0", " ")
    for told in (content.file, "1 600", "20 қаңтар, 09:30"):
        assert told in flat(html).replace("\u00a0", " ")


def told(message) -> str:
    return flat(bodies(message)[0]).replace("\u00a0", " ")


def test_one_cause_is_one_line_and_what_follows_is_folded_under_it(content, a_round, build):
    found = build.findings(
        build.finding("twofold-change", "trained_conciliation", "E60", "soft", observed="18233"),
        build.finding("training-balance", "trained", "E56", observed="5001", expected="21411"),
    )
    likely = build.suspects(
        ("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1), ("E56", "trained", 5001, 21411, "unknown", 2)
    )
    changed = build.replace(content, outcome="returned", findings=found, suspects=likely)
    text = told(letter(changed, a_round.form))
    assert "1. E60 – 18 233 · 1 823 болуы ықтимал (бір цифр артық)" in text
    assert "E56" not in text.partition("Осымен бірге")[0].replace("training-balance", "")
    assert "Осымен бірге тағы 1 ескерту шешіледі." in text
    assert "21 411" not in text, "the total is not to be changed where another cell is the likely slip"
    assert "2. " not in text
    (asked,) = asked_questions(changed, a_round.form)
    assert (asked.number, asked.rule, asked.cell, asked.observed) == (1, "training-balance", "E60", "18233")


def test_a_repair_of_two_cells_asks_for_both(content, a_round, build):
    found = build.findings(build.finding("one-primary-reports-one", "primaries", "E32", observed="2", expected="1"))
    likely = build.suspects(
        ("E32", "primaries", 2, 1, "wrong-digit", 1), ("E37", "primaries_other", 2, 1, "wrong-digit", 1)
    )
    changed = build.replace(content, outcome="returned", findings=found, suspects=likely)
    assert [(x.number, x.cell) for x in asked_questions(changed, a_round.form)] == [(1, "E32"), (2, "E37")]
    assert "2 ұяшықты түзету" in told(letter(changed, a_round.form))


def test_the_first_lines_say_how_much_and_by_when(content, a_round, build):
    found = build.findings(
        build.finding("required", "staff", "E51"),
        build.finding("trained-within-members", "trained", "E56", "soft", observed="9"),
        build.finding("change-not-mentioned", "women", "E24", "commentary"),
    )
    changed = build.replace(content, language="ru", outcome="returned", findings=found)
    lines = told(letter(changed, a_round.form))
    assert "Что сделать: исправить 1 ячейку; ответить на 2 вопроса. Срок: не позднее 31 января." in lines
    assert [x.number for x in asked_questions(changed, a_round.form)] == [1, 2, 3]


def test_a_note_against_the_table_is_one_point_with_its_cause(content, a_round, build):
    found = build.findings(
        build.finding("note-direction-wrong", "members", "E8", message="Исправьте то, что неверно."),
        build.finding("change-only-restated", "members", "E8", "commentary"),
        build.finding("change-only-restated", "women", "E25", "commentary"),
    )
    asked = build.replace(content, language="ru", outcome="returned", findings=found)
    text = told(letter(asked, a_round.form))
    assert "Назовите и причину изменения." in text
    assert text.count("E8 ") == 1, "one place is asked about once"
    assert [(x.number, x.rule, x.indicator) for x in asked_questions(asked, a_round.form)] == [
        (1, "note-direction-wrong", "members"), (1, "change-only-restated", "members"),
        (2, "change-only-restated", "women"),
    ]  # fmt: skip


def test_a_bound_is_told_with_its_ending(content, a_round, build):
    found = build.findings(
        build.finding("chairs-women-within-chairs", "chairs_women", "E44", observed="17044", expected="≤ 1948")
    )
    changed = build.replace(content, outcome="returned", findings=found)
    assert "E44 – 17 044 · 1 948-ден аспауы тиіс" in told(letter(changed, a_round.form))


def test_last_years_figures_are_asked_about_and_not_dictated(content, a_round, build):
    found = build.findings(
        build.finding("prior-as-accepted", "women", "D24", period="prior", observed="27152", expected="27025")
    )
    likely = build.suspects(("D24", "women", 27152, 27025, "wrong-digit", 1), told=False).assign(period="prior")
    changed = build.replace(content, language="ru", outcome="returned", findings=found, suspects=likely)
    text = told(letter(changed, a_round.form))
    assert "D24 – 27 152 · проверьте число прошлого года и напишите, откуда расхождение" in text
    assert "исправить 1 ячейку" not in text


def test_consequences_of_swapped_columns_are_folded_under_the_cause(content, a_round, build):
    names = [x.name for x in a_round.form.indicators.values() if x.prior][:20]
    rows = [build.finding("prior-as-accepted", name, f"D{i}", period="prior") for i, name in enumerate(names, 7)]
    found = build.findings(*rows, build.finding("columns-swapped", message="бағандардың орны ауысқан"))
    likely = build.suspects(
        ("D7", "members", 1, 2, "swapped-columns", 1), ("E7", "members", 2, 1, "swapped-columns", 1)
    )
    changed = build.replace(content, outcome="returned", findings=found, suspects=likely)
    text = told(letter(changed, a_round.form))
    assert "1. D–E · екі бағанның мәндерінің орнын ауыстырыңыз" in text
    assert "Осымен бірге тағы 20 ескерту шешіледі." in text
    assert "prior-as-accepted" not in text
    assert len(asked_questions(changed, a_round.form)) == 1


def test_beside_swapped_columns_no_cell_of_last_year_is_asked_for_itself(content, a_round, build):
    names = ("members", "women", "staff")
    rows = [build.finding("prior-as-accepted", name, f"D{i}", period="prior") for i, name in enumerate(names, 7)]
    swapped = build.finding("columns-swapped", message="бағандардың орны ауысқан")
    beside = build.finding("members-balance", "members", "D7", period="prior", message="теңдік бұзылған")
    likely = [
        build.suspects((f"D{i}", name, 5, 1, "wrong-digit", 1), period="prior", fault=i)
        for i, name in enumerate(names, 7)
    ]
    found, joined = build.findings(*rows, swapped, beside), build.joined(*likely)
    changed = build.replace(content, outcome="returned", findings=found, suspects=joined)
    text = told(letter(changed, a_round.form))
    assert "бағандардың орны ауысқан" in text
    assert "теңдік бұзылған" in text
    assert [x.number for x in asked_questions(changed, a_round.form)] == [1, 2]


def test_many_findings_of_one_rule_are_one_point(content, a_round, build):
    names = [x.name for x in a_round.form.indicators.values() if x.core][:12]
    found = build.findings(*(build.finding("required", name, f"E{i}") for i, name in enumerate(names, 7)))
    changed = build.replace(content, outcome="returned", findings=found)
    text = told(letter(changed, a_round.form))
    assert "Міндетті жолдар толтырылмаған (ұяшық саны: 12)" in text
    assert "тағы 10 жол" in text
    assert {x.number for x in asked_questions(changed, a_round.form)} == {1}
    assert len(asked_questions(changed, a_round.form)) == 12


def test_an_empty_cell_as_the_repair_has_no_number(content, a_round, build):
    found = build.findings(build.finding("required", "staff", "E51"))
    likely = build.suspects(("E51", "staff", float("nan"), 30, "wrong-digit", 1))
    figures = content.figures[content.figures["indicator"].ne("staff")]
    changed = build.replace(
        content, language="en", outcome="returned", findings=found, suspects=likely, figures=figures
    )
    text = told(letter(changed, a_round.form))
    assert "1. E51 – empty · enter the figure (0 for zero)" in text
    assert "30 " not in text.partition("E51")[2].partition("501")[0]


def test_a_change_that_is_to_be_explained_is_not_asked_twice(content, a_round, build):
    found = build.findings(
        build.finding("twofold-change", "trained", "E56", "soft", observed="50",
                      parameters={"row": "601", "prior": 20.0, "cur": 50.0}),
        build.finding("change-not-mentioned", "trained", "E56", "commentary"),
    )  # fmt: skip
    changed = build.replace(content, language="ru", outcome="queried", findings=found)
    asked = asked_questions(changed, a_round.form)
    assert [(x.number, x.rule) for x in asked] == [(1, "twofold-change"), (1, "change-not-mentioned")]
    assert "ПОДТВЕРДИТЕ" not in told(letter(changed, a_round.form))


def test_folded_comparisons_keep_last_year(content, a_round, build):
    names = ("trained", "trained_chairs", "trained_audit")
    found = build.findings(
        *(build.finding("twofold-change", x, f"E{i}", "soft", observed="50",
                        parameters={"row": str(i), "prior": 20.0, "cur": 50.0}) for i, x in enumerate(names))
    )  # fmt: skip
    changed = build.replace(content, language="ru", outcome="queried", findings=found)
    text = told(letter(changed, a_round.form))
    assert text.count("20 → 50") == 3
    assert "изменились более чем вдвое (3 строки)" in text


def test_a_late_return_has_a_section_of_its_own(content, a_round, build):
    found = build.findings(build.finding("late", severity="soft", parameters={"days": 9.0}))
    text = told(letter(build.replace(content, language="ru", outcome="queried", findings=found), a_round.form))
    assert "СРОК СДАЧИ 1. Опоздание 9 дней" in text


def test_the_second_letter_says_what_was_mended_and_what_remains(content, a_round, build):
    first = build.replace(
        content, outcome="returned", findings=build.findings(
            build.finding("required", "staff", "E51"), build.finding("required", "women", "E24"),
            build.finding("trained-within-members", "trained", "E56", "soft", observed="9"),
        ),
    )  # fmt: skip
    earlier = LetterOnRecord("DN4Q7R", "<a@b>", "south", "v1", "south.xlsx", "ru", "2026-01-21",
                             questions=asked_questions(first, a_round.form))  # fmt: skip
    second = build.replace(
        content, language="ru", version_key="v2", outcome="returned", earlier=earlier,
        findings=build.findings(build.finding("required", "women", "E24")),
    )  # fmt: skip
    text = told(letter(second, a_round.form))
    assert "новая версия отчёта получена, но пока не принята" in text
    assert "Исправлено и принято: E51." in text
    assert "Закрыты вопросы письма № DN4Q7R: 3." in text
    assert "Осталось: исправить 1 ячейку." in text
    accepted = build.replace(content, language="ru", version_key="v3", outcome="accepted", earlier=earlier)
    assert "Исправлено и принято: E24, E51." in told(letter(accepted, a_round.form))


def test_the_marks_bear_the_letters_numbers(content, a_round, build):
    found = build.findings(
        build.finding("training-balance", "trained", "E56", observed="5001", expected="21411"),
        build.finding("twofold-change", "trained_conciliation", "E60", "soft", observed="18233"),
        build.finding("change-not-mentioned", "women", "E24", "commentary"),
    )
    likely = build.suspects(("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1))
    marks = marks_of(build.replace(content, outcome="returned", findings=found, suspects=likely), a_round.form)
    assert marks[["number", "cell", "severity"]].to_numpy().tolist() == [
        [1, "E60", "hard"], [1, "E60", "soft"], [2, "E24", "commentary"]
    ]  # fmt: skip
    assert marks["message"].iloc[0].startswith("1\u00a0823 болуы ықтимал")
    assert marks["message"].iloc[[0, 2]].str.endswith((".", "?")).all()
    assert marks.loc[marks["cell"].eq("E60"), "observed"].eq("18\u00a0233").all(), "one cell is written in one way"
    assert marks["message"].iloc[2].startswith("Қай ұйымдарда және неге азайды"), (
        "the question stands at the cell of the change"
    )


def test_whom_to_ask_stands_in_the_letter(content, a_round, build):
    contact = Contact(name="А. Серікова", phone="+7 7172 00 00 00", room="312", hours="9:00–18:00")
    text = told(letter(build.replace(content, contact=contact), a_round.form))
    assert "Байланыс: А. Серікова, тел. +7 7172 00 00 00, 312-бөлме, 9:00–18:00." in text


def test_received_is_told_by_the_clocks_of_the_federation(content, a_round, build):
    changed = build.replace(content, language="ru", received="2026-01-20T21:30:00+00:00")
    assert "21 января, 02:30" in told(letter(changed, a_round.form))


@pytest.mark.parametrize(("reason", "said"), [
    ("picture", "Суретті оқи алмаймыз: қоса берілген Excel нысанын толтырыңыз."),
    ("presentation", "Файлды оқи алмадық (кесте емес, презентация)"),
])  # fmt: skip
def test_an_unreadable_file_is_told_without_codes(content, a_round, build, reason, said):
    found = build.findings(
        build.finding("workbook-unreadable", observed=reason, parameters={"raw": reason, "reason": reason})
    )
    changed = build.replace(content, outcome="unreadable", findings=found, blank=("south-2026.xlsx", b"PK"))
    message = letter(changed, a_round.form)
    assert said in told(message)
    assert reason not in told(message)
    assert [x.get_filename() for x in message.iter_attachments()] == ["south-2026.xlsx"]


def test_messages_are_said_in_the_letters_language(content, a_round, build):
    kk = "101-жол 102, 103 және 104-жолдардың қосындысына тең емес"
    given = {"lhs": 10.0, "rhs": 9.0, "diff": 1.0}
    found = build.findings(build.finding("members-balance", "members", "E7", message=kk, parameters=given))
    changed = build.replace(content, language="ru", outcome="returned", findings=found)
    assert "Строка 101 не равна сумме" in bodies(letter(changed, a_round.form))[0]


def test_changes_that_the_note_leaves_open(content, a_round, build):
    commentary = pd.DataFrame(
        {"organisation": "south", "grade": "restating", "indicator": ["members", "women", "students"],
         "verdict": ["restated", "unmentioned", "explained"], "reasons": "", "quote": ["мүшелер азайды", "", ""],
         "to_be_read": ""}
    )  # fmt: skip
    found = build.findings(
        build.finding("change-only-restated", "members", "E7", "commentary"),
        build.finding("change-not-mentioned", "under_35", "E21", "commentary"),
        build.finding("note-copied", severity="commentary", message="Жазба көшірілген"),
    )
    changed = build.replace(content, outcome="queried", commentary=commentary, findings=found)
    text = told(letter(changed, a_round.form))
    assert "2 140 → 2 000" in text
    assert "Жазба көшірілген" in text
    assert text.index("101-жол") < text.index("201-жол")
    assert "103-жол" not in text, "what the note explains is not asked again"


def test_a_change_that_is_not_large_is_asked_in_the_words_of_the_rule_that_asks(content, a_round, build):
    commentary = pd.DataFrame(
        {"organisation": "south", "grade": "restating", "indicator": ["members", "women"], "verdict": "unmentioned",
         "reasons": "", "quote": "", "to_be_read": ""}
    )  # fmt: skip
    why = "Число женщин выросло, мужчин – сократилось на 27: поясните."
    asked = {"outcome": "queried", "language": "ru", "commentary": commentary, "asked_because": {"women": why}}
    text = told(letter(build.replace(content, **asked), a_round.form))
    assert re.search(rf"2\. E\d+ – \S+ \S+ → \S+ \S+ \(строка 201\) · {re.escape(why)}", text)
    assert "2 140 → 2 000 · В каких организациях" in text, "of a large change the form's own question is asked"


@pytest.mark.parametrize(
    ("language", "help_line"),
    [("kk", "«1. Өзгерістің себебі – …»"), ("ru", "«1. Причина изменения – …»"), ("en", "«1. The reason for the change is …»")],
)  # fmt: skip
def test_a_change_is_answered_by_its_reason(content, a_round, build, language, help_line):
    commentary = pd.DataFrame(
        {"organisation": "south", "grade": "partial", "indicator": ["members"], "verdict": "unmentioned", "reasons": "", "quote": "",
         "to_be_read": ""}
    )  # fmt: skip
    asked = build.replace(content, outcome="queried", language=language, commentary=commentary)
    assert help_line in told(letter(asked, a_round.form))


def test_a_point_of_several_cells_names_every_row(content, a_round, build):
    trained = [x.name for x in a_round.form.indicators.values() if x.row in range(601, 607)]
    found = [build.finding("twofold-change", x, f"E{n}", "soft", observed="9") for n, x in enumerate(trained, 56)]
    asked = build.replace(content, outcome="queried", language="ru", findings=build.findings(*found))
    text = told(letter(asked, a_round.form))
    assert "E57 – 9 (строка 602)" in text
    assert "ещё 4 строки (603–606)" in text


@pytest.mark.parametrize(
    ("language", "first"),
    [("kk", "алдымен төмендегі сұрақтарға жауап беріңіз"), ("ru", "сначала ответьте на вопросы ниже"), ("en", "answer the questions below first")],
)  # fmt: skip
def test_a_return_with_nothing_to_mend_is_not_told_to_mend(content, a_round, build, language, first):
    found = build.findings(build.finding("prior-as-accepted", "women", "D24", period="prior", observed="27152"))
    text = told(letter(build.replace(content, outcome="returned", language=language, findings=found), a_round.form))
    assert first in text
    mend = build.findings(build.finding("required", "women", "E24"))
    again = build.replace(content, outcome="returned", language=language, findings=mend)
    assert first not in told(letter(again, a_round.form))


def test_the_deadline_that_has_passed(content, a_round, build):
    late = build.replace(content, outcome="returned", written=content.written.replace(month=2))
    assert "мүмкіндігінше тез" in flat(bodies(letter(late, a_round.form))[0])


def test_an_unreadable_file_has_no_figures(content, a_round, build):
    found = build.findings(build.finding("workbook-unreadable", message="Файл ашылмады"))
    changed = build.replace(content, outcome="unreadable", figures=content.figures.iloc[:0], findings=found)
    plain, _ = bodies(letter(changed, a_round.form))
    assert "Файл ашылмады" in plain
    assert "101 ·" not in plain
