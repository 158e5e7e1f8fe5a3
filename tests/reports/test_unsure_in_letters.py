"""What a letter says of a note: a verdict as a fact where it is sure, and a question in neutral words where it is not."""

from __future__ import annotations

import pandas as pd
import pytest

from reports.letters.letter_changes import points_to_explain
from schemas.form import load_form
from schemas.frames import Commentary

FORM = load_form()
FIGURES = pd.DataFrame(
    [
        {"indicator": "women", "period": p, "value": v, "sheet": "Есеп", "cell": c, "raw": str(v)}
        for p, v, c in (("prior", 100.0, "D6"), ("current", 60.0, "E6"))
    ]
)


def why(verdict: str, to_be_read: str, language: str = "ru", quote: str = "Женщин стало 60.") -> str:
    row = {"organisation": "a", "grade": "partial", "indicator": "women", "verdict": verdict, "reasons": "",
           "quote": quote, "note_since": "", "confidence": 0.7, "to_be_read": to_be_read}  # fmt: skip
    told = Commentary.validate(pd.DataFrame([row]))
    (point,) = points_to_explain(["women"], [], told, FIGURES, FORM, language, {})
    return point.why


@pytest.mark.parametrize("verdict", ["restated", "unmentioned"])
@pytest.mark.parametrize(
    ("language", "ours"),
    [("kk", "анықтай алмадық"), ("ru", "установить причину не удалось"), ("en", "We could not tell")],
)
def test_an_unsure_verdict_is_no_blame(verdict: str, language: str, ours: str) -> None:
    assert ours in why(verdict, "yes", language)


def test_a_sure_verdict_is_told_as_it_was() -> None:
    assert why("restated", "") == "В записке число повторено, причина не названа"
    assert why("unmentioned", "") == ""
    assert why("contradicted", "") == "Записка противоречит таблице: «Женщин стало 60.»"


def test_an_unsure_contradiction_shows_what_was_read_and_asks_to_compare() -> None:
    assert why("contradicted", "yes") == "В записке прочитано следующее, сверьте с таблицей: «Женщин стало 60.»"
