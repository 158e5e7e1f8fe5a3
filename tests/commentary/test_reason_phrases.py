"""The codes that phrases of published notes and of organisations' own are read as: one phrase, its codes, no others."""

from __future__ import annotations

import pytest

from commentary.verdicts.verdicts import reasons_of
from tests.commentary.small_notes import FORM, read

PUBLISHED = {
    "күндізгі нысанда оқитын студенттердің оқуын аяқтауымен": {"graduation"},
    "халықтың басқа қалаларға қоныс аударуымен": {"migration"},
    "көп балалы аналардың зейнетке шығуымен": {"retirement"},
    "бірнеше балабақшалардың өз қызметтерін тоқтатуымен": {"closure"},
    "бала санына байланысты аудандағы бір мектептің жабылуымен": {"small_schools", "closure"},
    "кәсіподақтың ұстанымдары мен талаптары бойынша келіспеушіліктерге орай": {"disagreement"},
    "жеке балабақша бастауыш кәсіподақ ұйымының жабылуымен": {"closure"},
    "халықтың көші-қондық кетуі": {"migration"},
    "балабақшалар мен мектептердің жабылуымен, қайта құрылуымен": {"closure", "reorganisation"},
    "жарна төлемей-ақ заңгерлік көмек аламыз деген желеумен": {"free_rider"},
    "тексеруден соң екі колледж студенттерінің шығуымен": {"students_left"},
    "балабақшалар мен шағын орталықтардың ваучерлік жүйеге көшуімен": {"voucher"},
    "бастауыш мектептердегі бюджеттік қаржыландырудың қысқаруымен": {"budget_cut"},
    "кейбір педагогтердің еңбек жолын аяқтауына байланысты": {"retirement"},
    "қызметкерлердің қалаларға қоныс аударуымен және басқа салаларға ауысуымен": {"migration", "sector_change"},
    "қызметкерлердің қысқартылуымен": {"redundancy"},
    "әкімшілік-аумақтық бірліктен тысқары жерлерге көшуімен": {"migration"},
    "шағын жинақты мектептердің жойылуымен": {"small_schools"},
    "мектепке дейінгі білім беру ұйымдарын коммерцияландыру процессімен": {"commercialisation"},
    "тиімді мотивация мен түсіндіру жұмыстарының нәтижесі": {"motivation"},
    "заманауи ақпараттық ресурстарды толық көлемде пайдаланбайды": {"information"},
    "практикалық жетістіктері ақпараттық кеңістікте жеткілікті деңгейде көрсетілмеген": {"information"},
}  # fmt: skip
OF_NO_MIGRATION = {
    "мектепке дейінгі ұйымдар ваучерлік қаржыландыру жүйесіне көшті": {"voucher"},
    "балабақшалар ваучерге көшірілді": {"voucher"},
    "жан басына шаққандағы қаржыландыруға көшуіне байланысты": {"voucher"},
    "из-за перехода детских садов на ваучерную систему": {"voucher"},
    "сады перешли на ваучеры": {"voucher"},
    "школы перешли на подушевое финансирование": {"voucher"},
    "центры перевели на ваучерное финансирование": {"voucher"},
    "балабақшалар жекеменшікке көшті": {"commercialisation"},
    "три сада перешли в частные руки": {"commercialisation"},
    "ұйымдар коммерциялық негізге көшті": {"commercialisation"},
    "есеп жаңа жүйеге көшті": {"other"},
    "сабақтар онлайн форматқа көшті": {"other"},
    "парақша жаңа доменге көшті": {"other"},
}  # fmt: skip
LABELS = [
    (code, language) for code in FORM.reasons for language in ("kk", "ru")
]  # fmt: skip


def codes(phrase: str) -> set[str]:
    readings = read(f"Мүшелер саны азайды: {phrase}.").readings
    return set(reasons_of(readings, range(len(readings)), dict.fromkeys(FORM.reasons, 1.0)))


@pytest.mark.parametrize("phrase", [*PUBLISHED, *OF_NO_MIGRATION])
def test_a_phrase_is_read_as_its_reasons_alone(phrase: str) -> None:
    assert codes(phrase) == (PUBLISHED | OF_NO_MIGRATION)[phrase]


@pytest.mark.parametrize(("code", "language"), LABELS)
def test_a_reason_in_the_words_of_the_form_is_that_reason(code: str, language: str) -> None:
    assert codes(FORM.reasons[code].label[language]) == {code}
