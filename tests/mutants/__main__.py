"""`make mutants`: how many small wrong changes of the rooms their own tests notice; what they do not is listed.

    python -m tests.mutants                              every room, all mutants
    python -m tests.mutants --room schemas/repair --sample 40 --seed 1

Rooms and their tests are in rooms.yaml; mutants that change nothing that can be seen in survivors.yaml, each with a
reason, and are not counted. The others that survive are written to mutants.txt.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.mutants.rooms import ROOT, Asked, groups, tested
from tests.mutants.running import KILLED, SURVIVED, TIMED_OUT

WANTED = 0.85


def main() -> int:
    """Exit code 1 where a room's tests notice less than WANTED of its mutants."""
    given = _given()
    os.chdir(ROOT)
    asked = Asked(given.module, given.sample, given.seed, given.workers)
    found: dict[str, list[tuple[str, str]]] = {}
    started = time.monotonic()
    for group in groups(given.room):
        # each in a process of its own: what one group has imported, the next may want to change
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            found.setdefault(group.room, []).extend(process.submit(tested, group, asked).result())
    survivors = sorted(told for mutants in found.values() for told, outcome in mutants if outcome == SURVIVED)
    Path(given.out).write_text("".join(f"{x}\n" for x in survivors), encoding="utf-8")
    print(f"{'room':<34}{'mutants':>8}{KILLED:>8}{SURVIVED:>10}{TIMED_OUT:>11}{'noticed':>9}")
    shares = [_told(room, [outcome for _, outcome in mutants]) for room, mutants in found.items()]
    print(f"{time.monotonic() - started:.0f} s; the survivors are in {given.out}")
    return int(min(shares, default=1) < WANTED)


def _told(room: str, results: Sequence[str]) -> float:
    """The share that was noticed, printed with its parts."""
    count = Counter(results)
    share = (count[KILLED] + count[TIMED_OUT]) / max(1, len(results))
    parts = f"{len(results):>8}{count[KILLED]:>8}{count[SURVIVED]:>10}{count[TIMED_OUT]:>11}"
    print(f"{room:<34}{parts}{share:>9.1%}")
    return share


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--room", action="append", default=[], help="a room of rooms.yaml; all by default")
    parser.add_argument("--module", default="", help="only modules whose path holds this")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants a group of modules; all by default")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", default="mutants.txt", help="where the survivors are written")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
