"""What stands out among all returns, and what an open finding can move in the national total."""

from __future__ import annotations

import numpy as np
import pandas as pd
from repair_returns import KEY, clean_returns, table_of

from schemas.form.loading import load_form
from schemas.form.national_plan import WatchedRatio
from schemas.judge.outliers import ratio_outliers
from schemas.judge.selective_editing import effect_on_national

WATCHED = load_form().national.watched.values()
FIGURES = pd.DataFrame(
    [("a", "members", "current", 100.0), ("b", "members", "current", 300.0), ("c", "members", "current", np.nan)],
    columns=[*KEY, "value"],
)


def finding(
    organisation: str, indicator: str = "members", period: str = "current", **parameters: object
) -> dict[str, object]:
    return {"organisation": organisation, "indicator": indicator, "period": period, "parameters": parameters}


def test_the_effect_is_the_share_of_the_total_that_the_cell_moves() -> None:
    findings = pd.DataFrame([finding("a", diff=-4.0), finding("b"), finding("", "", "")], index=[7, 8, 9])
    effect = effect_on_national(FIGURES, findings)
    assert list(effect.index) == [7, 8, 9]
    assert effect[7] == 0.01
    assert effect[8] == 0.75
    assert np.isnan(effect[9])


def test_a_proposal_decides_what_the_cell_should_be() -> None:
    suspects = pd.DataFrame([("a", "members", "current", 120.0, 1), ("c", "members", "current", 40.0, 1),
                             ("a", "members", "current", 900.0, 2)], columns=[*KEY, "proposed", "rank"])  # fmt: skip
    effect = effect_on_national(FIGURES, pd.DataFrame([finding("a", diff=4.0), finding("c")]), suspects)
    assert list(effect) == [0.05, 0.1]


def test_the_total_is_taken_over_the_members_alone() -> None:
    assert effect_on_national(FIGURES, pd.DataFrame([finding("a", diff=1.0)]), members={"a"})[0] == 0.01


def test_few_clean_returns_stand_out_and_a_wrong_one_does() -> None:
    figures, history = clean_returns(200, seed=2)
    found = ratio_outliers(table_of(figures, history), WATCHED)
    assert found["outlier"].mean() <= 0.03
    wrong = figures.copy()
    wrong.loc[
        (wrong["organisation"] == "o5") & (wrong["indicator"] == "women") & (wrong["period"] == "current"), "value"
    ] /= 10
    told = ratio_outliers(table_of(wrong, history), [WatchedRatio(top="women", bottom="members")])
    assert list(told.loc[told["outlier"], "organisation"]) == ["o5"]
    assert told.set_index("organisation").loc["o5", "from_history"] < -4


def test_too_few_peers_say_nothing() -> None:
    figures, history = clean_returns(5)
    assert ratio_outliers(table_of(figures, history), WATCHED)["from_peers"].isna().all()
