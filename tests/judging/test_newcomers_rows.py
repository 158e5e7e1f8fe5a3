"""A newcomer's rows that appear from zero are findings that the register explains; everybody else is asked."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from judging.context import Context
from judging.judgement import judge
from judging.newcomers_rows import with_newcomers_explained
from schemas.frames import Findings, empty
from tests.judging.made_by_hand import arrived, cells, context, history, of

ASKED = ["open", "", ""]
EXPLAINED = ["explained", "register.csv", "admitted: 2025-07-01"]


def found(prior: object = 0, **more: object) -> pd.DataFrame:
    blank = dict.fromkeys(empty(Findings).columns, "")
    row = blank | {"organisation": "a", "severity": "soft", "state": "open", "parameters": {"prior": prior, "cur": 3}}
    return pd.DataFrame([row | more])


def given(admitted: str = "2025-07-01", former: str = "", **more: object) -> Context:
    made = context("a", **more)
    return replace(made, register=made.register.assign(admitted=admitted, former_parent=former))


def told(findings: pd.DataFrame, before: Context, prior: float = 0.0) -> list[str]:
    figures = pd.DataFrame([("a", "women", "prior", prior)], columns=["organisation", "indicator", "period", "value"])
    return list(with_newcomers_explained(findings, figures, before).iloc[0][["state", "by", "because"]])


@pytest.mark.parametrize("prior", [0, 0.0, "0"])
def test_the_register_explains_a_newcomers_row(prior: object) -> None:
    assert told(found(prior), given()) == EXPLAINED


def test_one_whose_day_nobody_has_written_down_is_new_where_nothing_is_known_of_it() -> None:
    assert told(found(), given(admitted="")) == ["explained", "register.csv", "admitted: –"]


@pytest.mark.parametrize(
    "before",
    [
        given(admitted="2019-03-01"),
        given(former="b"),
        given(history=history(a={"women": 0.0})),
    ],
    ids=["member for years", "was a branch", "accepted last year"],
)
def test_who_is_not_new_is_asked(before: Context) -> None:
    assert told(found(), before) == ASKED


def test_who_states_figures_of_last_year_is_asked() -> None:
    assert told(found(), given(), prior=5.0) == ASKED


@pytest.mark.parametrize("other", [found(7), found(parameters={}), found(severity="commentary")])
def test_other_findings_are_asked(other: pd.DataFrame) -> None:
    assert told(other, given())[0] == "open"


def test_a_newcomers_return_does_not_hang_on_rows_that_appear() -> None:
    figures = (*cells("prior", pensioners=0, working=0), *cells(pensioners=3, working=40))
    new, old = (
        judge(arrived(of("a", "", *figures)), given(day)).findings.set_index(["rule", "indicator"])["state"]
        for day in ("2025-07-01", "2019-03-01")
    )
    assert new["appears-or-vanishes"].eq("explained").all()
    assert old["appears-or-vanishes"].eq("open").all()
    assert set(new["appears-or-vanishes"].index) == set(old["appears-or-vanishes"].index) >= {"working"}
