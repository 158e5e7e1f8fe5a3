"""Slips of the hand: what is recognised, and that every slip can be traced back to where it came from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from repair_returns import falsified

from schemas.repair.slips import SHARES, log_likelihood, origins, slip_of


@pytest.mark.parametrize(
    ("stated", "true", "kind"),
    [
        (24581, 24518, "transposed-digits"), (33, 332, "missing-digit"), (102, 1002, "missing-digit"),
        (18233, 1823, "extra-digit"), (45, 85, "wrong-digit"), (-7, 7, "sign"), (1400000, 1400, "thousandfold"),
        (590.7, 590740, "thousandfold"), (27152, 27025, "unknown"), (12, 12345, "unknown"), (-541, 514, "unknown"),
        (-541, -514, "transposed-digits"), (0, 7, "wrong-digit"), (9, 1008, "unknown"), (math.nan, 5, "unknown"),
    ],
)  # fmt: skip
def test_slips_are_recognised(stated: float, true: float, kind: str) -> None:
    assert slip_of(stated, true) == kind


def test_a_percentage_is_compared_with_its_decimal() -> None:
    assert slip_of(98.2, 95.2, decimals=1) == "wrong-digit"
    assert slip_of(92.5, 95.2, decimals=1) == "transposed-digits"


@given(st.integers(0, 10**9), st.integers(0, 2**32))
def test_a_slip_is_traced_back(true: int, seed: int) -> None:
    slip = falsified(float(true), np.random.default_rng(seed))
    if slip is not None:
        assert float(true) in origins(slip[0])
        assert slip_of(slip[0], float(true)) != "unknown"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_likelihoods_are_probabilities(stated: int, true: int) -> None:
    assert -40 < log_likelihood(float(stated), float(true)) < 0


def test_a_classic_slip_is_likelier_than_none() -> None:
    assert log_likelihood(33, 332) > log_likelihood(33, 297)
    assert math.isclose(sum(SHARES.values()), 1)
