"""Notes that repeat last year's or another's words, and notes of another date or organisation."""

from __future__ import annotations

import datetime as dt

import pytest
from small_notes import read

from commentary.text.copies import masked_words, name_words, plain_words, runs, share, stale_units
from commentary.verdicts.copying import ComparedNote, copied_notes
from commentary.verdicts.periods import OtherNames, wrong_period

AS_OF, PRIOR = dt.date(2026, 1, 1), dt.date(2025, 1, 1)
OWN, OTHER = ("Үлгі облыстық ұйымы",), ("Бөтен қалалық ұйымы", "Үлгі облыстық ұйымы", "Бөтен")
CAUSES = (
    "Колледж бен екі интернат жөндеуге жабылып, ұжымы басқа қалаға ауыстырылды, қалғаны зейнетке кетті деп хабарланды.",
    "Интернаттың тәрбиешілері мен аспаздары жұмыстан босатылып, көбі көрші ауданға көшіп, сонда балабақшаға орналасты.",
    "Колледждің үшінші курсы оқуын бітіріп кетті, ал бірінші курсқа қабылдау лицензия мәселесінен әзірге тоқтап қалды.",
    "Жас мамандарға берілетін пәтер бағдарламасы тоқтап, олар қайтадан ірі қалаларға, жеке мектептерге кетіп жатыр.",
    "Ауылдағы шағын мектептердің бесеуі бірден жабылып, балалар аудан орталығына автобуспен тасылатын болып отыр.",
)


def test_figures_and_names_are_masked_and_stand_once_in_a_row() -> None:
    names = name_words(["Үлгі облысы", "Ел"])
    assert masked_words("Үлгі облысы: 1 500 адам (01.01.2026)", names) == ("¤", "#", "адам", "#")
    assert masked_words("5 7 әйел") == ("#", "айел")
    assert plain_words("Үлгі облысы: 1 500 адам", names) == ("1500", "адам")
    assert "ел" not in names


def test_runs_and_shares() -> None:
    assert runs("abcdefg") == {tuple("abcde"), tuple("bcdef"), tuple("cdefg")}
    assert runs("abc") == {tuple("abc")}
    assert runs("") == frozenset()
    assert share(runs("abcdef"), runs("abcdexx")) == 0.5
    assert share(runs(""), runs("abc")) == 0.0


@pytest.mark.parametrize(
    ("last_year", "stale"),
    [
        ("Аудандардағы шағын жинақты екі мектеп жабылды. Әйелдер 5 200.", {0, 1}),
        ("Аудандардағы шағын жинақты 12 мектеп жабылды, ұжымы тарады. Жастар көп.", {0}),
        ("Аудандардағы шағын жинақты төрт мектеп ашылды. Жастар көп.", set()),
        ("Аудандардағы шағын жинақты екі мектеп жабылды. Жастар 5 200.", {0}),
        ("", set()),
        ("   ", set()),
        (None, set()),
    ],
)
def test_a_sentence_that_stood_in_last_years_note_is_stale(last_year: str | None, stale: set[int]) -> None:
    text = "Аудандардағы шағын жинақты төрт мектеп жабылды. Әйелдер 4 870."
    assert stale_units(text, last_year, read(text).readings, frozenset()) == stale


def compared(organisation: str, texts: tuple[str, ...], causal: int, numbers: set[float]) -> ComparedNote:
    return ComparedNote(organisation, texts, frozenset(range(causal)), frozenset(), frozenset(numbers))


@pytest.mark.parametrize(
    ("texts", "causal", "expected"),
    [
        (CAUSES, 5, 0),
        (CAUSES[:3], 3, None),
        (CAUSES, 2, None),
        ((*CAUSES[:4], "Мүлдем басқа себеп: жаңа зауыт ашылып, ондаған адам соған жұмысқа ауысып кеткен болатын."), 5, None),
    ],
)  # fmt: skip
def test_another_organisations_causes_are_a_copy_where_they_are_long_and_all_the_same(
    texts: tuple[str, ...], causal: int, expected: int | None
) -> None:
    notes = [compared("a", CAUSES, 5, set()), compared("b", texts, causal, set())]
    assert copied_notes(notes) == [None, expected]


def test_an_organisation_may_repeat_itself() -> None:
    assert copied_notes([compared("a", CAUSES, 5, set())] * 2) == [None, None]


@pytest.mark.parametrize(
    ("numbers", "words", "expected"),
    [
        ({14218, 13764, 12905, 12461, 9873}, "азайды, жабылды", 0),
        ({14218, 13764, 12905, 12461}, "азайды, жабылды", None),
        ({14218, 13764, 12905, 12461, 9873}, "мүлдем басқаша болып, тіпті әлдеқайда көбейді", None),
    ],
)
def test_a_short_note_is_a_copy_with_its_figures(numbers: set[float], words: str, expected: int | None) -> None:
    text = "Мүшелер саны 14 218-ден 13 764-ке, жұмыс істейтіндер 12 905-тен 12 461-ге {}, әйелдер 9 873."
    first = compared("a", (text.format("азайды, жабылды"),), 0, {14218, 13764, 12905, 12461, 9873})
    second = compared("b", (text.format(words),), 0, numbers)
    assert copied_notes([first, second]) == [None, expected]


def period(text: str) -> list[tuple[str, str]]:
    note = read(text)
    found = wrong_period(text, note.readings, OWN, OtherNames.of(OTHER), AS_OF, PRIOR)
    return [(f.observed, f.expected) for f in found]


@pytest.mark.parametrize(
    "text",
    [
        "ТҮСІНДІРМЕ ЖАЗБА\n2025 жылғы 1 қаңтардағы жағдай бойынша\nМүшелер 7 900.",
        "Пояснительная записка\nпо состоянию на 01.01.2025\nЧленов 7 900.",
    ],
)
def test_a_title_of_last_years_date_is_wrong(text: str) -> None:
    assert period(text) == [("01.01.2025", "01.01.2026")]


def test_a_report_on_an_earlier_year_is_wrong() -> None:
    assert period("Отчёт за 2024 год\nЧленов 7 900.") == [("2024", "01.01.2026")]


@pytest.mark.parametrize(
    "text",
    [
        "ТҮСІНДІРМЕ ЖАЗБА\n2026 жылғы 1 қаңтардағы жағдай бойынша\nМүшелер 7 900 (01.01.2025 – 8 400).",
        "Пояснительная записка\nпо состоянию на 01.01.2025\nЧленов на 01.01.2026 – 7 900.",
        "Пояснительная записка\nпо состоянию на 15.01.2025\nЧленов 7 900.",
        "Отчёт за 2025 год\nЧленов 7 900.",
        "По состоянию на 01.01.2025 членов 8 400.",
        "На 01.01.2025 женщин стало меньше, отчёт сдан.",
        "А.\nБ.\nВ.\nГ.\nД.\nОтчёт за 2024 год",
    ],
)
def test_a_date_that_is_no_title_or_not_alone_is_right(text: str) -> None:
    assert period(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Бөтен қалалық ұйымы\nМүшелер 7 900.", [("Бөтен қалалық ұйымы", OWN[0])]),
        ("Бөтен қалалық ұйымының жазбасы\nМүшелер 7 900.", [("Бөтен қалалық ұйымы", OWN[0])]),
        ("Бөтен қалалық ұйымы\nҮлгі облыстық ұйымына хат\nМүшелер 7 900.", []),
        ("Бөтен\nМүшелер 7 900.", []),
        ("Біз Бөтен қалалық ұйымымен бірге семинар өткіздік\nМүшелер 7 900.", []),
        ("А.\nБ.\nВ.\nГ.\nБөтен қалалық ұйымы", []),
    ],
)
def test_a_heading_of_another_organisation_alone_is_wrong(text: str, expected: list[tuple[str, str]]) -> None:
    assert period(text) == expected
