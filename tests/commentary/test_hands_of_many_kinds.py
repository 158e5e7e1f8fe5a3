"""Notes in other hands: Latin letters, a scanner's digits, no capitals, rows by their codes, words that point back."""

from __future__ import annotations

import pytest
from small_notes import explained, read, wrong

from commentary.text.latin_kazakh import in_cyrillic, is_latin_kazakh
from commentary.text.scanned_text import as_meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("qyzdar 380nen 410ga keldi", "қыздар 380нен 410га келди"),
        ("ıaǵnı 4,1 paıyzǵa azaıdy", "яғни 4,1 пайызға азайды"),
        ("35ke deiingiler, äielder", "35ке дейингилер, әйелдер"),
        ("jańadan 3 mektep ashyldy", "жаңадан 3 мектеп ашылды"),
    ],
)
def test_latin_kazakh_is_read_as_cyrillic(text: str, expected: str) -> None:
    written, places = in_cyrillic(text)
    assert is_latin_kazakh(text)
    assert written == expected
    assert places[-1] == len(text)


@pytest.mark.parametrize("text", ["Number of members: 410, of which women 380.", "Қыздар 410 (files: report.docx)", ""])
def test_other_texts_are_not_latin_kazakh(text: str) -> None:
    assert not is_latin_kazakh(text)


def test_tokens_of_latin_kazakh_stand_where_they_were_written() -> None:
    note = read("Aielder 5200den 4870ke kemidi, mektep jabyldy, qyzdar ketti.")
    (statement,) = (s for s in note.statements if s.indicator == "women" and s.amounts)
    tokens = note.readings[0].tokens
    assert [(a.value, a.match) for a in statement.amounts] == [(5200, "prior"), (4870, "current")]
    assert note.text[tokens[0].start : tokens[0].end] == "Aielder"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 64О (3 84О)", "3 640 (3 840)"),
        ("I О5О", "1 050"),
        ("I6О адам", "160 адам"),
        ("са1ынған", "салынған"),
        ("1 и 375", "1 и 375"),
        ("31-і", "31-і"),
    ],
)
def test_scanned_digits_are_read_as_meant(text: str, expected: str) -> None:
    assert as_meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("101 = 7900. 102 = 7540.", {"members", "working"}),
        ("101, 201: по 500 меньше.", {"members", "women"}),
        ("101–103-жолдар: өзгеріс бар.", {"members", "working", "students"}),
        ("«302: 131, было 140».", {"primaries"}),
        ("102. Мемлекеттік тапсырыс ваучерге ауысты.", {"working"}),
        ("602-жол 930, 604-жол 640.", {"trained_chairs", "trained_audit"}),
        ("Бастауыш ұйымдар 202: алты ауылда мектеп жоқ енді.", {"primaries"}),
        ("Обучено 101 человек.", {"trained"}),
    ],
)
def test_codes_of_rows_name_them(text: str, expected: set[str]) -> None:
    assert {m.indicator for r in read(text).readings for m in r.mentions if not m.weak} == expected


def test_sentences_without_capitals_are_parted() -> None:
    assert len(read("женщин стало меньше. закрыта школа. молодые уехали.").readings) == 3


@pytest.mark.parametrize(
    ("text", "causal", "expected"),
    [
        ("Сады закрыли. Женщин меньше по тому же основанию.", 0, ("women", "following")),
        ("Работающих меньше: закрыты сады. Из них 330 женщин.", 0, ("women", "back")),
        ("Жұмыс істейтіндер кеміді, мектеп жабылды. Олардың дені – әйелдер.", 0, ("women", "back")),
        ("Работающих 7 540. Молодые воспитатели ушли: аренду не платят.", 1, ("under_35", "named")),
    ],
)
def test_a_cause_reaches_those_it_is_told_of(text: str, causal: int, expected: tuple[str, str]) -> None:
    assert expected in {(indicator, way) for indicator, _, way in explained(text, causal)}


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Женщин 4 870, год назад 5 020.", "women"),
        ("Биыл 5 200 әйел бар, әйелдер саны осы.", "women"),
        ("Әйелдер 4 870-тен 5 200-ге барды.", "women"),
        ("По всем строкам без изменений.", "women"),
    ],
)
def test_figures_of_the_wrong_year_and_all_rows_unchanged_are_wrong(text: str, indicator: str) -> None:
    assert indicator in {c.indicator for c in wrong(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Женщин 4 870, год назад 5 200.",
        "Женщин было 5 020, то есть описался, 5 200.",
        "Обучено 1 230 из 1 300 запланированных.",
        "Әйелдер 5 200-ден 4 870-ке түсті.",
        "Женщин 4 870, было на 330 больше.",
        "По всем строкам изменения описаны.",
    ],
)
def test_look_alikes_are_not_wrong(text: str) -> None:
    assert wrong(text) == []
