"""What a cell says stands in our sentences as a quotation, not as our own word."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.form.quoting import LONGEST, quoted
from schemas.form.sentences import messages


@pytest.mark.parametrize("text", ["12 адам", "1\u00a0234", "  бос орын ", "есеп.xlsx", "и т.д.", "", "30.01.2026"])
def test_plain_words_stand_as_they_are(text):
    assert quoted(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("кіріңіз: https://evil.example/login", "кіріңіз: https[:]//evil[.]example/login"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("evil.example/a", "evil[.]example/a"),
        ("бір\nекі\r\n үш", "бір екі үш"),
        ("\x1b[31mқызыл\x07", "[31mқызыл"),
        ("сөз\u202eкері", "сөзкері"),
    ],
)
def test_links_lines_and_control_characters_do_not_act(text, shown):
    assert quoted(text) == shown


def test_a_long_text_is_cut_at_a_word():
    assert quoted("сөз " * 10_000) == "сөз " * 19 + "сөз …"
    assert quoted("а" * 30_000) == "а" * LONGEST + " …"


@given(st.text(max_size=400))
def test_whatever_is_quoted_is_one_short_line(text):
    line = quoted(text)
    assert len(line) <= 2 * LONGEST + 2
    assert "\n" not in line
    assert "\x1b" not in line


def test_a_message_quotes_the_cell_and_names_the_organisation_in_full(form):
    long = "Ұзақ атаулы " * 12
    found = pd.DataFrame({
        "organisation": ["a", "a"], "rule": ["cell-unreadable", "return-missing"],
        "parameters": [{"cell": "E8", "raw": "https://evil.example/" + "а" * 500}, {"missing": long}],
    })  # fmt: skip
    unreadable, missing = messages(found, form, pd.Series({"a": "ru"}))
    assert "evil[.]example" in unreadable
    assert len(unreadable) < 220
    assert long in missing
