"""Verdicts from what is told, explained and wrong, the part's cause for the total, and the grade of the whole note."""

from __future__ import annotations

import pytest
from small_notes import FORM, read, table

from commentary.causes.attachment import Explanation
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.grades import grade, is_empty
from commentary.verdicts.note_findings import incompatible_reasons, open_changes, wrong_statements
from commentary.verdicts.verdicts import Verdict, judge, reasons_of

TABLE = table(members=(8400, 7900), working=(8000, 7740), students=(300, 250), pensioners=(100, 110))


def because(indicator: str, unit: int = 0, probability: float = 0.9) -> Explanation:
    return Explanation(indicator, unit, probability, "own")


def against(indicator: str, kind: str = "number", certain: bool = True) -> Contradiction:
    return Contradiction(indicator, 0, kind, "current", "7", "8", 0, 3, certain)


def verdict_of(indicator: str, *, text: str = "", stale: bool = False, **found: list[object]) -> Verdict:
    note = read(text)
    explanations, wrong = found.get("because", []), found.get("against", [])
    return judge([indicator], note.statements, explanations, wrong, {0} if stale else set(), TABLE)[indicator]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "expected", "unit", "confidence"),
    [
        ({}, "unmentioned", -1, 0.8),
        ({"text": "Студенттер 250."}, "restated", 0, 0.8),
        ({"because": [because("students", 3)]}, "explained", 3, 0.9),
        ({"because": [because("students", 3, 0.6), because("students", 4, 0.9)]}, "explained", 4, 0.9),
        ({"because": [because("students", 4), because("students", 3)]}, "explained", 3, 0.9),
        ({"because": [because("women")]}, "unmentioned", -1, 0.8),
        ({"because": [because("students")], "against": [against("students")]}, "contradicted", 0, 0.9),
        ({"against": [against("students", certain=False)]}, "contradicted", 0, 0.7),
        ({"against": [against("women")]}, "unmentioned", -1, 0.8),
        ({"because": [because("students")], "stale": True}, "restated", 0, 0.8),
    ],
)
def test_a_contradiction_outranks_a_cause_and_that_a_figure(
    found: dict[str, object], expected: str, unit: int, confidence: float
) -> None:
    verdict = verdict_of("students", **found)  # type: ignore[arg-type]
    assert (verdict.verdict, verdict.unit, verdict.confidence) == (expected, unit, confidence)
    assert verdict.stale is bool(found.get("stale"))


def test_another_rows_stale_cause_makes_no_verdict_stale() -> None:
    verdict = verdict_of("students", text="Студенттер 250.", because=[because("women")], stale=True)
    assert (verdict.verdict, verdict.stale) == ("restated", False)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["working"], "explained"),
        (["students"], "unmentioned"),
        (["pensioners"], "unmentioned"),
        (["students", "working"], "explained"),
        (["women"], "unmentioned"),
    ],
)
def test_a_part_that_moved_as_half_of_the_total_explains_it(parts: list[str], expected: str) -> None:
    verdict = verdict_of("members", because=[because(p, unit) for unit, p in enumerate(parts)])
    assert verdict.verdict == expected
    assert verdict.unit == (parts.index("working") if "working" in parts else -1)


def test_the_codes_of_a_cause_are_told_once_and_in_the_notes_order() -> None:
    note = read("Екі мектеп жабылды. Мұғалімдер көшіп кетті. Тағы бір мектеп жабылды. Кәсіподақ бар.")
    codes = dict.fromkeys(FORM.reasons, 1.0)
    assert reasons_of(note.readings, [0, 1, 2], codes) == ("closure", "migration")
    assert reasons_of(note.readings, [1], codes) == ("migration",)
    assert reasons_of(note.readings, [3], codes) == ("other",)
    assert reasons_of(note.readings, [0], {}) == ("other",)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["explained"] * 3 + ["unmentioned"], "analytical"),
        (["explained"] * 2 + ["unmentioned"], "partial"),
        (["explained"] * 4 + ["contradicted"], "partial"),
        (["restated", "unmentioned"], "restating"),
        (["contradicted"], "restating"),
        (["unmentioned"], "boilerplate"),
    ],
)
def test_a_grade_is_of_the_share_that_is_explained(verdicts: list[str], expected: str) -> None:
    note = read("Ұйым өз жұмысын Жарғыға сәйкес жүргізеді.")
    found = {str(i): Verdict(str(i), v, 0, 0.9) for i, v in enumerate(verdicts)}
    assert grade(found, note.readings, note.statements, note.names) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "absent"),
        ("Құрметпен, төраға А. Серік", "absent"),
        ("Үлгі облыстық ұйымы", "absent"),
        ("Ұйым белсенді жұмыс істеуде.", "boilerplate"),
        ("Женщин 4 870.", "restating"),
        ("Женщин стало меньше.", "restating"),
        ("Есіл ауданы: 120 мүше, былтыр 130.", "restating"),
        ("Есіл ауданында семинар өтті.", "boilerplate"),
    ],
)
def test_a_note_that_explains_nothing_is_graded_by_what_stands_in_it(text: str, expected: str) -> None:
    note = read(text)
    assert grade({}, note.readings, note.statements, note.names) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Есепті қосымшада жіберіп отырмын.", True), ("Здравствуйте!", True), ("Женщин 4 870.", False),
     ("Үлгі облыстық ұйымы", True), ("Закрыта школа.", False)],
)  # fmt: skip
def test_a_line_of_greeting_name_or_enclosure_is_empty(text: str, expected: bool) -> None:
    note = read(text)
    assert is_empty(note.readings[0], note.names) is expected


def test_what_a_note_leaves_open_is_asked() -> None:
    told = {i: Verdict(i, v, 0, 0.9) for i, v in (("a", "unmentioned"), ("b", "restated"), ("c", "explained"))}
    found = open_changes(told, {"b": "слова"}, {"a": {"row": 1}})
    assert [(f.rule, f.indicator, f.quote, dict(f.parameters)) for f in found] == [
        ("change-not-mentioned", "a", "", {"row": 1}),
        ("change-only-restated", "b", "слова", {}),
    ]


def test_a_wrong_word_is_told_once_and_an_unsure_direction_not_at_all() -> None:
    found = [
        against("women"), against("women"), against("working", "percent"), against("working", "direction"),
        against("students", "direction", certain=False), against("students", "flat"),
    ]  # fmt: skip
    findings = wrong_statements(found, "4 7", {0: "цитата"}, {"women": 201}, {"": 0.8, "women": 0.6})
    assert [(f.rule, f.indicator) for f in findings] == [
        ("note-number-unknown", "women"),
        ("note-number-unknown", "working"),
        ("note-direction-wrong", "working"),
    ]
    assert findings[0].parameters == {"row": 201, "num": "4 7", "word": "4 7", "diff": "8"}
    assert findings[0].quote == "цитата"
    assert [f.confidence for f in findings] == [0.6, 0.8, 0.8]


@pytest.mark.parametrize(
    ("changes", "codes", "unit_of_students", "expected"),
    [
        ({}, ("retirement",), 5, True),
        ({}, ("retirement", "closure"), 5, True),
        ({}, ("retirement", "information"), 5, False),
        ({}, ("other",), 5, False),
        ({}, ("retirement",), 0, False),
        ({"working": (8000, 7900)}, ("retirement",), 5, False),
        ({"working": (8000, 8000)}, ("retirement",), 5, False),
        ({"members": (8400, 8500)}, ("retirement",), 5, False),
    ],
)
def test_a_fall_is_not_of_employees_who_became_more(
    changes: dict[str, tuple[float, float]], codes: tuple[str, ...], unit_of_students: int, expected: bool
) -> None:
    figures = table(**{"members": (8400, 7900), "working": (8000, 8040), **changes})
    verdicts = {
        "members": Verdict("members", "explained", 0, 0.9),
        "students": Verdict("students", "explained", unit_of_students, 0.9),
    }
    found = incompatible_reasons(verdicts, {"members": codes}, {"members": "q"}, figures, "Үлгі", FORM)
    assert [f.indicator for f in found] == (["members"] if expected else [])
    if expected:
        assert (found[0].expected, found[0].parameters["d102"], found[0].quote) == ("+40", "+40", "q")
