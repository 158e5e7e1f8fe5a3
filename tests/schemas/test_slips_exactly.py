"""Slips of the hand at exact values: shares, the ways in which a slip can befall a figure, and every origin."""

from __future__ import annotations

import math

import pytest

from schemas.repair.slips import SHARES, log_likelihood, origins, slip_of


@pytest.mark.parametrize(
    ("stated", "true", "decimals", "share"),
    [
        (21, 12, 0, 0.2 / 1), (1123, 1132, 0, 0.2 / 2), (1213, 1123, 0, 0.2 / 2), (1, 12, 0, 0.2 / 2), (123, 1234, 0, 0.2 / 4),
        (122, 12, 0, 0.2 * 0.5 / 2), (112, 12, 0, 0.2 * 0.5 / 2), (132, 12, 0, 0.2 * 0.5 / (8 * 3)), (312, 12, 0, 0.2 * 0.5 / (8 * 3)), (13, 12, 0, 0.24 / 18),
        (7, 5, 0, 0.24 / 9), (-5, 5, 0, 0.02), (5000, 5, 0, 0.04), (5, 5000, 0, 0.04), (99, 5, 0, 0.1 / (4 * 109)), (5, 999, 0, 0.1 / (4 * 1009)),
        (math.nan, 40, 0, 0.1 / (4 * 50)), (-99, 5, 0, 0.1 / (4 * 109)), (99, -500, 0, 0.1 / (4 * 510)), (98.2, 95.2, 1, 0.24 / 27),
    ],
)  # fmt: skip
def test_the_likelihood_is_the_kinds_share_spread_over_its_ways(
    stated: float, true: float, decimals: int, share: float
) -> None:
    assert math.exp(log_likelihood(stated, true, decimals)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("stated", "true", "kind"),
    [
        (0, 0, "unknown"), (5, -5, "sign"), (0, 1000, "missing-digit"), (1000, 1, "thousandfold"), (1, 1000, "thousandfold"), (5.1, 5060, "thousandfold"), (5.1, 5040, "thousandfold"),
        (5.1, 5161, "unknown"), (5, 5040, "unknown"), (-12, -21, "transposed-digits"), (-12, 21, "unknown"), (12, -21, "unknown"), (5, 0, "wrong-digit"), (123, 321, "unknown"), (1234, 1342, "unknown"),
        (12, 2, "extra-digit"), (2, 102, "missing-digit"), (2, 12, "missing-digit"), (1234, 12, "unknown"), (12, 1234, "unknown"), (1212, 2121, "unknown"), (1100, 1010, "transposed-digits"),
    ],
)  # fmt: skip
def test_the_kind_of_a_slip(stated: float, true: float, kind: str) -> None:
    assert slip_of(stated, true) == kind


def test_every_origin_of_a_small_figure() -> None:
    expected = {21.0, 1.0, 2.0, -12.0, 12000.0}
    expected |= {float(f"{a}2") for a in range(10)} | {float(f"1{a}") for a in range(10)}
    expected |= {float(x) for d in range(10) for x in (f"{d}12", f"1{d}2", f"12{d}")}
    assert origins(12) == sorted(expected - {12.0})
    negative = (
        {3.0, -3000.0} | {-float(d) for d in range(10)} | {-float(x) for d in range(10) for x in (f"{d}3", f"3{d}")}
    )
    assert origins(-3) == sorted(negative - {-3.0})


def test_origins_of_thousands_decimals_and_nothing() -> None:
    assert 2.0 in origins(2000)
    assert 1.5 not in origins(1500)
    assert origins(math.nan) == []
    assert origins(2.55) == [2550.0]
    assert {9.5, 59.0, 95.1, 95000.0, -95.0} <= set(origins(95.0, 1))
    assert 95.0 not in origins(95.0, 1)
    assert sum(SHARES.values()) == pytest.approx(1)
