"""The repairs of whole returns: which cells, which values, in which order, and what is told when it cannot be done."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pandas as pd
import pytest
from repair_returns import HARD, KEY, THRESHOLDS, clean_returns, found, repaired, seeded, table_of, visible
from scipy.optimize import Bounds, LinearConstraint, milp

from schemas.judge.residual_table import failures, residuals
from schemas.repair import whole_repairs
from schemas.repair.clerk_acts import ClerkActs
from schemas.repair.edit_table import edit_table
from schemas.repair.localisation import minimal_sets_of_part
from schemas.repair.repair_options import edit_system

FIGURES, HISTORY = clean_returns(60, seed=5)


def with_cells(cells: dict[tuple[str, str], float], *, follow: bool = True, figures: pd.DataFrame = FIGURES):
    """The clean returns with some cells of o0 falsified; its stated changes follow unless told otherwise."""
    value = figures.set_index(KEY)["value"].copy()
    for (indicator, period), stated in cells.items():
        value["o0", indicator, period] = stated
        if follow and period != "change" and ("o0", indicator, "change") in value.index:
            both = [value["o0", indicator, p] for p in ("current", "prior")]
            value["o0", indicator, "change"] = round(both[0] - both[1], 6)
    return value.reset_index()


def figure(indicator: str, period: str = "current", organisation: str = "o0") -> float:
    return float(FIGURES.set_index(KEY)["value"][organisation, indicator, period])


def suspects_of(figures: pd.DataFrame, history: pd.DataFrame = HISTORY, **facts) -> pd.DataFrame:
    return repaired(table_of(figures, history, **facts)).suspects


def sets(suspects: pd.DataFrame) -> list[dict[tuple[str, str], float]]:
    """The repairs of a return by rank."""
    return [{(x.indicator, x.period): x.proposed for x in part.itertuples()} for _, part in suspects.groupby("rank")]


def test_clean_returns_have_no_suspects() -> None:
    assert suspects_of(FIGURES).empty


def test_one_wrong_figure_is_found_with_its_true_value() -> None:
    wrong = with_cells({("working", "current"): figure("working") + 900})
    (only,) = sets(suspects_of(wrong))
    assert only == {("working", "current"): figure("working")}


def test_all_sets_of_the_least_size_are_listed_and_the_likeliest_comes_first() -> None:
    true = figure("left_retired")
    wrong = with_cells({("left_retired", "current"): true * 10})
    ranked = sets(suspects_of(wrong))
    assert len(ranked) >= 2  # the total, and each reason that stays positive
    assert ranked[0] == {("left_retired", "current"): true}
    assert all(len(cells) == 1 for cells in ranked)


def test_a_wrong_coverage_is_told_from_a_wrong_figure() -> None:
    wrong = with_cells({("coverage", "current"): figure("coverage") - 30})
    first = sets(suspects_of(wrong))[0]
    assert first == {("coverage", "current"): figure("coverage")}


def test_last_years_column_is_held_to_what_was_accepted() -> None:
    wrong = with_cells({("women", "prior"): figure("women", "prior") + 27})
    (only,) = sets(suspects_of(wrong))
    assert only == {("women", "prior"): figure("women", "prior")}


def test_a_stated_change_that_agrees_is_not_counted_and_one_that_does_not_is_found() -> None:
    true = figure("activists", "change")
    wrong = with_cells({("activists", "change"): true + 90}, follow=False)
    ranked = sets(suspects_of(wrong))
    assert {("activists", "change"): true} in ranked
    assert all(("activists", "prior") not in cells for cells in ranked)  # it is as accepted


def test_an_empty_required_cell_is_filled_with_what_the_rules_imply() -> None:
    (only,) = sets(suspects_of(with_cells({("students", "current"): np.nan})))
    assert only == {("students", "current"): figure("students")}


def test_a_fraction_is_no_count() -> None:
    share = round(figure("women") / figure("members"), 2)
    (only,) = sets(suspects_of(with_cells({("women", "current"): share})))
    assert np.isnan(only["women", "current"])  # a share to two places is no figure


def test_the_sets_of_independent_faults_are_combined() -> None:
    wrong = with_cells({("left_retired", "current"): figure("left_retired") * 10, ("staff", "current"): np.nan})
    result = repaired(table_of(wrong, HISTORY))
    ranked = sets(result.suspects)
    assert ranked[0] == {
        ("left_retired", "current"): figure("left_retired"),
        ("staff", "current"): ranked[0]["staff", "current"],
    }
    assert len(ranked) >= 2
    assert all(("staff", "current") in cells and len(cells) == 2 for cells in ranked)
    assert result.suspects.loc[result.suspects["rank"] == 1, "fault"].nunique() == 2


def test_too_many_combinations_are_ranked_fault_by_fault(monkeypatch) -> None:
    monkeypatch.setattr(whole_repairs, "MOST_REPAIRS", 3)
    wrong = with_cells({("left_retired", "current"): figure("left_retired") * 10, ("trained", "current"): 1e6})
    result = repaired(table_of(wrong, HISTORY))
    counts = result.suspects.groupby("fault")["rank"].agg(["min", "max", "size"])
    assert list(counts["min"]) == [1, 1]
    assert list(counts["max"]) == list(counts["size"])


def test_a_primary_reports_one_and_its_type_follows() -> None:
    zero = {(f"primaries_{k}", p): 0.0 for k in ("preschool", "school", "college", "university") for p in ("current",)}
    one = with_cells({("primaries", "current"): 2.0, ("primaries_other", "current"): 2.0, **zero})
    found_cells = suspects_of(one[one["organisation"] == "o0"], kind="primary")
    first = found_cells[(found_cells["rank"] == 1) & found_cells["indicator"].str.startswith("primaries")]
    assert dict(zip(first["indicator"], first["proposed"], strict=True)) == {"primaries": 1.0, "primaries_other": 1.0}


def test_rules_that_no_repair_can_satisfy_are_told() -> None:
    history = HISTORY.copy()
    history.loc[(history["organisation"] == "o0") & (history["indicator"] == "students"), "value"] += 1
    result = repaired(table_of(FIGURES, history))
    told = result.unused_rules[result.unused_rules["organisation"] == "o0"]
    assert {("members-balance@prior", "contradicts")} <= set(zip(told["rule"], told["why"], strict=True))


def test_columns_exchanged_are_one_act() -> None:
    both = [x for x in HISTORY["indicator"].unique() if figure(x) != figure(x, "prior")]
    cells = {(x, "current"): figure(x, "prior") for x in both} | {(x, "prior"): figure(x) for x in both}
    result = repaired(table_of(with_cells(cells), HISTORY))
    first = result.suspects[result.suspects["rank"] == 1]
    assert set(first["kind"]) == {"swapped-columns"}
    assert len(first) == 2 * len(both)
    assert "columns-swapped@current" in set(result.unused_rules["rule"])


def test_a_shifted_row_is_one_act() -> None:
    names = ["trained_chairs", "trained_activists", "trained_audit", "trained_conciliation"]
    cells = {(here, "current"): figure(above) for above, here in itertools.pairwise(names)}
    ranked = suspects_of(with_cells(cells))
    shifts = [part for _, part in ranked[ranked["kind"] == "shifted-row"].groupby("rank")]
    proposed = [dict(zip(part["indicator"], part["proposed"], strict=True)) for part in shifts]
    assert {name: figure(name) for name in names[1:]} in proposed


def test_the_time_limit_is_told() -> None:
    wrong = with_cells({("women", "current"): figure("members") + 500, ("working", "current"): figure("working") + 7})
    result = repaired(table_of(wrong, HISTORY), seconds=-1)
    assert result.unsolved == ("o0",)


@pytest.mark.parametrize("seed", [1, 2])
def test_vectorised_and_exact_search_find_the_same_sets(seed: int, monkeypatch) -> None:
    corrupted, _ = seeded(FIGURES, 1.0, 3, seed, ("current", "prior", "change"))
    table = table_of(corrupted, HISTORY)
    monkeypatch.setattr(ClerkActs, "acts", lambda self, row: [])
    result = repaired(table)
    edits = edit_table(HARD, table, THRESHOLDS, np.arange(len(table.organisations)))
    numbers = range(len(edits.rules))
    for row, organisation in enumerate(table.organisations):
        mended = {frozenset({edits.cells[c]}) for c in np.flatnonzero(edits.mended[row])}
        system = edit_system(edits, [row], list(numbers))
        exact = [minimal_sets_of_part(part) for part in system.parts()]
        named = [[frozenset(edits.cells[c % edits.width] for c in cells) for cells in part] for part in exact]
        expected = {frozenset().union(*x) for x in itertools.product(*named, *([x] for x in mended))}
        own = result.suspects[result.suspects["organisation"] == organisation]
        assert ({frozenset(x) for x in sets(own)} or {frozenset()}) == expected, organisation


def test_seeded_slips_are_found_first_and_mended() -> None:
    figures, history = clean_returns(300, seed=9)
    corrupted, slips = seeded(figures, 1.0, 1, seed=9)
    told = visible(figures, history, slips)
    started = time.perf_counter()
    rates = found(repaired(table_of(corrupted, history)).suspects, told)
    assert len(told) > 150
    assert rates["among"] >= 0.95
    assert rates["first"] >= 0.85
    assert rates["value"] >= 0.80
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_likeliest_repair_lets_every_hard_rule_hold(seed: int) -> None:
    corrupted, _ = seeded(FIGURES, 1.0, 4, seed)
    value = corrupted.set_index(KEY)["value"].copy()
    suspects = suspects_of(corrupted)
    for cell in suspects[suspects["rank"] == 1].itertuples():
        value[cell.organisation, cell.indicator, cell.period] = cell.proposed
    wide = value.unstack("period")
    stated = wide["change"].notna()
    wide.loc[stated, "change"] = (wide["current"] - wide["prior"])[stated].round(6)
    mended = wide.stack().rename("value").reset_index()
    assert suspects_of(mended).empty
    assert not failures(HARD, residuals(HARD, table_of(mended, HISTORY), THRESHOLDS)).to_numpy().any()


def highs_cardinality(system) -> int:
    """The fewest cells to change, by one mixed-integer programme with a switch for each cell."""
    cells = sorted(system.edits_of)
    place = {cell: n for n, cell in enumerate(cells)}
    stated = np.array([system.values[c] for c in cells])
    big = 10 * np.abs(stated).max() + 1000
    size = len(cells)
    rows, limits = [], []
    for edit in system.edits:
        row = np.zeros(2 * size)
        for cell, x in edit.coefficients.items():
            row[place[cell]] = x
        total = row[:size] @ stated
        rows.append(row)
        limits.append((edit.low - total, edit.high - total))
    for n, cell in enumerate(cells):
        for sign in (1.0, -1.0):
            row = np.zeros(2 * size)
            row[n], row[size + n] = sign, 0.0 if cell in system.fixed else -big
            rows.append(row)
            limits.append((-np.inf, 0.0))
    low, high = zip(*limits, strict=True)
    found_by_highs = milp(
        np.r_[np.zeros(size), np.ones(size)], integrality=np.ones(2 * size),
        constraints=LinearConstraint(np.array(rows), low, high),
        bounds=Bounds(np.r_[np.full(size, -big), np.zeros(size)], np.r_[np.full(size, big), np.ones(size)]),
    )  # fmt: skip
    return round(found_by_highs.fun)


def test_the_least_number_is_what_highs_finds() -> None:
    corrupted, _ = seeded(FIGURES, 1.0, 3, seed=21)
    table = table_of(corrupted, HISTORY)
    edits = edit_table(HARD, table, THRESHOLDS, np.arange(len(table.organisations)))
    linear = [n for n, rule in enumerate(edits.rules) if not rule.products]
    compared = 0
    for row in range(len(table.organisations)):
        for part in edit_system(edits, [row], linear).parts():
            compared += 1
            assert len(minimal_sets_of_part(part)[0]) == highs_cardinality(part)
    assert compared > 20
