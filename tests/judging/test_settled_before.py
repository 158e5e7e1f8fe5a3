"""What last year has settled: it holds while the figures support it, and is asked again when they do not."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from judging.judgement import judge
from judging.settled_before import settled_for_next
from tests.judging.made_by_hand import arrived, cells, context, of
from tests.judging.test_messages_heard import SOFT, a_return

pytestmark = pytest.mark.slow


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


def parameters(before: pd.DataFrame) -> dict[str, object]:
    given = dataclasses.replace(context("north"), settled_before=before)
    found = judge(arrived(a_return()), given).findings
    (told,) = found.loc[found["rule"].eq(SOFT), "parameters"]
    return dict(told)


def test_what_no_longer_holds_is_asked_with_the_words_of_its_sender() -> None:
    told = parameters(settled(residual=1.0))
    assert (told["said_before"], told["said_on"]) == ("deputies", "2025-01-01")
    assert "said_before" not in parameters(settled())


def test_what_the_department_told_itself_is_not_said_to_the_organisation() -> None:
    assert "said_before" not in parameters(settled(residual=1.0, state="confirmed"))


PEERS = "members-outlier"


def of_peers(before: pd.DataFrame, now: float) -> list[str]:
    """The states of the finding that an organisation grew from 100 to `now` while eleven others hardly grew."""
    names = [f"o{n:02}" for n in range(12)]
    sizes = [now, *(100.0 + n % 3 for n in range(11))]
    returns = [
        of(name, "", *cells(members=size, working=size), *cells("prior", members=100.0, working=100.0))
        for name, size in zip(names, sizes, strict=True)
    ]
    given = dataclasses.replace(context(*names), settled_before=before)
    found = judge(arrived(*returns), given).findings
    mine = found[found["rule"].eq(PEERS) & found["organisation"].eq("o00")]
    return mine["state"].tolist()


@pytest.mark.parametrize(("now", "state"), [(900.0, "explained"), (850.0, "explained"), (40.0, "open")])
def test_a_change_apart_from_its_peers_is_explained_while_it_goes_the_same_way_no_further(
    now: float, state: str
) -> None:
    before = settled(organisation="o00", rule=PEERS, indicator="members", residual=780.0, figure=880.0)
    assert of_peers(before.iloc[:0], now) == ["open"]
    assert of_peers(before, now) == [state]


def test_a_change_that_goes_further_than_was_explained_is_asked() -> None:
    before = settled(organisation="o00", rule=PEERS, indicator="members", residual=50.0, figure=150.0)
    assert of_peers(before, 900.0) == ["open"]


def test_what_was_said_of_a_change_beside_its_peers_is_kept_with_the_change() -> None:
    names = [f"o{n:02}" for n in range(12)]
    returns = [
        of(name, "", *cells(members=900.0 if name == "o00" else 100.0), *cells("prior", members=100.0))
        for name in names
    ]
    given = context(*names)
    found = judge(arrived(*returns), given)
    mine = found.findings["rule"].eq(PEERS) & found.findings["organisation"].eq("o00")
    told = found.findings.assign(
        state=found.findings["state"].mask(mine, "explained"), by="o00@example.org", because="new schools"
    )
    kept = settled_for_next(told, found.residuals, found.figures, given)
    assert kept[["rule", "residual", "figure"]].to_numpy().tolist() == [[PEERS, 800.0, 900.0]]
    by_register = settled_for_next(told.assign(by="register.csv"), found.residuals, found.figures, given)
    assert by_register.empty, "that an organisation is new is true of one year"


def test_what_holds_again_keeps_the_figures_that_were_explained() -> None:
    given = dataclasses.replace(context("north"), settled_before=settled(residual=1.75))
    found = judge(arrived(a_return()), given)
    kept = settled_for_next(found.findings, found.residuals, found.figures, given)
    assert kept[["residual", "because", "as_of"]].to_numpy().tolist() == [[1.75, "deputies", "2025-01-01"]]
