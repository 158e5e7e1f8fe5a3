"""Repairs of amounts: searched as real numbers, proposed with the decimals of their unit, exact to the last of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from figures import FIGURES
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.form import checks_of, load_form
from schemas.judge import ACCEPTED, FigureTable, residuals
from schemas.repair import repairs

FORM = load_form("schools")
CHECKS = tuple(x for x in checks_of(FORM) if x.rule.name in ("area-balance", "rural-balance", "whole-non-negative"))
PRIOR = FIGURES["schools"].prior
AREAS = ("area", "area_own", "area_rented")


def suspects_of(current: dict[str, float]) -> pd.DataFrame:
    values = {(name, "current"): np.array([x]) for name, x in current.items()}
    values |= {(name, ACCEPTED): np.array([x]) for name, x in PRIOR.items()}
    filled = {cell: np.array([True]) for cell in values if cell[1] == "current"}
    facts = {"kind": np.array(["regional"], dtype=object), "has_accepted": np.array([True])}
    facts |= {name: np.array([False]) for name in ("has_children", "newcomer")}
    table = FigureTable(pd.Index(["orda"], name="organisation"), values, filled, facts)
    return repairs(CHECKS, table, {}, residuals(CHECKS, table, {}), decimals=FORM.decimals).suspects


tenths = st.integers(0, 9_999_999).map(lambda x: x / 10)


@settings(max_examples=60, deadline=None)
@given(tenths, tenths, st.sampled_from(AREAS), st.integers(-99_999, 99_999).filter(bool))
def test_every_proposal_mends_the_sum_to_the_last_decimal(own: float, rented: float, cell: str, off: int) -> None:
    true = {"area": round(own + rented, 1), "area_own": own, "area_rented": rented}
    stated = {**true, cell: round(true[cell] + off / 10, 1)}
    suspects = suspects_of(stated)
    assert (cell, true[cell]) in set(zip(suspects["indicator"], suspects["proposed"], strict=True))
    for _, repair in suspects.groupby("rank"):
        mended = stated | dict(zip(repair["indicator"], repair["proposed"], strict=True))
        assert all(x == round(x, 1) for x in repair["proposed"])
        assert round(mended["area"] - mended["area_own"] - mended["area_rented"], 6) == 0


@pytest.mark.parametrize(
    ("typed", "kind"),
    [(48050.3, "transposed-digits"), (4850.3, "missing-digit"), (485003, "extra-digit"), (48500300, "thousandfold"),
     (-48500.3, "sign"), (48500.8, "wrong-digit")],
)  # fmt: skip
def test_a_slip_of_the_hand_is_named_in_a_figure_with_a_decimal(typed: float, kind: str) -> None:
    true = FIGURES["schools"].current
    suspects = suspects_of({**{name: true[name] for name in AREAS}, "area_own": typed})
    first = suspects[suspects["rank"].eq(1)]
    assert first[["indicator", "proposed", "kind"]].to_numpy().tolist() == [["area_own", 48500.3, kind]]


def test_figures_off_the_decimals_of_their_unit_do_not_hide_where_the_slip_is() -> None:
    suspects = suspects_of({"area": 12.5, "area_own": 7.25, "area_rented": 5.52})
    found = dict(zip(suspects["indicator"], suspects["proposed"], strict=True))
    assert found["area_rented"] == pytest.approx(5.25, abs=1e-5)


def test_counts_stay_whole_beside_amounts() -> None:
    suspects = suspects_of({"pupils_rural": 4070, "pupils_small": 1250, "pupils_full": 2550, "area": 50751.6,
                            "area_own": 48500.3, "area_rented": 2253.1})  # fmt: skip
    counts = suspects[suspects["indicator"].str.startswith("pupils")]
    assert (counts["proposed"] % 1 == 0).all()
    assert set(suspects.loc[suspects["rank"].eq(1), "indicator"]) == {"pupils_small", "area_rented"}
