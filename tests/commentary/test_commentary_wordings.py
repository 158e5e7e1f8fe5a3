"""Wordings that tell a level, a change or a cause without the usual signs for it."""

from __future__ import annotations

import datetime as dt

import pytest

from commentary.statements.notes import Note
from commentary.verdicts.assessment import assess
from schemas.form.loading import load_form

FORM = load_form()
FIGURES: dict[str, tuple[float | None, float | None]] = {
    "members": (10000, 9400), "working": (9600, 9050), "students": (300, 240), "pensioners": (100, 110), "women": (7500, 7050),
    "under_35": (2800, 2550), "primaries": (208, 202), "trained": (1500, 1900), "trained_activists": (700, 980),
}  # fmt: skip
MATERIAL = ("members", "working", "students", "women", "under_35", "primaries", "trained", "trained_activists")


def assessed(text: str) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """indicator -> verdict (the unmentioned left out), indicator -> reasons, and the rules of wrong statements."""
    given = Note(
        key="a", organisation="sample", names=("Үлгі облыстық ұйымы",), text=text, figures=FIGURES, material=MATERIAL,
        as_of=dt.date(2026, 1, 1), prior_as_of=dt.date(2025, 1, 1),
    )  # fmt: skip
    result = assess([given], FORM)
    rows = list(result.verdicts.itertuples())
    verdicts = {str(r.indicator): str(r.verdict) for r in rows if r.verdict != "unmentioned"}
    reasons = {str(r.indicator): str(r.reasons) for r in rows if r.reasons}
    return verdicts, reasons, sorted(r for r in result.findings["rule"] if not r.startswith("change-"))


def told(text: str) -> dict[str, str]:
    return assessed(text)[0]


WRONG, RIGHT, CAUSE = "contradicted", "restated", "explained"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Численность работающих сократилась до 8 430.", {"working": WRONG}),
        ("Численность работающих сократилась до 9 050.", {"working": RIGHT}),
        ("Численность работающих сократилась с 9 600 до 9 050.", {"working": RIGHT}),
        ("Жұмыс істейтіндер 8 430-ға дейін кеміді.", {"working": WRONG}),
        ("Жұмыс істейтіндер 9 050-ге дейін кеміді.", {"working": RIGHT}),
        ("Әйелдер саны 7 500-ден 7 050-ге дейін төмендеді.", {"women": RIGHT}),
        ("Женщин теперь 6 230, причина – закрытие пришкольных интернатов.", {"women": WRONG}),
        ("Работающих осталось 8 430 из-за переезда семей в город.", {"working": WRONG}),
        ("Көшіп кеткендердің кесірінен жұмыс істейтіндер 8 430 болды.", {"working": WRONG}),
        ("Из-за переезда 120 семей работающих осталось 9 050.", {"working": CAUSE, "members": CAUSE}),
        ("Женщин стало меньше на 450 человек, или на 14 %.", {"women": WRONG}),
        ("Женщин стало меньше на 450 человек, или на 6 %.", {"women": RIGHT}),
        ("Работающих 9 050, это на 14 % меньше прошлогоднего.", {"working": WRONG}),
        ("Әйелдер 450 адамға, яғни 14 пайызға азайды.", {"women": WRONG}),
        ("Әйелдер 450 адамға (14 %) азайды.", {"women": WRONG}),
        ("Әйелдер 450 адамға (6 %) азайды.", {"women": RIGHT}),
        ("Әйелдер 14 пайызға төмен.", {"women": WRONG}),
        ("Женщин 7 050 (75 % всех членов).", {"women": RIGHT, "members": "unmentioned"}),
        ("Работающие: 9 600 – 9 050, разница – 820 чел.", {"working": WRONG}),
        ("Жұмыс істейтіндер 9 600-ден 9 050-ге түсті, айырмасы – 820 адам.", {"working": WRONG}),
        ("Жұмыс істейтіндер 9 600-ден 9 050-ге түсті, айырмашылық 550 адам.", {"working": RIGHT}),
        ("Женщин 9 050 человек.", {"women": WRONG}),
        ("Работающих 9 050 чел., что на 820 меньше, чем год назад.", {"working": WRONG}),
        ("Работающих стало меньше на 320: закрылись две школы.", {"working": WRONG}),
        ("Работающих стало меньше на 320: закрылись две школы. Ещё 230 ушли на пенсию.", {"working": CAUSE}),
        ("Из-за закрытия двух школ работающих стало меньше на 320, на пенсию ушли 230.", {"working": CAUSE}),
        ("Первичные организации: 215 (из-за новых школ).", {"primaries": WRONG}),
        ("Женщин 7 050 (-14 %).", {"women": WRONG}),
        ("Работающих 550 чел. убыло, женщин 450.", {"working": RIGHT, "women": RIGHT}),
    ],
)  # fmt: skip
def test_wrong_figures_count_in_any_wording(text: str, expected: dict[str, str]) -> None:
    found = told(text)
    assert {k: found.get(k, "unmentioned") for k in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Түсіндіру жұмыстарының арқасында әйелдер саны өсті.", {"women": WRONG}),
        ("Жыл барысында жастар саны көбейді.", {"under_35": WRONG}),
        ("Есіл ауданындағы мектептерде әйелдер саны өсті.", {"women": "unmentioned"}),
        ("Прошедших обучение не прибавилось.", {"trained": WRONG}),
        ("Оқудан өткендер саны артпады.", {"trained": WRONG}),
        ("Женщин столько же, сколько в прошлом году.", {"women": WRONG}),
        ("Әйелдер саны былтырғыдай.", {"women": WRONG}),
        ("Студенттер саны азайған жоқ.", {"students": WRONG}),
        ("Әйелдер саны көбейген жоқ.", {"women": RIGHT}),
        ("Жастардың қатары толыға түсті.", {"under_35": WRONG}),
        ("Жастар қатары сиреді.", {"under_35": RIGHT}),
        ("Ряды женщин пополнились.", {"women": WRONG}),
        ("Обученных поубавилось.", {"trained": WRONG}),
        ("Оқытылғандар азайып кетті.", {"trained": WRONG}),
        ("Студенттер саны еселенді.", {"students": WRONG}),
        ("Работающие: +550.", {"working": WRONG}),
        ("Работающие: –550.", {"working": RIGHT}),
        ("102 – +550", {"working": WRONG}),
        ("102 – рост", {"working": WRONG}),
        ("102 – снижение", {"working": RIGHT}),
        ("Нас прибавилось!! 🎉 женщин 7 050", {"members": WRONG, "women": RIGHT}),
        ("Біз көбейдік! Әйелдер – 7 050.", {"members": WRONG, "women": RIGHT}),
        ("102 – +310; 201 – +120", {"working": WRONG, "women": WRONG}),
        ("Численность выросла.", {"members": WRONG}),
        ("Численность сократилась.", {"members": RIGHT}),
        ("Женщин у нас больше, чем в прошлом году.", {"women": WRONG}),
        ("Нас стало меньше.", {"members": RIGHT}),
        ("Әйелдер кеміді, жастар да 9,9 пайызға.", {"women": RIGHT, "under_35": RIGHT}),
    ],
)  # fmt: skip
def test_movements_in_any_wording(text: str, expected: dict[str, str]) -> None:
    found = told(text)
    assert {k: found.get(k, "unmentioned") for k in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "Есіл ауданында әйелдер саны өсті.",
        "Работающих 9 050, в детских садах их стало больше.",
        "Әйелдер саны өткен жылы өскен болатын, биыл 7 050.",
        "Доля женщин выросла до 75 %.",
        "Доверие женщин к профсоюзу выросло.",
        "Не прибавилось и забот: женщин 7 050.",
        "Работающих принято 300, выбыло 850.",
        "Из-за закрытия школ выбыло 400 работающих, всего минус 550.",
        "Жаңадан 120 әйел қабылданды, 570 әйел шықты.",
        "Женщин +120, –570.",
        "План на будущее: женщин +300.",
        "Членов 9 400, из них до 35 лет 27 %.",
        "Нас поддержали, помощи стало больше.",
    ],
)
def test_nothing_wrong_is_found_in_true_or_other_statements(text: str) -> None:
    verdicts, _, rules = assessed(text)
    assert WRONG not in verdicts.values()
    assert not rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ақсу қаласы: 3 120 мүше, былтыр 3 300. Талды қаласы: 2 080 мүше.", {}),
        ("Доля женщин – 75 %.", {}),
        ("Құрамдағы әйелдердің үлесі – 75 пайыз.", {}),
        ("Девушек и женщин в коллективах теперь 7 050.", {"women": RIGHT}),
        ("Девчат 7 050, молодняка 2 550.", {"women": RIGHT, "under_35": RIGHT}),
        ("Актива обучено 980: открылась зимняя школа профактива. Обучено всего 1 900.", {"trained_activists": CAUSE, "trained": RIGHT}),
        ("Студенты: 240, четвёртый курс выпущен. Молодёжь 2 550. Женщин 7 050.", {"students": CAUSE, "under_35": RIGHT, "women": RIGHT}),
    ],
)  # fmt: skip
def test_what_is_spoken_of(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("До 35 лет – 2 550: парней забрали служить в армию.", "under_35", "other"),
        ("35 жасқа дейінгілер 2 550: жігіттер әскерге алынды.", "under_35", "other"),
        ("Женщин 7 050: многие в отпуске по уходу за ребёнком.", "women", "other"),
        ("Жастар 2 550: Польшаға, Германияға жұмыс іздеп кетті.", "under_35", "migration"),
        ("Оқытылғандар 1 900: әлеуметтік жоба бойынша мемлекеттік грант ұтып алдық.", "trained", "other"),
        ("Обучено 1 900: выиграли республиканский грант.", "trained", "other"),
        ("Бастауыш ұйымдар 202: алты ауылда мектеп жоқ енді.", "primaries", "closure"),
        ("Первичек 202: шести садов больше нет.", "primaries", "closure"),
        ("Женщин 7 050: вместо ушедших взяли на работу выпускниц педколледжа.", "women", "other"),
        ("Студенты 240: выпустился пятый курс.", "students", "graduation"),
        ("Работающих 9 050: люди не хотят платить взносы.", "working", "free_rider"),
    ],
)  # fmt: skip
def test_plain_facts_are_causes(text: str, expected: str, reason: str) -> None:
    verdicts, reasons, _ = assessed(text)
    assert verdicts.get(expected) == CAUSE
    assert reasons[expected] == reason


def test_a_whole_note_of_another_organisation_is_copied() -> None:
    own = (
        "Мүшелер саны 14 218-ден 13 764-ке азайды. Жұмыс істейтіндер 12 905-тен 12 461 болды, екі мектеп жабылды. "
        "Әйелдер 9 873, жастар 3 127. Бастауыш ұйымдар 214-тен 209-ға түсті."
    )
    notes = [
        Note(
            key=key, organisation=key, names=(f"{key} ұйымы",), text=text, figures=FIGURES, material=MATERIAL,
            as_of=dt.date(2026, 1, 1), prior_as_of=dt.date(2025, 1, 1),
        )
        for key, text in (("a", own), ("b", own), ("c", own.replace("14 218", "15 332").replace("13 764", "14 881")
         .replace("12 905", "13 004").replace("12 461", "12 777").replace("9 873", "9 999").replace("3 127", "3 333")))
    ]  # fmt: skip
    findings = assess(notes, FORM).findings
    assert list(findings.loc[findings["rule"] == "note-copied", "key"]) == ["b"]
