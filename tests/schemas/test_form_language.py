"""The page of the form's language: every example on it is true, and it leaves no construct out."""

from __future__ import annotations

import pytest

from schemas.form.expression import AGGREGATES, COMPARISONS, FUNCTIONS, PREDICATES
from schemas.form.form_review import form_faults
from schemas.form.language import example_form, language_chapters
from schemas.form.loading import read_form
from schemas.form.model import FACTS, THRESHOLDS, Indicator, Rule
from schemas.form.source_files import FormSource
from schemas.soundness.rule_examples import example_outcomes

EXAMPLES = [example for chapter in language_chapters() for example in chapter.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda x: x.shows)
def test_the_example_passes_and_fails_as_the_page_says(example):
    outcomes = example_outcomes(example.form())
    assert outcomes["right"].all(), outcomes


def test_the_example_form_is_right():
    form = read_form(example_form(), "example.yaml")
    assert example_outcomes(form)["right"].all()
    faults, _ = form_faults(FormSource({"": (example_form(), "example.yaml")}))
    assert faults == []


def test_no_construct_is_left_out():
    told = " ".join(f"{x.rule}" for x in EXAMPLES)
    for word in (
        *FUNCTIONS,
        *PREDICATES,
        *AGGREGATES,
        *COMPARISONS,
        *THRESHOLDS,
        "children",
        "@prior",
        "@accepted",
        "@change",
    ):
        assert word in told, word
    about = told + " ".join(chapter.about for chapter in language_chapters())
    for word in (*FACTS, *Rule.model_fields):
        assert word in about or word == "example", word
    for word in Indicator.model_fields:
        assert word.rstrip("_") in example_form(), word


def test_a_text_that_lacks_a_language_is_that_of_its_fallback():
    form = read_form(example_form(), "example.yaml")
    assert form.indicators["members"].label["uz"] == "Jami aʼzolar"
    assert form.indicators["working"].label["uz"] == "работающие"
    assert form.indicators["working"].label["de"] == "работающие"
