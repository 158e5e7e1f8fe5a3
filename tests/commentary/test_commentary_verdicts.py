"""Verdicts, grades and findings of notes, without the meaning part: one settled case of the labels' policy each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary.statements.notes import Note
from commentary.training.evaluation import predict_jsonl, read_jsonl, scores
from commentary.verdicts.assessment import Assessment, assess
from schemas.errors import UsageError
from schemas.form.loading import load_form

FORM = load_form()
FIGURES = {
    "members": (10000, 9400), "working": (9600, 9050), "students": (300, 240), "pensioners": (100, 110), "women": (7500, 7050),
    "under_35": (2800, 2550), "primaries": (208, 202), "trained": (1500, 1900),
}  # fmt: skip
MATERIAL = ("members", "working", "students", "women", "under_35", "trained")
OWN = Path(__file__).parent / "written_notes.jsonl"


def note(text: str, **given: object) -> Note:
    values = {
        "key": "a", "organisation": "sample", "names": ("Үлгі облыстық ұйымы",), "text": text, "figures": FIGURES, "material": MATERIAL,
        "as_of": dt.date(2026, 1, 1), "prior_as_of": dt.date(2025, 1, 1),
    }  # fmt: skip
    return Note(**{**values, **given})  # type: ignore[arg-type]


def told(text: str, **given: object) -> dict[str, str]:
    """indicator -> verdict, the unmentioned left out."""
    frame = assess([note(text, **given)], FORM).verdicts
    return {r.indicator: r.verdict for r in frame.itertuples() if r.verdict != "unmentioned"}


def rules(text: str, **given: object) -> list[str]:
    """The rules of the findings, the questions about open changes left out."""
    frame = assess([note(text, **given)], FORM).findings
    return sorted(r for r in frame["rule"] if not r.startswith("change-"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Жұмыс істейтіндер 550-ге кеміді, себебі екі мектеп жабылды.", {"working": "explained", "members": "explained"}, id="cause reaches members"),
        pytest.param("Мүшелер 600-ге кеміді: екі балабақша жабылды.", {"members": "explained"}, id="inheritance goes no other way"),
        pytest.param("Мүшелер жұмыс істейтіндердің азаюы есебінен 600-ге кеміді.", {"members": "restated", "working": "restated"}, id="a total taken apart"),
        pytest.param("Работающих меньше на 550 по объективным причинам.", {"working": "restated"}, id="objective reasons"),
        pytest.param("Работающих меньше на 550. Причины устанавливаются.", {"working": "restated"}, id="reasons being established"),
        pytest.param("Работающих меньше на 550, вероятно, из-за новой частной школы.", {"working": "explained", "members": "explained"}, id="hedged but definite"),
        pytest.param("В соседней области закрылись школы. У нас работающих 9 050.", {"working": "restated"}, id="another organisation's cause"),
        pytest.param("2023 жылы екі мектеп жабылған. Жұмыс істейтіндер – 9 050.", {"working": "restated"}, id="another year's cause"),
        pytest.param("Работающие: 9 050 (–550), закрыты две школы. Из них 450 женщин.", {"working": "explained", "members": "explained", "women": "explained"}, id="of these are women"),
        pytest.param("Есіл ауданында мүшелер 1 260-тан 1 204-ке кеміді.", {}, id="a district's figure"),
        pytest.param("Мүшелер саны шамамен 9 400, әйелдер 7 мыңдай.", {"members": "restated", "women": "restated"}, id="rounded figures"),
        pytest.param("Мүшелер 9 460 адам болды.", {"members": "contradicted"}, id="another figure"),
        pytest.param("Женщин стало больше.", {"women": "contradicted"}, id="a bare comparative"),
        pytest.param("Число женщин увеличилось.", {"women": "contradicted"}, id="the wrong direction"),
        pytest.param("Әйелдердің белсенділігі артты.", {}, id="not the women but their activity"),
        pytest.param("Мүшелер 16 пайызға азайды.", {"members": "contradicted"}, id="a wrong percentage"),
        pytest.param("Алдағы жылы жастар саны артады деп күтілуде.", {}, id="a plan"),
        pytest.param("Вы просите пояснить, «почему работающих стало меньше на 550 из-за закрытия школ».", {}, id="quoted request"),
        pytest.param("Студенты: минус 60. Это выпуск четвёртого курса.", {"students": "explained"}, id="the next sentence explains"),
        pytest.param("103: выпуск\n201: 7 050", {"students": "explained", "women": "restated"}, id="row codes"),
    ],
)  # fmt: skip
def test_settled_cases(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


def test_last_years_words_are_stale() -> None:
    text = "Жұмыс істейтін мүшелер {} адамға азайды, себебі аудандардағы шағын жинақты мектептер жабылды."
    assert told(text.format(550), last_year=text.format(210)) == {"working": "restated"}
    assert "note-copied" in rules(text.format(550), last_year=text.format(210))
    assert told(text.format(550))["working"] == "explained"


def test_reason_column_explains_its_row() -> None:
    verdicts = told("Мүшелер 9 400.", reasons={"students": "төртінші курс бітіріп кетті", "women": "–"})
    assert verdicts == {"members": "restated", "students": "explained"}


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("", "absent"),
        ("–", "absent"),
        ("Сәлеметсіз бе! Есеп қоса тіркелді.\nҚұрметпен, төраға", "absent"),
        ("Ұйым өз жұмысын Жарғыға сәйкес жүргізеді.", "boilerplate"),
        ("Мүшелер 9 400.", "restating"),
        ("Студенттер 60-қа кем, олар оқуын бітірді. Жастар – 2 550.", "partial"),
    ],
)
def test_grades(text: str, grade: str) -> None:
    assert assess([note(text)], FORM).grades.loc["a", "grade"] == grade


def test_analytical_needs_three_quarters_and_no_contradiction() -> None:
    good = "Жұмыс істейтіндер 550-ге кеміді: екі мектеп жабылды. Студенттер 60-қа кем, олар оқуын бітірді."
    assert (
        assess([note(good, material=("members", "working", "students"))], FORM).grades.loc["a", "grade"] == "analytical"
    )
    bad = good + " Әйелдер саны көбейді."
    assert (
        assess([note(bad, material=("members", "working", "students", "women"))], FORM).grades.loc["a", "grade"]
        == "partial"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["note-missing"]),
        ("Число женщин увеличилось.", ["note-direction-wrong"]),
        ("Мүшелер 9 460 адам болды.", ["note-number-unknown"]),
        ("ТҮСІНДІРМЕ ЖАЗБА\n2025 жылғы 1 қаңтардағы жағдай бойынша\nМүшелер 9 400.", ["note-wrong-period"]),
        ("ТҮСІНДІРМЕ ЖАЗБА\n2026 жылғы 1 қаңтардағы жағдай бойынша\nМүшелер 9 400 (01.01.2025 – 10 000).", []),
        ("Бөтен қалалық ұйымы\nМүшелер 9 400.", ["note-wrong-period"]),
        ("Үлгі облыстық ұйымының жазбасы\nБөтен қалалық ұйымымен бірге\nМүшелер 9 400.", []),
        ("Мүшелерге берілген жеңілдіктер көбейді. Жастардың сенімі артты.", []),
        ("Былтыр жұмыс істейтіндер өскен еді. Биыл 9 050.", []),
        ("Есіл ауданында әйелдер көбейді.", []),
        ("Әйелдер санын көбейту көзделген.", []),
    ],
)
def test_findings(text: str, expected: list[str]) -> None:
    assert rules(text, other_names=("Бөтен қалалық ұйымы",)) == expected


def test_reasons_that_do_not_fit() -> None:
    figures = FIGURES | {"working": (9600, 9700), "students": (400, 0)}
    assert "reason-incompatible" in rules("Мүшелер 600-ге кеміді: қызметкерлер зейнетке шықты.", figures=figures)
    assert "reason-incompatible" not in rules("Мүшелер 600-ге кеміді: қызметкерлер зейнетке шықты.")


def test_reasons_that_do_not_fit_are_no_finding_where_the_form_has_no_sentence_for_it() -> None:
    figures = FIGURES | {"working": (9600, 9700), "students": (400, 0)}
    form = load_form()
    form = form.model_copy(update={"note": {k: v for k, v in form.note.items() if k != "reason-incompatible"}})
    text = "Мүшелер 600-ге кеміді: қызметкерлер зейнетке шықты."
    assert "reason-incompatible" not in set(assess([note(text, figures=figures)], form).findings["rule"])


def test_copies_between_organisations() -> None:
    causes = (
        ("Жұмыс істейтіндер", 550, "облыс орталығындағы құрылыс колледжі мен екі интернат жөндеуге жабылып, ұжымы басқа қалаға ауыстырылды, қалғаны зейнетке кетті"),
        ("Әйелдер", 450, "интернаттың тәрбиешілері мен аспаздары түгел дерлік жұмыстан босатылып, көбі көрші ауданға көшіп, сонда балабақшаға орналасты"),
        ("Студенттер", 60, "колледждің үшінші курсы оқуын бітіріп, ал бірінші курсқа қабылдау лицензия мәселесінен тоқтап қалды"),
        ("Жастар", 250, "жас мамандарға берілетін пәтер бағдарламасы тоқтап, олар қайтадан ірі қалаларға, жеке мектептерге кетіп қалды"),
    )  # fmt: skip
    text = " ".join(f"{name} {number}-ге кеміді, себебі {cause}." for name, number, cause in causes)
    same, other = note(text, key="b", organisation="other"), note("Мүшелер 9 400.", key="c", organisation="third")
    findings = assess([note(text), same, other], FORM).findings
    assert list(findings.loc[findings["rule"] == "note-copied", "key"]) == ["b"]


@pytest.mark.slow
@given(st.text(alphabet=st.sampled_from("мүшелерсанөстіазйдәКкқ 0123456789,.–:;()%\n|«»"), max_size=160))
@settings(max_examples=150, deadline=None)
def test_any_text_is_assessed_and_quotes_are_spans(text: str) -> None:
    result = assess([note(text)], FORM)
    assert set(result.verdicts["indicator"]) == set(MATERIAL)
    assert all(q in text for q in result.verdicts["quote"])


def test_no_notes_give_empty_frames() -> None:
    result = assess([], FORM)
    assert isinstance(result, Assessment)
    assert result.grades.empty
    assert result.verdicts.empty
    assert list(result.findings.columns)[:2] == ["key", "rule"]


def test_missing_figures_contradict_nothing() -> None:
    assert told("Мүшелер 9 460 адам болды.", figures={"members": (None, 9400.0)}) == {"members": "restated"}


def test_own_notes_are_told_apart() -> None:
    records = read_jsonl(OWN)
    predictions = list(predict_jsonl(records, FORM))
    table = scores(predictions, records, resamples=50)["value"]
    assert table["all", "verdict accuracy"] >= 0.9
    assert table["all", "contradicted precision"] >= 0.9
    assert table["all", "quotes real"] == 1.0
    assert isinstance(table, pd.Series)


def test_broken_json_lines_are_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text('{"id": 1', encoding="utf-8")
    with pytest.raises(UsageError, match="line 1"):
        read_jsonl(path)
