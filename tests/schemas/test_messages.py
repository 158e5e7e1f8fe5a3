"""Sentences for people: numbers as they are written, placeholders filled, no code word left in them."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.form.sentences import fill, format_number, messages, plain_number, refusal

WORKBOOKS = Path(__file__).parents[2] / "workbooks"


@pytest.mark.parametrize(("value", "language", "expected"), [
    (590740, "kk", "590 740"), (-615, "ru", "−615"), (95.8, "kk", "95,8"), (95.8, "en", "95.8"), (0, "kk", "0"), (1234567.5, "ru", "1 234 567,5"),
])  # fmt: skip
def test_numbers_are_grouped_and_signed(value, language, expected):
    assert format_number(value, language).replace("\u00a0", " ") == expected


@given(st.integers(-(10**12), 10**12))
def test_a_formatted_number_reads_back(value):
    text = format_number(value, "kk").replace("\u00a0", "").replace("−", "-")
    assert int(text) == value
    assert int(plain_number(value)) == value


def test_a_placeholder_without_a_value_is_an_ellipsis_and_no_error():
    assert fill("{lhs} ≠ {rhs}", {"lhs": 5.0}, "kk") == "5 ≠ …"


def test_braces_in_what_a_sender_typed_are_left_alone():
    assert fill("«{raw}»", {"raw": "{0.__class__} {raw}"}, "ru") == "«{0.__class__} {raw}»"


def test_every_word_of_the_reader_for_a_refusal_has_a_sentence_in_three_languages():
    source = "".join(path.read_text(encoding="utf-8") for path in WORKBOOKS.glob("*.py"))
    words = set(re.findall(r'Refused\(\s*"([a-z-]+)"', source)) | {
        "no-cells",
        "no-table",
        "not-a-workbook",
        "password",
        "picture",
        "pdf",
        "empty",
        "other-archive",
        "memory",
        "killed",
        "timeout",
    }
    for word in words:
        assert len({refusal(word, language) for language in ("kk", "ru", "en")} - {word}) == 3, word


def test_a_message_is_in_the_organisations_language(form):
    found = pd.DataFrame(
        {"organisation": ["a", "b"], "rule": ["workbook-unreadable"] * 2, "parameters": [{"raw": "password"}] * 2}
    )
    said = messages(found, form, pd.Series({"a": "kk", "b": "ru"}))
    assert "құпиясөзбен" in said[0]
    assert "паролем" in said[1]
