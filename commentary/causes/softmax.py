"""A multinomial logistic classifier, as small as its weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Softmax:
    """A multinomial logistic classifier: probabilities are softmax((x − mean) / scale · weights + bias)."""

    classes: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def probabilities(self, x: Floats) -> Floats:
        """A row of class probabilities for each row of x."""
        z = ((x - self.mean) / self.scale) @ self.weights + self.bias
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(e / e.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Write the classifier as .npz, in single precision."""
        single = {k: getattr(self, k).astype(np.float32) for k in ("mean", "scale", "weights", "bias")}
        np.savez_compressed(path, classes=np.array(self.classes), **single)

    @classmethod
    def load(cls, path: Path) -> Softmax:
        """The classifier that `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            parts = {k: data[k].astype(np.float64) for k in ("mean", "scale", "weights", "bias")}
            return cls(tuple(str(c) for c in data["classes"]), **parts)
