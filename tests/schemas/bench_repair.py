"""How long the repair of a round takes and how often it is right: `python tests/schemas/bench_repair.py`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from repair_returns import clean_returns, found, repaired, seeded, table_of, visible  # noqa: E402


def bench(count: int = 8700, share: float = 0.2, most: int = 3, seed: int = 1) -> dict[str, float]:
    """Seconds and hit rates for a round of `count` returns, a share of them falsified in 1 to `most` cells.

    The rates are of the slips that break a hard rule by themselves.
    """
    figures, history = clean_returns(count, seed)
    corrupted, slips = seeded(figures, share, most, seed, ("current", "prior"))
    table = table_of(corrupted, history)
    started = time.perf_counter()
    result = repaired(table)
    seconds = time.perf_counter() - started
    told = visible(figures, history, slips)
    rates = found(result.suspects, told)
    return {
        "returns": count,
        "slips": len(told),
        "seconds": round(seconds, 2),
        "unsolved": len(result.unsolved),
        **rates,
    }


if __name__ == "__main__":
    sys.stdout.write(f"20 % of 8 700 returns falsified in 1 to 3 cells: {bench()}\n")
    sys.stdout.write(f"500 returns with one slip each: {bench(500, 1.0, 1)}\n")
