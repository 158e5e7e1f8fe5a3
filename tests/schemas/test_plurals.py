from __future__ import annotations

import pytest

from reports.wording.catalogue import catalogue
from schemas.plurals import PLACEHOLDER, filled, pieces, plural_form

CELLS = "ячейка|ячейки|ячеек"


@pytest.mark.parametrize(
    ("count", "form"),
    [(1, "ячейка"), (2, "ячейки"), (4, "ячейки"), (5, "ячеек"), (0, "ячеек"), (11, "ячеек"), (12, "ячеек"),
     (14, "ячеек"), (21, "ячейка"), (22, "ячейки"), (111, "ячеек"), (101, "ячейка"), (2.5, "ячейки")],
)  # fmt: skip
def test_russian_counts(count, form):
    assert plural_form(count, CELLS) == form


def test_english_counts():
    assert [plural_form(x, "cell|cells") for x in (0, 1, 2, 21)] == ["cells", "cell", "cells", "cells"]


def test_a_text_chooses_the_form_and_says_the_rest_as_it_stands():
    text = "исправить {count} {count|ячейку|ячейки|ячеек}."
    assert filled(text, {"count": 21.0}.__getitem__, lambda _, x: f"{x:.0f}") == "исправить 21 ячейку."
    assert pieces(text) == ["исправить ", " ", "."]


def test_every_russian_text_with_forms_has_three_and_every_english_one_two():
    for name, text in catalogue().items():
        for language, forms in (("ru", 3), ("en", 2)):
            given = [x[2] for x in PLACEHOLDER.finditer(text[language]) if x[2] is not None]
            assert all(len(x.split("|")) == forms for x in given), name
