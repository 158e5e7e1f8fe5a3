"""Notes of a form that says nothing of how its rows are mentioned, and of one that says some of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from commentary.statements.notes import Note
from commentary.text.row_phrases import row_phrases
from commentary.text.vocabulary import vocabulary_of
from commentary.text.word_stems import stem
from commentary.verdicts.assessment import Assessment, assess
from schemas.form.loading import load_form, load_form_at, read_form
from schemas.form.model import Form

SOURCE = Path(__file__).parent / "health_form.yaml"
FORM = load_form_at(SOURCE)
FIGURES: dict[str, tuple[float | None, float | None]] = {
    "everyone": (5200, 4900), "doctors": (1400, 1250), "nurses": (3000, 2870), "others": (800, 780), "hospitals": (48, 45),
    "accidents": (31, 19), "fatal": (4, 2), "inspectors": (60, 66),
}  # fmt: skip


def assessed(text: str, form: Form = FORM) -> Assessment:
    note = Note(
        key="a", organisation="Абай", names=("Абай ұйымы",), text=text, figures=FIGURES, material=tuple(FIGURES),
        as_of=dt.date(2026, 1, 1), prior_as_of=dt.date(2025, 1, 1),
    )  # fmt: skip
    return assess([note], form)


def told(text: str, form: Form = FORM) -> dict[str, str]:
    """indicator -> verdict, the unmentioned left out."""
    rows = assessed(text, form).verdicts.itertuples()
    return {str(r.indicator): str(r.verdict) for r in rows if r.verdict != "unmentioned"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Дәрігерлер саны 150-ге кеміді, себебі екі аурухана жабылды.", {"doctors": "explained"}),
        ("Врачей стало меньше на 150 из-за закрытия двух больниц.", {"doctors": "explained"}),
        ("Среднего медперсонала меньше на 130: люди переехали в города.", {"nurses": "explained"}),
        ("Мейіргерлердің саны 2 870, олар басқа қалаларға көшіп кетті.", {"nurses": "explained"}),
        ("Медсестёр теперь 2 870, многие ушли на пенсию.", {"nurses": "explained"}),
        ("12: закрытие стационара\n20: 45", {"nurses": "explained", "hospitals": "restated"}),
    ],
)
def test_a_cause_explains_the_row_that_its_label_names(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Кәсіподақ мүшелерінің саны 4 900 адам.", {"everyone": "restated"}),
        ("Членов профсоюза 4 900, врачей 1 250.", {"everyone": "restated", "doctors": "restated"}),
        ("Медициналық ұйымдардың саны 45, жазатайым оқиғалар 19.", {"hospitals": "restated", "accidents": "restated"}),
        ("Несчастных случаев 19, медорганизаций 45.", {"hospitals": "restated", "accidents": "restated"}),
        ("Техникалық инспекторлар 66-ға жетті, олардың 40-ы жаңа.", {"inspectors": "restated"}),
        ("Общественных теперь 66.", {"inspectors": "restated"}),
        ("Медперсонал – 2 870.", {"nurses": "restated"}),
    ],
)
def test_a_figure_restates_the_row_in_any_case(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ұйым өз жұмысын Жарғыға сәйкес жүргізеді.",
        "Проведены семинары и спартакиада для медперсонала.",
        "Орта мектептер мен балабақшалар жабылды.",
        "Причина: закрытие двух больниц.",
        "Численность выросла.",
        "Женщин 7 050, молодёжи 2 550, первичных организаций 202.",
    ],
)
def test_a_note_that_names_no_row_mentions_none(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "indicator", "rule"),
    [
        ("Дәрігерлер саны 1 350 адам болды.", "doctors", "note-number-unknown"),
        ("Врачей 1 350 человек.", "doctors", "note-number-unknown"),
        ("Число врачей увеличилось.", "doctors", "note-direction-wrong"),
        ("Дәрігерлер саны көбейді.", "doctors", "note-direction-wrong"),
    ],
)
def test_a_wrong_number_or_direction_contradicts(text: str, indicator: str, rule: str) -> None:
    result = assessed(text)
    assert told(text) == {indicator: "contradicted"}
    found = result.findings[result.findings["rule"].eq(rule)]
    assert list(found["indicator"]) == [indicator]


def test_a_reason_that_the_form_lacks_is_another_reason() -> None:
    moved, closed = "Врачей меньше на 150: люди переехали в города.", "Врачей меньше на 150: закрыты две больницы."
    for text, reason in ((moved, "migration"), (closed, "other")):
        verdicts = assessed(text).verdicts.set_index("indicator")
        assert verdicts.at["doctors", "reasons"] == reason


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("В малокомплектных сельских школах было 1 500 учащихся, стало 1 380.", "restated"),
        ("В малокомплектных сельских школах учащихся меньше на 120: семьи переехали в города.", "explained"),
    ],
)
def test_a_label_that_sounds_like_a_cause_is_none(text: str, verdict: str) -> None:
    note = Note(
        key="a", organisation="Абай", names=("Абай бөлімі",), text=text, figures={"pupils_small": (1500, 1380)},
        material=("pupils_small",), as_of=dt.date(2026, 1, 1), prior_as_of=dt.date(2025, 1, 1),
    )  # fmt: skip
    assert list(assess([note], load_form("schools")).verdicts["verdict"]) == [verdict]


def test_words_of_a_reason_find_it_in_a_note() -> None:
    text = "Врачей меньше на 150: закрыты две больницы."
    closed = FORM.reasons["migration"].model_copy(update={"words": ("закрыт* ~1 больниц*",)})
    form = FORM.model_copy(update={"reasons": FORM.reasons | {"hospital_closed": closed}})
    form._digest = ""
    assert assessed(text, form).verdicts.set_index("indicator").at["doctors", "reasons"] == "hospital_closed"


def test_a_part_says_nothing_of_the_total_where_the_form_names_no_parts() -> None:
    text = "Среднего медперсонала меньше на 130, врачей на 150: закрыты две больницы."
    assert told(text) == {"nurses": "explained", "doctors": "explained"}
    parts = SOURCE.read_text(encoding="utf-8") + "roles: {total: everyone, parts: [nurses, doctors, others]}\n"
    assert told(text, read_form(parts)) == {"everyone": "explained", "nurses": "explained", "doctors": "explained"}


def test_words_of_the_form_stand_in_the_place_of_its_labels() -> None:
    mentions = "phrases:\n  doctors: ['лечащ* состав*']\nno_mention: ['лечащ* состав* госпитал*']\n"
    form = read_form(SOURCE.read_text(encoding="utf-8"), parts={"mentions": mentions})
    assert told("Лечащий состав – 1 250.", form) == {"doctors": "restated"}
    assert told("Лечащий состав госпиталя – 1 250 врачей.", form) != told("Лечащий состав – 1 250 врачей.", form)
    assert told("Число медорганизаций 45.", form) == {}


def test_structure_without_words_goes_with_the_labels() -> None:
    source = SOURCE.read_text(encoding="utf-8")
    form = read_form(source, parts={"mentions": "general: [doctors, everyone]\n"})
    assert told("Причина: 150 человек уехали в другие города.", form) == {"doctors": "explained"}
    assert told("Из-за закрытия больниц стало меньше.", form) == {"everyone": "explained"}
    assert told("Из-за открытия больниц стало больше.", form) == {}


def test_kinds_are_read_in_talk_of_their_whole_alone() -> None:
    mentions = (
        "phrases:\n  accidents: ['травм*']\n  fatal: ['тяжел*']\nbreakdowns:\n  - {whole: accidents, parts: [fatal]}\n"
    )
    form = read_form(SOURCE.read_text(encoding="utf-8"), parts={"mentions": mentions})
    assert told("Тяжёлых 2.", form) == {}
    assert told("Травм 19. Тяжёлых 2.", form) == {"accidents": "restated", "fatal": "restated"}


def test_a_vocabulary_is_made_once_for_a_form_and_anew_for_another() -> None:
    assert vocabulary_of(FORM) is vocabulary_of(load_form_at(SOURCE))
    assert vocabulary_of(FORM) is vocabulary_of(FORM.for_round(dt.date(2027, 1, 1)))
    assert vocabulary_of(FORM).rows[31] == "fatal"
    assert vocabulary_of(load_form()).rows[101] == "members"


@pytest.mark.parametrize(
    ("indicator", "strong", "weak"),
    [
        ("doctors", {"даригер*", "врач*"}, set()),
        ("nurses", {"средн* медперсонал*", "мейиргер*", "медсест*"}, {"медперсонал*"}),
        ("hospitals", {"медицинали* уйим*", "медорганизаци*"}, set()),
        ("accidents", {"жазатайим* окига*", "несчастн* случа* на производст*", "несчастн* случа*"}, {"окига*"}),
        ("fatal", {"олим* аякталган*", "смертельн*"}, set()),
        ("inspectors", {"техническ* инспектор*", "общественн*", "когамди*"}, {"инспектор*"}),
    ],
)
def test_labels_give_phrases(indicator: str, strong: set[str], weak: set[str]) -> None:
    phrases = row_phrases(FORM)
    assert strong <= set(phrases.strong[indicator])
    assert weak <= set(phrases.weak[indicator])
    assert all(len(phrase.split()) <= 2 for phrase in phrases.weak[indicator])


def test_what_two_rows_are_called_by_names_neither() -> None:
    text = SOURCE.read_text(encoding="utf-8").replace('ru: "Прочие работники"', 'ru: "Численность врачей"')
    phrases = row_phrases(read_form(text))
    assert "врач*" not in {*phrases.strong["doctors"], *phrases.strong["others"], *phrases.weak["doctors"]}
    assert "даригер*" in phrases.strong["doctors"]


def form_with(mentions: str) -> Form:
    return read_form(SOURCE.read_text(encoding="utf-8"), parts={"mentions": mentions})


def test_a_number_of_a_phrase_lies_between_its_limits() -> None:
    phrases = "phrases:\n  others: ['до # лет']\n"
    assert told("До 35 лет – 780.", form_with(phrases)) == {"others": "restated"}
    assert told("До 35 лет – 780.", form_with(phrases + "phrase_numbers: [28, 35]\n")) == {"others": "restated"}
    assert told("До 35 лет – 780.", form_with(phrases + "phrase_numbers: [28, 34]\n")) == {}
    assert told("До 240 лет – 780.", form_with(phrases)) == {"others": "restated"}


def test_a_row_of_letterheads_is_no_statement_in_a_signature() -> None:
    phrases = "phrases:\n  doctors: ['врач*']\n"
    signed = "С уважением, главный врач"
    assert assessed(signed, form_with(phrases)).grades.at["a", "grade"] == "boilerplate"
    assert assessed(signed, form_with(phrases + "in_letterheads: [doctors]\n")).grades.at["a", "grade"] == "absent"


def test_of_these_people_so_many_are_of_a_row_that_the_form_says() -> None:
    phrases = "phrases:\n  everyone: ['член*']\nweak:\n  others: ['санитар*']\n"
    text = "Членов 4 900, из них 230 санитаров."
    assert told(text, form_with(phrases)) == {"everyone": "restated"}
    found = told(text, form_with(phrases + "counted_of_these: [others]\n"))
    assert found == {"everyone": "restated", "others": "restated"}


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("мушелеринин", "kk", "муше"),
        ("касиподагинда", "kk", "касипода"),
        ("касиподак", "kk", "касипода"),
        ("жас", "kk", "жас"),
        ("врачей", "ru", "врач"),
        ("обучающихся", "ru", "обучающ"),
        ("первички", "ru", "первич"),
        ("случаи", "ru", "случа"),
        ("дети", "ru", "дети"),
        ("nurses", "en", "nurs"),
        ("shifokorlar", "uz", "shifokorlar"),
    ],
)
def test_a_stem_is_what_endings_leave(word: str, language: str, expected: str) -> None:
    assert stem(word, language) == expected
