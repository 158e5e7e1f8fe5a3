"""The named functions of the rule language that an expression cannot say. Vectorised over returns; NaN in, NaN out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def whole(values: Array) -> Array:
    """1 where the value is an integer to 1e-6, 0 where not."""
    return np.where(np.isnan(values), np.nan, np.abs(values - np.round(values)) <= 1e-6)


def transposed(left: Array, right: Array) -> Array:
    """1 where the two numbers differ by exactly one exchange of neighbouring digits (8 716 and 8 761), 0 where not.

    Such a difference is 9 · 10^k · (a − b) for the digits a, b at the places k + 1 and k; a leading zero is no digit.
    """
    missing = np.isnan(left) | np.isnan(right)
    left, right = np.where(missing, 0, left), np.where(missing, 0, right)
    difference = np.where(_digits(left) == _digits(right), left - right, 0)
    result = np.zeros(len(difference))
    for power in 10.0 ** np.arange(15):
        low, high = np.floor(left / power) % 10, np.floor(left / (10 * power)) % 10
        exchanged = (difference != 0) & (np.abs(difference) == np.abs(9 * power * (high - low)))
        result[exchanged & (np.sign(difference) == np.sign(high - low))] = 1
    result[missing] = np.nan
    return result


def _digits(values: Array) -> Array:
    """How many digits the whole part has; 0 for less than one."""
    return np.floor(np.log10(np.maximum(np.abs(values), 0.5))) + 1


def hidiroglou_berthelot(
    current: Array,
    prior: Array,
    groups: npt.NDArray[np.object_],
    compared: npt.NDArray[np.bool_] | None = None,
    *,
    exponent: float,
    spread: float,
    factor: float,
) -> Array:
    """1 where the ratio current / prior lies within the bounds of its group, 0 where it is an outlier.

    Hidiroglou and Berthelot (1986), Survey Methodology 12(1): the ratio is centred on the group's median so that
    rise and fall weigh the same, scaled by size to the `exponent`, and held to the quartiles' distance times `factor`.
    `spread` keeps the bounds apart where most ratios are equal. The bounds are those of the returns that are
    `compared`, of all where it is not given. NaN where prior or current is missing or not positive, or nobody
    is compared.
    """
    result = np.full(len(current), np.nan)
    usable = (current > 0) & (prior > 0)
    for group in np.unique(groups[usable]):
        rows = np.flatnonzero(usable & (groups == group))
        ratio = current[rows] / prior[rows]
        among = np.ones(len(rows), dtype=bool) if compared is None else compared[rows]
        if not among.any():
            continue
        median = np.median(ratio[among])
        centred = np.where(ratio < median, 1 - median / ratio, ratio / median - 1)
        effect = centred * np.maximum(current[rows], prior[rows]) ** exponent
        low, middle, high = np.quantile(effect[among], [0.25, 0.5, 0.75])
        least = spread * abs(middle)
        within = (effect >= middle - factor * max(middle - low, least)) & (
            effect <= middle + factor * max(high - middle, least)
        )
        result[rows] = within
    return result
