"""The judging of a whole round by stage: `python -m tests.bench.scale [COUNT] [--meaning] [--profile]`."""

from __future__ import annotations

import cProfile
import dataclasses
import pstats
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from types import ModuleType
from typing import Any
from unittest.mock import patch

from flows.round.note_judges import sentence_model
from judging import judgement as judging
from tests.bench.synthetic_round import synthetic_round

STAGES = (
    "in_order", "pair_notes", "arrivals_frame", "settle_versions", "figures_frame", "hold_to_rules", "figure_table",
    "residuals", "failed_checks", "rule_findings", "assess_notes", "suspect_cells", "hear_second_witness",
    "reading_findings", "missing_returns", "note_findings", "all_findings", "unconfirmed", "effect_on_national",
    "returns_frame", "commentary_frame",
)  # fmt: skip
Stage = tuple[ModuleType, str]


def stages() -> list[Stage]:
    """Where the steps of a judgement are called by name; some lie within others."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("flows.")]
    return [(module, name) for module in modules for name in STAGES if hasattr(module, name)]


def timed(place: Stage, seconds: Counter[str]) -> Callable[..., Any]:
    """The stage at that place, which adds its time to `seconds`."""
    name, stage = place[1], getattr(*place)

    def run(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return stage(*given, **named)
        finally:
            seconds[name] += time.perf_counter() - started

    return run


def megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print what each stage of judging a synthetic round takes."""
    numbers = [x for x in sys.argv[1:] if x.isdigit()]
    count = int(numbers[0]) if numbers else 2000
    readings, context = synthetic_round(count)
    if "--meaning" in sys.argv:
        context = dataclasses.replace(context, meaning=sentence_model())
    print(f"{len(readings)} documents, {megabytes():.0f} MB before", flush=True)
    seconds: Counter[str] = Counter()
    profile = cProfile.Profile()
    if "--profile" in sys.argv:
        profile.enable()
    started = time.perf_counter()
    with ExitStack() as patched:
        for place in stages():
            patched.enter_context(patch.object(*place, timed(place, seconds)))
        judgement = judging.judge(readings, context)
    total = time.perf_counter() - started
    profile.disable()
    for name, spent in seconds.most_common():
        print(f"  {spent:8.2f} s  {name}")
    outcomes = judgement.returns["outcome"].value_counts().to_dict()
    print(f"  {total:8.2f} s  in all, {megabytes():.0f} MB at most; {outcomes}; {len(judgement.findings)} findings")
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
