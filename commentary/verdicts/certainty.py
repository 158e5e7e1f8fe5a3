"""How surely a verdict is right, learned on held-out writers; and from what on it may be told as a fact.

The curves come from commentary.training.certainty_learning: of each kind of verdict an isotonic curve over the score of
its indicator (Zadrozny and Elkan, 2002), so that a surer score is never a less sure verdict of its kind.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

CERTAINTY = Path(__file__).parent / "weights" / "certainty.json"
CERTAIN = 1.0


class Way(StrEnum):
    """How a verdict was reached: scored with sentence embeddings, scored without, or by the rules alone."""

    MEANING = "meaning"
    WORDS = "words"
    RULES = "rules"


@dataclass(frozen=True)
class Curve:
    """Of one kind of verdict: `points` are scores, rising, with the probability that it is right, between which it is a
    straight line and beyond which it is flat; `rate` is how often a verdict of the kind is right.
    """

    points: tuple[tuple[float, float], ...]
    rate: float

    def probability(self, score: float | None) -> float:
        """How likely a verdict of the kind is right by its score; by the kind alone where it has none."""
        if score is None or not self.points:
            return self.rate
        scores, values = zip(*self.points, strict=True)
        return float(np.interp(score, scores, values))


@dataclass(frozen=True)
class Certainty:
    """The curves of one way of judging by kind of verdict. At `told_from` and above a verdict may be told as a fact.

    `decided` is the share of held-out verdicts that are so sure, `right` how many of these were right.
    """

    curves: Mapping[str, Curve]
    told_from: float
    decided: float
    right: float

    def probability(self, kind: str, score: float | None) -> float:
        """How likely a verdict of this kind is right, by the score of its indicator."""
        return self.curves[kind].probability(score)


@functools.cache
def load_certainties(path: Path = CERTAINTY) -> Mapping[Way, Certainty]:
    """What training.save_certainties wrote; the shipped ones, where no path is given."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return {way: _certainty(told[way]) for way in Way}


def _certainty(told: Mapping[str, Any]) -> Certainty:
    curves = {kind: _curve(**curve) for kind, curve in told["curves"].items()}
    return Certainty(curves, float(told["told_from"]), float(told["decided"]), float(told["right"]))


def _curve(points: Sequence[Sequence[float]], rate: float) -> Curve:
    return Curve(tuple((float(score), float(value)) for score, value in points), float(rate))
