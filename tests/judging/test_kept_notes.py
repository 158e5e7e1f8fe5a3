"""A mended return without a note keeps the note of the version before; one that brings its own does not."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd

from judging.documents_in_order import in_order
from judging.judgement import judge
from judging.kept_notes import asked_again
from schemas.documents import Cover
from tests.judging.made_by_hand import arrived, of, said
from tests.judging.test_whole_judgement import filled, round_of

NOTE = "Әйелдер саны азайды, себебі екі балабақша жабылды."


def version(name: str, day: int, notes=(), **changes: float):
    document = of("a", "", *filled(**changes), notes=notes)
    cover = dataclasses.replace(document.cover or Cover(), signed_on=dt.date(2026, 1, day))
    return dataclasses.replace(document, file=name, sha256=name, cover=cover)


def test_a_mended_version_keeps_the_note_of_the_one_before() -> None:
    first, second = version("1.xlsx", 20, (said(NOTE),), women=900.0), version("2.xlsx", 25, women=901.0)
    found = in_order(arrived(first, second), round_of("a"))
    assert found.latest["a"].file == "2.xlsx"
    assert found.texts["a"] == NOTE
    assert found.kept_notes == {"2.xlsx": "1.xlsx"}
    assert found.notes_since == {"a": "2026-01-20"}
    told = judge(arrived(first, second), round_of("a"))
    assert "note-missing" not in set(told.findings["rule"])
    assert set(told.commentary["note_since"]) == {"2026-01-20"}


def test_its_own_note_goes_before() -> None:
    first = version("1.xlsx", 20, (said(NOTE),), women=900.0)
    second = version("2.xlsx", 25, (said("Басқа жазба."),), women=901.0)
    found = in_order(arrived(first, second), round_of("a"))
    assert found.texts["a"] == "Басқа жазба."
    assert set(judge(arrived(first, second), round_of("a")).commentary["note_since"]) == {""}
    assert not found.kept_notes


def test_without_an_earlier_note_there_is_none() -> None:
    found = in_order(arrived(version("1.xlsx", 20, women=900.0), version("2.xlsx", 25, women=901.0)), round_of("a"))
    assert found.texts["a"] == ""
    assert not found.kept_notes


def test_what_an_earlier_note_says_against_newer_figures_is_asked() -> None:
    found = pd.DataFrame({
        "key": ["a", "b"], "rule": ["note-direction-wrong"] * 2, "parameters": [{"row": 201, "word": "өсті"}] * 2,
    })  # fmt: skip
    told = asked_again(found, {"a": "2026-01-20"})
    assert told["rule"].tolist() == ["note-of-earlier-version", "note-direction-wrong"]
    assert told.at[0, "parameters"] == {"row": 201, "word": "өсті", "since": "2026-01-20", "said": "өсті"}
