"""Verdicts too unsure to be told: which they are, how their findings are said, and in what order notes are to be read."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from judging.unsure_verdicts import said_neutrally, told_as_facts_from
from schemas.form import message_of
from schemas.frames import Commentary, Figures
from schemas.judge import to_be_read
from tests.judging.made_by_hand import FORM, context

CHANGE = {"row": 5, "prior": 100.0, "cur": 90.0, "diff": -10.0, "word": "өсті", "num": "95"}
NEUTRAL = ("note-number-unknown", "note-direction-wrong", "change-not-mentioned", "change-only-restated")


def test_what_is_less_sure_than_the_round_asks_for_is_said_neutrally() -> None:
    rows = [("change-only-restated", 0.6), ("change-only-restated", 0.96), ("note-missing", np.nan)]
    found = pd.DataFrame([{"rule": r, "confidence": c, "parameters": {"row": 5}} for r, c in rows])
    told = said_neutrally(found, 0.95)
    assert [x.get("unsure") for x in told["parameters"]] == [1.0, None, None]
    assert [x.get("unsure") for x in said_neutrally(found, 0.5)["parameters"]] == [None, None, None]


def test_the_rounds_own_threshold_goes_before_the_learned_one() -> None:
    learned = context()
    own = dataclasses.replace(learned, terms=learned.terms.model_copy(update={"notes_told_from": 0.7}))
    assert told_as_facts_from(own) == 0.7
    assert 0.7 < told_as_facts_from(learned) <= 1


@pytest.mark.parametrize("rule", NEUTRAL)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_unsure_finding_asks_and_claims_nothing(rule: str, language: str) -> None:
    sure, unsure = (message_of(FORM, rule, given, language) for given in (CHANGE, CHANGE | {"unsure": 1.0}))
    assert sure != unsure
    assert "…" not in unsure
    claims = ("талдаусыз", "ештеңе айтылмаған", "сәйкес емес", "без анализа", "ничего не сказано", "repeats", "nothing")
    assert not any(x in unsure for x in claims)


def test_notes_are_to_be_read_by_what_their_change_means_for_the_nation() -> None:
    rows = [
        ("a", "women", 0.6, "yes"),
        ("b", "members", 0.7, "yes"),
        ("c", "members", 0.9, ""),
        ("d", "women", 0.5, "yes"),
    ]
    commentary = Commentary.validate(pd.DataFrame([
        {"organisation": o, "grade": "partial", "indicator": i, "verdict": "explained", "reasons": "", "quote": "сөз",
         "note_since": "", "confidence": c, "to_be_read": r} for o, i, c, r in rows
    ]))  # fmt: skip
    values = {
        ("a", "women"): (100, 90),
        ("b", "members"): (500, 300),
        ("c", "members"): (9000, 1),
        ("d", "women"): (90, 100),
    }
    blank = dict.fromkeys(Figures.to_schema().columns, "")
    figures = pd.DataFrame([
        blank | {"organisation": o, "indicator": i, "period": p, "value": float(v)}
        for (o, i), both in values.items() for p, v in zip(("prior", "current"), both, strict=True)
    ])  # fmt: skip
    found = to_be_read(commentary, figures, FORM)
    assert found["organisation"].tolist() == ["b", "d", "a"]
    assert found.loc[0, ["effect", "prior", "current"]].tolist() == [200.0, 500.0, 300.0]
