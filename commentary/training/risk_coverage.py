"""How many verdicts are right among the surest, from few of them to all: the risk over the coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from commentary.training.certainty_learning import probabilities_apart
from commentary.training.verdict_learning import HeldOut

SHARES = tuple(round(0.05 * n, 2) for n in range(1, 21))


def risk_by_coverage(verdicts: Sequence[HeldOut]) -> pd.DataFrame:
    """A row for each of SHARES of the surest verdicts (El-Yaniv and Wiener, 2010), sureness learned of other writers.

    Columns: decided, confidence (of the least sure of them), right (their share), and expected: what it would be, were
    each right as often as its confidence says.
    """
    probability = probabilities_apart(verdicts)
    right = np.array([float(v.verdict == v.truth) for v in verdicts])
    order = np.argsort(-probability, kind="stable")
    counts = [max(round(share * len(order)), 1) for share in SHARES]
    rows = [
        (share, float(probability[order[n - 1]]), float(right[order[:n]].mean()), float(probability[order[:n]].mean()))
        for share, n in zip(SHARES, counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["decided", "confidence", "right", "expected"])
