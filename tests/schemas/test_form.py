"""The form: what it holds, and that a wrong one says where it is wrong."""

from __future__ import annotations

import datetime as dt
import re
from string import Formatter

import pytest

from schemas.errors import FormError
from schemas.form.loading import FORMS, load_form, read_form

SOURCE = (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")


def test_it_holds_the_fifty_rows_in_order(form):
    assert len(form.indicators) == 50
    rows = [x.row for x in form.indicators.values()]
    assert rows == sorted(rows)
    assert form.indicators["members"].row == 101


def test_every_text_is_in_three_languages(form):
    for kind in (form.rules, form.intake, form.note, form.reasons, form.indicators):
        for name, item in kind.items():
            assert all(item.label[language].strip() for language in ("kk", "ru", "en")), name


def test_a_message_asks_for_the_same_numbers_in_every_language(form):
    for kind in (form.rules, form.intake, form.note):
        for name, item in kind.items():
            kk, ru, en = (
                {field.partition("|")[0] for _, field, _, _ in Formatter().parse(item.message[language]) if field}
                for language in ("kk", "ru", "en")
            )
            assert kk == ru == en, name


def test_kazakh_texts_hold_no_latin_look_alikes(form):
    for kind in (form.rules, form.intake, form.note, form.indicators, form.reasons):
        for name, item in kind.items():
            words = re.findall(r"[^\W\d]+", re.sub(r"\{\w+\}|[a-z]*\.xlsx|[a-z-]*mail", "", item.label["kk"]))
            mixed = [w for w in words if re.search("[a-zA-Z]", w) and re.search("[а-яёәіңғүұқөһА-ЯЁӘІҢҒҮҰҚӨҺ]", w)]
            assert not mixed, (name, mixed)


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("members == working + students", "members == workng + students", r":\d+:24: ", "workng"),
        ("severity: hard", "severity: harsh", r":\d+:15: ", "hard"),
        ("    row: 101", "    rows: 101", r":\d+:\d+: ", "row"),
        ("revision: 1", "revision: [", r":\d+:\d+: ", "expected"),
        ('holds: "women <= members"', 'holds: "1 <= 2"', r":\d+:\d+: ", "always holds"),
        ('holds: "women <= members"', 'holds: "x <= members"', r":\d+:\d+: ", "each"),
        ("material: members", "material: member", r":\d+:\d+: ", "member"),
        ("explains: [students]", "explains: [pupils]", r":\d+:\d+: ", "pupils"),
        ("    section: 1\n", "    section: 9\n", r":\d+:\d+: ", "section 9"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(old, new, place, word):
    with pytest.raises(FormError, match=word) as caught:
        read_form(SOURCE.replace(old, new, 1), "m.yaml")
    assert re.search("m.yaml" + place, str(caught.value))
    assert caught.value.exit_code == 3


def test_the_place_is_that_of_the_wrong_word():
    text = SOURCE.replace("members == working + students", "members == workng + students", 1)
    with pytest.raises(FormError) as caught:
        read_form(text, "m.yaml")
    line = text.splitlines()[caught.value.line - 1]
    assert line[caught.value.column - 1 :].startswith("workng")


def test_an_unknown_form_names_those_that_are_known():
    with pytest.raises(FormError, match="membership"):
        load_form("membreship")


def test_a_round_moves_the_dates_and_the_version(form):
    later = form.for_round(dt.date(2027, 1, 1))
    assert (later.version, later.prior_as_of, later.digest) == ("2027.1", dt.date(2026, 1, 1), form.digest)
