"""The parts of a family's system, made as far as the search meets them, say what the system with all its edits says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repair_returns import CHECKS, KEY, THRESHOLDS, table_of

from schemas.repair.edit_table import edit_table
from schemas.repair.families import ChildrenRules
from schemas.repair.family_system import family_cells, family_parts
from schemas.repair.localisation import EditSystem, NoRepair, minimal_sets_of_part
from schemas.repair.repair_options import edit_system
from tests.schemas.test_repair_families import FIGURES, HISTORY, PARENTS

HARD = [x for x in CHECKS if x.rule.severity == "hard" and not x.rule.shadow]
VALUE = FIGURES.set_index(KEY)["value"]
CELLS = st.tuples(
    st.sampled_from(["o0", *PARENTS]),
    st.sampled_from(["members", "working", "women", "employees", "coverage", "trained", "audit_members"]),
    st.sampled_from(["current", "prior"]),
)
SLIPS = st.dictionaries(CELLS, st.sampled_from([1.0, -1.0, 90.0, 0.5, math.nan]), min_size=1, max_size=4)
TREES = st.sampled_from([PARENTS, {"o1": "o0", "o2": "o1", "o3": "o1"}, {"o1": "o0", "o2": "o0"}])


def sets_of(part: EditSystem) -> list[frozenset[int]] | tuple[int, ...]:
    try:
        return minimal_sets_of_part(part)
    except NoRepair as none:
        return none.edits


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(slips=SLIPS, parents=TREES)
def test_the_parts_of_a_family_are_those_of_its_whole_system(slips, parents) -> None:
    stated = VALUE.copy()
    for (organisation, indicator, period), by in slips.items():
        stated[organisation, indicator, period] += by
    history = HISTORY[HISTORY["organisation"].ne("o3")]
    table = table_of(stated.reset_index(), history, parents)
    places = np.flatnonzero(table.organisations.isin(["o0", *PARENTS]))
    edits = edit_table(HARD, table, THRESHOLDS, places, with_children=False)
    rows, broken = list(range(len(places))), edits.broken()
    further = ChildrenRules(HARD, table, THRESHOLDS, edits, parents).of(rows)
    for numbers in edits.components():
        of_these = {c for n in numbers for c in edits.places[n]}
        over = [x for x in further if next(iter(x.coefficients)) % edits.width in of_these]
        whole = edit_system(edits, rows, numbers, further=over)
        made = family_parts(edits, rows, numbers, over, family_cells(edits, rows), broken, whole._holds)
        parts = whole.parts()
        assert len(made) == len(parts)
        for lazy, part in zip(made, parts, strict=True):
            assert list(lazy.edits) == list(part.edits)
            assert (lazy.broken, lazy.forced, lazy.missing) == (part.broken, part.forced, part.missing)
            assert {x: list(y) for x, y in lazy.edits_of.items()} == dict(part.edits_of)
            assert lazy.broken_by_rivals == part.broken_by_rivals
            if len(part.broken) + len(part.forced) <= 6:
                assert sets_of(lazy) == sets_of(part)
