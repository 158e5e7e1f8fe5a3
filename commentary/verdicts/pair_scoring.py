"""The learned scorer: whether any unit of a note explains an indicator's change.

Logistic over the evidence of each (unit, indicator), pooled softly over the units of a note, with the evidence of the
indicator in the whole note beside it (multiple-instance learning: Ray and Craven, ICML 2005). The weights come from
commentary.training.certainty_learning.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

VERDICT_WEIGHTS = Path(__file__).parent / "weights" / "verdicts.npz"
SHARPNESS = 2.0
_NO_UNIT = -6.0
_WEIGHTS = ("pair", "indicator", "bias")


@dataclass(frozen=True)
class PairScorer:
    """`pair` weighs a pair's evidence, `indicator` an indicator's in the whole note; `bias` is of each.

    `source` is the digest of the labelled notes that it was trained on.
    """

    pair: Floats
    indicator: Floats
    bias: Floats
    source: str = ""

    def score(self, units: Sequence[Sequence[float]], indicator: Sequence[float]) -> tuple[float, int]:
        """The log odds that a change is explained, and the place among `units` of the one that says most for it.

        `units` are the evidence of each unit for the indicator; without any the place is -1.
        """
        if not units:
            return _NO_UNIT, -1
        own = np.asarray(units, dtype=np.float64) @ self.pair + self.bias[0]
        pooled = np.logaddexp.reduce(SHARPNESS * own) / SHARPNESS
        return float(pooled + np.asarray(indicator) @ self.indicator + self.bias[1]), int(own.argmax())

    def save(self, path: Path) -> None:
        """Write the weights as .npz, in single precision."""
        single = {k: getattr(self, k).astype(np.float32) for k in _WEIGHTS}
        np.savez_compressed(path, source=np.array(self.source), **single)


@functools.cache
def load_scorer(path: Path = VERDICT_WEIGHTS) -> PairScorer:
    """The scorer that `save` wrote; the shipped one, where no path is given."""
    with np.load(path, allow_pickle=False) as data:
        parts = {k: data[k].astype(np.float64) for k in _WEIGHTS}
        return PairScorer(source=str(data["source"]), **parts)
