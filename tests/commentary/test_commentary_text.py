"""Folding, tokens, segments: what every later step stands on."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary.text.folding import fold
from commentary.text.lexicon import Lexicon
from commentary.text.segments import segment
from commentary.text.tokens import tokenise

TEXTS = st.text(alphabet=st.sampled_from("аәбғқңүіИЖ aEo.,:;–-0123456789%«»\n\t|!?(İß\u00a0"), max_size=120)


def numbers(text: str) -> list[tuple[float, str, str]]:
    return [(t.value, t.sign, t.case) for t in tokenise(text, 0, len(text)) if t.kind == "number"]


@given(st.text(max_size=80))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("касиподак", "кәсіподақ"), ("ЖҰМЫС", "жумыс"), ("мүшелеp", "мүшелер"), ("–", "—"), ("\u00a0", " ")],
)
def test_spellings_fold_together(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 500 адамға", [(1500.0, "", "")]),
        ("12\u00a0480 чел.", [(12480.0, "", "")]),
        ("262-ден 240-қа", [(262.0, "", "ablative"), (240.0, "", "dative")]),
        ("250ге кемиди", [(250.0, "", "dative")]),
        ("170 ке кем", [(170.0, "", "dative")]),
        ("(–690)", [(690.0, "-", "")]),
        ("саны +19", [(19.0, "+", "")]),
        ("2,4 тыс.", [(2400.0, "", "nearly")]),
        ("43.120 чел", [(43120.0, "", "")]),
        ("5,8 пайыз", [(5.8, "", "")]),
        ("жиырма бесеу", [(25.0, "", "")]),
        ("он жеті мұғалім", [(17.0, "", "")]),
        ("екі мыңдай мүше", [(2000.0, "", "nearly")]),
        ("елу алтыға түсті", [(56.0, "", "dative")]),
        ("двести тридцать пять человек", [(235.0, "", "")]),
        ("он ушёл в другую школу", []),
        ("әйелдер үшін", []),
        ("4-курстан", []),
    ],
)
def test_numbers_are_read(text: str, expected: list[tuple[float, str, str]]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("2026 жылғы 1 қаңтарға", 2026, 1, 1),
        ("на 01.01.2025 г.", 2025, 1, 1),
        ("1 января 2026 года", 2026, 1, 1),
        ("2024 жылы", 2024, 0, 0),
        ("в 2024-м", 2024, 0, 0),
        ("1 шілдеде", 0, 7, 1),
    ],
)
def test_dates_are_no_numbers(text: str, year: int, month: int, day: int) -> None:
    dates = [t for t in tokenise(text, 0, len(text)) if t.kind == "date"]
    assert [(t.value, t.month, t.day) for t in dates] == [(year, month, day)]
    assert numbers(text) == []


def test_row_codes_are_no_numbers() -> None:
    tokens = tokenise("102-жолды қар., строки 101, 103", 0, 31)
    assert [t.value for t in tokens if t.kind == "code"] == [102, 101, 103]


@given(TEXTS)
@settings(max_examples=200)
def test_units_are_spans_in_order(text: str) -> None:
    units = segment(text)
    assert all(0 <= u.start < u.end <= len(text) for u in units)
    assert all(a.end <= b.start for a, b in pairwise(units))


def test_abbreviations_do_not_end_sentences() -> None:
    text = "Обучено 40 чел. из г. Актобе, т.е. больше. Снижение на 2026 ж. қаңтар – 5 адам. Жен. 7050."
    assert [text[u.start : u.end] for u in segment(text)] == [
        "Обучено 40 чел. из г. Актобе, т.е. больше.",
        "Снижение на 2026 ж. қаңтар – 5 адам.",
        "Жен. 7050.",
    ]


def test_headings_lead_the_lines_below() -> None:
    text = "Студенттер\n– оқуын бітірді;\n– көшіп кетті.\n\nӘйелдер – 40."
    kinds = [(u.kind, u.lead) for u in segment(text)]
    assert kinds[:3] == [("heading", -1), ("item", 0), ("item", 0)]
    assert kinds[3][1] == -1


def test_rows_have_cells() -> None:
    text = "Жол | 2025 | 2026 | себебі"
    (unit,) = segment(text)
    assert [text[a:b] for a, b in unit.cells] == ["Жол", "2025", "2026", "себебі"]


def test_lexicon_takes_the_longest_and_refuses_what_must_not_match() -> None:
    lexicon = Lexicon(
        {"g": {"short": ["мүше*"], "long": ["жас мүше*"], "none": ["мүшелік жарна*"], "gap": ["студент* ~2 шықты"]}}
    )
    hits = lexicon.hits(fold("жас мүшелер мүшелік жарнаны студенттер өзі шықты").split())
    assert [(h.label, h.start, h.end) for h in hits] == [("long", 0, 2), ("gap", 4, 7)]


@pytest.mark.parametrize("piece", [".", ". ", "а. ", "! ", "\u2600 ", "? ", "1. ", "сөз, "])
def test_a_note_of_signs_is_cut_in_time_that_grows_with_its_length(piece):
    begun = time.process_time()
    assert segment(piece * (120_000 // len(piece)))
    assert time.process_time() - begun < 5
