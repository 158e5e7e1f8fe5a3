"""A tree of three levels is judged in about the time of its primaries alone."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.bench.family_tree import parents_of, seconds, with_sums
from tests.schemas.repair_returns import clean_returns, seeded


@pytest.mark.slow
def test_a_tree_of_three_levels_costs_its_own_returns_and_what_only_sums_can_find() -> None:
    clean, history = clean_returns(600)
    wrong, _ = seeded(clean, 0.05, 1)
    parents = parents_of(600)
    sums = with_sums(clean, parents)
    tree = pd.concat([wrong, sums[~sums["organisation"].isin(wrong["organisation"])]], ignore_index=True)
    flat, suspected = seconds(wrong, history, {})
    last = tree[tree["period"].eq("prior") & ~tree["organisation"].isin(wrong["organisation"])]
    told, of_tree = seconds(tree, pd.concat([history, last[list(history.columns)]], ignore_index=True), parents)
    assert of_tree > suspected
    assert told < 8 * flat
