"""What last year has settled: it holds while the figures support it, and is asked again when they do not."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from judging.judgement import judge
from judging.settled_before import settled_for_next
from tests.judging.made_by_hand import arrived, context
from tests.judging.test_messages_heard import SOFT, a_return


def settled(**changes: object) -> pd.DataFrame:
    row = {"organisation": "north", "rule": SOFT, "indicator": "trained_chairs", "period": "current",
           "state": "explained", "residual": 2.0, "figure": 8.0, "by": "a@b.kz", "because": "deputies",
           "as_of": "2025-01-01"}  # fmt: skip
    return pd.DataFrame([row | changes])


def states(before: pd.DataFrame, **figures: float) -> list[tuple[str, str, str]]:
    given = dataclasses.replace(context("north"), settled_before=before)
    found = judge(arrived(a_return(**figures)), given).findings
    return [tuple(x) for x in found.loc[found["rule"].eq(SOFT), ["state", "by", "because"]].to_numpy()]


def test_what_was_explained_is_not_asked_again() -> None:
    assert states(settled()) == [("explained", "a@b.kz", "2025-01-01: deputies")]


@pytest.mark.parametrize(
    "changes",
    [{"residual": -2.0}, {"residual": 1.5}, {"residual": 0.0}, {"figure": float("nan")}, {"organisation": "south"},
     {"rule": "late"}, {"indicator": "trained"}],
)  # fmt: skip
def test_what_the_figures_do_not_support_is_asked(changes: dict[str, object]) -> None:
    assert [x for x, _, _ in states(settled(**changes))] == ["open"]


def test_what_holds_again_keeps_the_figures_that_were_explained() -> None:
    given = dataclasses.replace(context("north"), settled_before=settled(residual=1.75))
    found = judge(arrived(a_return()), given)
    kept = settled_for_next(found.findings, found.residuals, found.figures, given)
    assert kept[["residual", "because", "as_of"]].to_numpy().tolist() == [[1.75, "deputies", "2025-01-01"]]
