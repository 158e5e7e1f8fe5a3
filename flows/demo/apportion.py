"""Sharing out a whole number: whole shares that add up to it, as near to given weights as their bounds allow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
_HALVINGS = 200


def apportion(total: int, weights: Weights, most: Counts | None = None, least: Counts | None = None) -> Counts:
    """Whole numbers that add up to `total`, near proportional to `weights`, each from `least` (0) to `most`.

    Raises ValueError where the bounds leave no room for the total.
    """
    low = np.zeros(len(weights), dtype=np.int64) if least is None else least
    high = np.full(len(weights), max(total, 0), dtype=np.int64) if most is None else most
    high = np.maximum(high, low)
    if not low.sum() <= total <= high.sum():
        raise ValueError(f"{total} cannot be shared out between {low.sum()} and {high.sum()}")
    exact = _proportional(total, np.maximum(weights, 1e-9), low, high)
    shares = np.clip(np.floor(exact).astype(np.int64), low, high)
    by_remainder = np.argsort(-(exact - shares), kind="stable")
    while (left := total - int(shares.sum())) != 0:
        step = 1 if left > 0 else -1
        room = [i for i in by_remainder if (shares[i] < high[i] if step > 0 else shares[i] > low[i])]
        shares[room[: abs(left)]] += step
    return shares


def _proportional(total: int, weights: Weights, low: Counts, high: Counts) -> Weights:
    """The weights times the one factor with which they, cut to their bounds, add up to the total."""
    below, above = 0.0, float(high.max() + 1) / weights.min()
    for _ in range(_HALVINGS):
        factor = (below + above) / 2
        if np.clip(factor * weights, low, high).sum() < total:
            below = factor
        else:
            above = factor
    cut: Weights = np.clip(above * weights, low, high)
    return cut


def split(wholes: Counts, totals: list[int], weights: list[Weights]) -> list[Counts]:
    """Parts of each whole, as many as there are totals: the parts of one kind add up to their total, the parts of a
    whole to the whole. The last kind is what remains."""
    remaining = wholes.copy()
    parts = []
    for n, (total, weight) in enumerate(zip(totals[:-1], weights[:-1], strict=True)):
        later = sum(weights[n:])
        share = np.divide(weight, later, out=np.zeros_like(weight), where=later > 0)
        part = apportion(total, share * remaining, most=remaining)
        parts.append(part)
        remaining = remaining - part
    return [*parts, remaining]
