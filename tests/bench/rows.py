"""A row of the bench: what was measured, beside the machine's floor and the target."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

HEAD = ("what", "n", "seconds", "floor", "floor is", "ratio", "target", "met")


@dataclass(frozen=True)
class Row:
    """`seconds` of ours and of the floor for the same `count`; the target is a most ratio, or most seconds."""

    what: str
    count: int
    seconds: float
    floor: float
    floor_is: str
    most_ratio: float | None = None
    most_seconds: float | None = None
    extrapolated: str = ""

    @property
    def ratio(self) -> float:
        """Ours to the floor."""
        return self.seconds / self.floor

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.most_ratio is not None:
            return self.ratio <= self.most_ratio
        return None if self.most_seconds is None else self.seconds < self.most_seconds

    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        target = f"≤ {self.most_ratio:g} ×" if self.most_ratio is not None else ""
        if self.most_seconds is not None:
            target = f"< {self.most_seconds:g} s"
        name = f"{self.what}{f' ({self.extrapolated})' if self.extrapolated else ''}"
        met = {True: "met", False: "NOT MET", None: ""}[self.met]
        return (name, f"{self.count}", f"{self.seconds:.2f}", f"{self.floor:.2f}", self.floor_is, f"{self.ratio:.2f}",
                target, met)  # fmt: skip


def seconds_of(work: Callable[[], object], runs: int = 1) -> float:
    """The wall time of the work, the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best
