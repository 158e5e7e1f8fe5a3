"""The parts of a split organisation held against what the whole had last year."""

from __future__ import annotations

import pandas as pd
import pytest

from judging.context import Context
from judging.held_to_rules import figures_frame
from judging.judgement import judge
from judging.split_wholes import SPLIT, split_findings
from schemas.frames import Departed
from tests.judging.made_by_hand import arrived, cell, context, history, of
from tests.judging.test_families_waiting import sums

WHOLE = {"organisation": "w", "name_kk": "Бүтін ұйым", "name_ru": "Целая организация", "name_en": "", "kind": "regional",
         "day": "2025-06-30", "because": "", "successors": "p|q", "became": "parts"}  # fmt: skip


def given(**accepted: float) -> Context:
    return context("p", "q", "r", history=history(w=accepted), departed=Departed.validate(pd.DataFrame([WHOLE])))


def found(accepted: dict[str, float], **stated: float) -> pd.DataFrame:
    returns = [(o, of(o, "", cell("members", 1), cell("members", v, "prior"))) for o, v in stated.items()]
    return split_findings(figures_frame(returns), given(**accepted))


def test_parts_that_add_up_to_the_whole_are_not_asked() -> None:
    assert found({"members": 100}, p=60, q=40).empty


def test_every_part_is_asked_where_they_do_not() -> None:
    asked = found({"members": 100}, p=60, q=41, r=5)
    assert asked["organisation"].tolist() == ["p", "q"]
    assert asked["parameters"].tolist() == [{"row": 101, "whole": "Бүтін ұйым", "lhs": "101", "rhs": "100"}] * 2


@pytest.mark.parametrize(
    ("accepted", "stated"), [({"members": 100}, {"p": 60}), ({"women": 9}, {"p": 60, "q": 41}), ({}, {"p": 1, "q": 1})]
)
def test_nothing_is_asked_before_all_have_stated_what_the_whole_had(
    accepted: dict[str, float], stated: dict[str, float]
) -> None:
    assert found(accepted, **stated).empty


def test_the_question_stands_in_the_judgement_and_lets_the_returns_stand() -> None:
    judged = judge(arrived(of("p", "", *sums(1)), of("q", "", *sums(2))), given(members=1))
    asked = judged.findings[judged.findings["rule"].eq(SPLIT)]
    assert asked[["organisation", "severity", "period"]].drop_duplicates().values.tolist() == [
        ["p", "soft", "prior"],
        ["q", "soft", "prior"],
    ]
    assert set(judged.returns["outcome"]) == {"queried"}
    assert "Бүтін ұйым" in asked["message"].iloc[0]
