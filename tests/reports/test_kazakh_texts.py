from __future__ import annotations

import datetime as dt
import re

import pytest

from expectations.audit_texts import audit_texts
from reports.national.note_sentences import general_sentences
from reports.wording.catalogue import catalogue, phrase
from reports.wording.kazakh import (
    ablative_of_number,
    alphabetical,
    dative_of_number,
    instrumental,
    locative,
    within_sentence,
)
from reports.wording.spoken_dates import as_at, moment_text, until
from schemas.form.loading import load_form
from schemas.form.national_plan import WORDINGS
from schemas.form.note_plan import ANYWHERE, SENTENCES


@pytest.mark.parametrize(
    ("number", "ending"),
    [(1, "-ге"), (3, "-ке"), (6, "-ға"), (9, "-ға"), (10, "-ға"), (20, "-ға"), (30, "-ға"), (40, "-қа"), (50, "-ге"),
     (60, "-қа"), (70, "-ке"), (80, "-ге"), (90, "-ға"), (100, "-ге"), (111, "-ге"), (1000, "-ға"), (8716, "-ға"),
     (2_000_000, "-ға"), (0, "-ге"), (-45, "-ке")],
)  # fmt: skip
def test_dative_of_numbers_follows_the_last_word_read(number, ending):
    assert dative_of_number(number) == ending


def test_names_sort_as_in_the_kazakh_alphabet_whatever_their_marks():
    names = [
        "«Қамқор»",
        "Ұлытау",
        "Атырау",
        "«Ұстаз»",
        "Кереге",
        "Ақмола",
        "Қазақ ұлттық",
        "Қазақ технология",
        "Ізет",
        "Ыза",
    ]
    told = [
        "Ақмола",
        "Атырау",
        "Кереге",
        "Қазақ технология",
        "Қазақ ұлттық",
        "«Қамқор»",
        "Ұлытау",
        "«Ұстаз»",
        "Ыза",
        "Ізет",
    ]
    assert sorted(names, key=alphabetical) == told


@pytest.mark.parametrize(
    ("number", "ending"),
    [(1948, "-ден"), (3, "-тен"), (6, "-дан"), (9, "-дан"), (10, "-нан"), (40, "-тан"), (80, "-нен"), (455, "-тен"),
     (700, "-ден"), (1000, "-нан"), (0, "-ден")],
)  # fmt: skip
def test_ablative_of_numbers_follows_the_last_word_read(number, ending):
    assert ablative_of_number(number) == ending


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("Түркістан облыстық ұйымы", "Түркістан облыстық ұйымында"),
        (
            "Астана қаласы білім беру қызметкерлерінің кәсіподағы",
            "Астана қаласы білім беру қызметкерлерінің кәсіподағында",
        ),
        ("Білім беру мекемесі", "Білім беру мекемесінде"),
        ("«Алтын жебе» жергілікті кәсіптік одағы", "«Алтын жебе» жергілікті кәсіптік одағында"),
        ("«Ұстаз»", "«Ұстаз» ұйымында"),
        ("Оқытушылар одақ", "Оқытушылар одақта"),
        ("ОАМ БКҰ", "ОАМ БКҰ ұйымында"),
    ],
)
def test_locative_of_names(name, there):
    assert locative(name) == there


@pytest.mark.parametrize(
    ("phrase_", "told"),
    [("студенттердің оқуын аяқтауы", "студенттердің оқуын аяқтауымен"), ("көшу, көші-қон", "көшумен, көші-қонмен"),
     ("келіспеу", "келіспеумен"), ("көмек", "көмекпен"), ("бұйрық", "бұйрықпен"), ("мотивация", "мотивациямен")],
)  # fmt: skip
def test_instrumental(phrase_, told):
    assert instrumental(phrase_) == told


def test_every_reason_of_the_form_has_an_instrumental():
    for reason in load_form().reasons.values():
        assert re.search(r"[мбп]ен$", instrumental(reason.label.kk))


def test_dates():
    day = dt.date(2026, 1, 31)
    assert until(day, "kk", 2026) == "31 қаңтардан кешіктірмей"
    assert until(dt.date(2026, 12, 20), "kk") == "2026 жылғы 20 желтоқсаннан кешіктірмей"
    assert until(day, "ru", 2025) == "не позднее 31 января 2026 года"
    assert as_at(dt.date(2026, 1, 1), "kk") == "2026 жылғы 1 қаңтардағы жағдай бойынша"
    assert moment_text("2026-11-28T10:20:00+00:00", "kk", "Asia/Almaty", 2026) == "28 қараша, 15:20"
    assert moment_text("2026-01-20", "en", "Asia/Almaty", 2027) == "20 January 2026"
    assert moment_text("unknown", "ru", "Asia/Almaty") == "unknown"


def test_texts_have_the_same_placeholders_in_every_language():
    for name, text in catalogue().items():
        held = [set(re.findall(r"\{(\w+)\}", text[language])) for language in ("kk", "ru", "en")]
        assert held[0] == held[1] == held[2], name
        assert all(text[language].strip() for language in ("kk", "ru", "en")), name


def test_a_missing_text_is_an_error():
    with pytest.raises(KeyError):
        phrase("letter.no-such-text", "kk")


def test_every_outcome_and_grade_has_its_texts():
    from reports.letters import LETTER_OUTCOMES, UNCONFIRMED
    from schemas.frames import GRADES, OUTCOMES, VERDICTS

    for outcome in (*LETTER_OUTCOMES, UNCONFIRMED):
        assert {f"letter.subject.{outcome}", f"letter.verdict.{outcome}"} <= set(catalogue())
    assert set(LETTER_OUTCOMES) <= set(OUTCOMES)
    assert {f"outcome.{x}" for x in OUTCOMES} | {f"grade.{x}" for x in GRADES} | {
        f"verdict.{x}" for x in VERDICTS
    } <= set(catalogue())


def test_dative_of_a_decimal_follows_its_fraction():
    assert [dative_of_number(x) for x in (2.5, 121.5, 0.4, 1.25, 3.0)] == ["-ке", "-ке", "-ке", "-ке", "-ке"]
    assert [dative_of_number(x) for x in (2.6, 0.3, 7.1)] == ["-ға", "-ке", "-ге"]


def test_a_label_within_a_sentence_begins_small_unless_it_is_an_abbreviation():
    told = [within_sentence(x) for x in ("Әйелдердің саны", "БКҰ саны", "35 жасқа дейінгілер", "")]
    assert told == ["әйелдердің саны", "БКҰ саны", "35 жасқа дейінгілер", ""]


def test_every_sentence_of_the_note_is_filled_with_what_a_form_may_use_too():
    general = general_sentences()
    for sentences in SENTENCES.values():
        for name, known_here in sentences.items():
            assert set(re.findall(r"\{(\w+)\}", general[name])) <= known_here | ANYWHERE, name


def test_what_a_form_may_say_in_its_own_words_has_general_words():
    for name, known_here in WORDINGS.items():
        kind, _, key = name.partition(".")
        general = {**audit_texts("labels"), **audit_texts("checks")}.get(key) if kind == "audit" else catalogue()[name]
        assert set(re.findall(r"\{(\w+)\}", general["ru"])) <= known_here | {"total"}, name
