"""The same primaries flat and in a tree of three levels: `python -m tests.bench.family_tree [COUNT]` prints the ratio.

Slips are seeded into 5 % of the primaries; parents state the sums of what the primaries should have stated.
"""

from __future__ import annotations

import resource
import sys
import time

import pandas as pd

from judging.family_standing import waiting_parents
from schemas.form.loading import load_form
from schemas.repair.repair_search import repairs
from tests.schemas.repair_returns import CHECKS, KEY, THRESHOLDS, clean_returns, seeded, table_of

DISTRICT, REGION = 40, 12  # primaries of a district, districts of a region
SUMMED = [name for name, x in load_form().indicators.items() if x.sum]


def parents_of(count: int) -> dict[str, str]:
    """o0, o1 … are primaries, d0 … districts, r0 … regions."""
    districts = {f"o{n}": f"d{n // DISTRICT}" for n in range(count)}
    return districts | {d: f"r{int(d[1:]) // REGION}" for d in dict.fromkeys(districts.values())}


def with_sums(figures: pd.DataFrame, parents: dict[str, str]) -> pd.DataFrame:
    """The figures and those of the parents, level by level."""
    parts, level = [figures], figures
    while (above := level["organisation"].map(parents)).notna().all():
        rates = level[level["indicator"].isin(SUMMED)].assign(organisation=above)
        level = rates.groupby(KEY, sort=False)["value"].sum().reset_index()
        wide = level.pivot(index=["organisation", "period"], columns="indicator", values="value")
        rate = (100 * wide["working"] / wide["employees"]).round(1).rename("value").drop("change", level="period")
        parts += [level, rate.reset_index().assign(indicator="coverage")]
    return pd.concat(parts, ignore_index=True)[[*KEY, "value"]]


def seconds(figures: pd.DataFrame, history: pd.DataFrame, parents: dict[str, str]) -> tuple[float, int]:
    """How long the rules, the standing of families and the search take, and how many returns are suspected."""
    table = table_of(figures, history, parents or None)
    rows = [(str(x), parents.get(str(x), "")) for x in table.organisations]
    begun = time.perf_counter()
    held = waiting_parents(CHECKS, table, THRESHOLDS, pd.DataFrame(rows, columns=["id", "parent"]))
    repaired = repairs(CHECKS, held.table, THRESHOLDS, held.residuals, parents=parents, searched=held.searched)
    return time.perf_counter() - begun, repaired.suspects["organisation"].nunique()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8716
    clean, history = clean_returns(count)
    wrong, _ = seeded(clean, 0.05, 1)
    parents = parents_of(count)
    sums = with_sums(clean, parents)
    tree = pd.concat([wrong, sums[~sums["organisation"].isin(wrong["organisation"])]], ignore_index=True)
    last = tree[tree["period"].eq("prior") & ~tree["organisation"].isin(wrong["organisation"])]
    flat, suspected = seconds(wrong, history, {})
    flat_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told, of_tree = seconds(tree, pd.concat([history, last[list(history.columns)]], ignore_index=True), parents)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} primaries flat: {flat:.1f} s, {flat_memory:.0f} MB, {suspected} suspected")
    print(f"the same in a tree: {told:.1f} s, {memory:.0f} MB, {of_tree} suspected; {told / flat:.2f} times as long")


if __name__ == "__main__":
    main()
