"""What stands out among all returns, and what an open finding can move in the national total."""

from __future__ import annotations

import numpy as np
import pandas as pd
from repair_returns import KEY, clean_returns, table_of

from schemas.form.loading import load_form
from schemas.form.national_plan import WatchedRatio
from schemas.judge.outliers import ratio_outliers
from schemas.judge.selective_editing import effect_on_national

FORM = load_form()
WATCHED = FORM.national.watched.values()
FIGURES = pd.DataFrame(
    [("a", "members", "current", 100.0), ("b", "members", "current", 300.0), ("c", "members", "current", np.nan)],
    columns=[*KEY, "value"],
)


LAST = pd.DataFrame([("a", "members", 90.0), ("d", "members", 70.0)], columns=["organisation", "indicator", "value"])


def finding(
    organisation: str, indicator: str = "members", period: str = "current", severity: str = "soft", **parameters: object
) -> dict[str, object]:
    return {"organisation": organisation, "indicator": indicator, "period": period, "severity": severity,
            "parameters": parameters}  # fmt: skip


def costs(*findings: dict[str, object], suspects: pd.DataFrame | None = None) -> list[tuple[float, str]]:
    found = effect_on_national(FIGURES, pd.DataFrame(list(findings)), FORM, LAST, suspects)
    return list(found.itertuples(index=False, name=None))


def test_a_question_costs_what_its_cell_can_move_in_units() -> None:
    assert costs(finding("a", diff=-4.0), finding("b")) == [(4.0, "members"), (300.0, "members")]


def test_points_of_a_rate_last_years_figures_and_no_cell_cost_nothing() -> None:
    of_rate, of_prior = finding("a", "coverage", diff=94181.0), finding("a", period="prior", diff=9.0)
    assert costs(of_rate, of_prior, finding("a", "", "")) == [(0.0, "")] * 3


def test_a_hard_finding_costs_the_whole_return_and_a_missing_one_last_years_size() -> None:
    hard = [finding(o, i, severity="hard", diff=2962.0) for o, i in (("a", "coverage"), ("b", "women"), ("d", ""))]
    assert costs(*hard) == [(100.0, "members"), (300.0, "members"), (70.0, "members")]
    assert np.isnan(costs(finding("nobody", severity="hard"))[0][0])


def test_a_proposal_decides_what_the_cell_should_be() -> None:
    suspects = pd.DataFrame([("a", "members", "current", 120.0, 1), ("c", "members", "current", 40.0, 1),
                             ("a", "members", "current", 900.0, 2)], columns=[*KEY, "proposed", "rank"])  # fmt: skip
    told = costs(finding("a", diff=4.0), finding("c"), finding("a", severity="hard"), suspects=suspects)
    assert [x for x, _ in told] == [20.0, 40.0, 120.0]


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
