"""What makes one repair likelier than another: last year's figures, the other returns, soft rules, acts of the clerk."""

from __future__ import annotations

import numpy as np
import pandas as pd
from repair_returns import CHECKS, FORM, HARD, KEY, THRESHOLDS, clean_returns, repaired, table_of

from schemas.judge.plausible_figures import plausibility
from schemas.repair.clerk_acts import row_order
from schemas.repair.edit_table import edit_table
from schemas.repair.ranking import Ranking
from schemas.repair.repair_options import Option, independent

FIGURES, HISTORY = clean_returns(80, seed=12)
VALUES = FIGURES.set_index(KEY)["value"]
SOFT = [check for check in CHECKS if check.rule.severity == "soft"]


def falsified(cells: dict[tuple[str, str], float]) -> pd.DataFrame:
    value = VALUES.copy()
    for (indicator, period), stated in cells.items():
        value["o0", indicator, period] = stated
        if ("o0", indicator, "change") in value.index:
            value["o0", indicator, "change"] = value["o0", indicator, "current"] - value["o0", indicator, "prior"]
    return value.reset_index()


def first(figures: pd.DataFrame) -> dict[str, float]:
    told = repaired(table_of(figures, HISTORY)).suspects
    told = told[told["rank"] == 1]
    return dict(zip(told["indicator"], told["proposed"], strict=True))


def test_the_forms_rows_are_put_together_from_its_rules() -> None:
    assert row_order(CHECKS) == list(FORM.indicators)


def test_figures_near_last_years_are_likelier() -> None:
    table = table_of(FIGURES, HISTORY)
    edits = edit_table(HARD, table, THRESHOLDS, np.arange(80))
    model = plausibility(table, edits.cells, edits.rows, {})
    cell = edits.number["women", "current"]
    last = float(VALUES["o0", "women", "prior"])
    near, far, absurd = (model.log_density(0, cell, round(last * x)) for x in (1.02, 1.6, 1000))
    assert near > far > absurd
    assert model.log_density(0, cell, -5) < absurd + 10


def test_a_row_without_last_year_is_held_to_its_steadiest_companion() -> None:
    table = table_of(FIGURES, HISTORY)
    edits = edit_table(HARD, table, THRESHOLDS, np.arange(80))
    model = plausibility(table, edits.cells, edits.rows, {})
    cell = edits.number["left", "current"]
    true = float(VALUES["o0", "left", "current"])
    assert model.log_density(0, cell, true) > model.log_density(0, cell, true * 100)


def test_a_soft_rule_that_holds_again_speaks_for_a_repair() -> None:
    table = table_of(falsified({("left", "current"): VALUES["o0", "left", "current"] + 40}), HISTORY)
    edits = edit_table(HARD, table, THRESHOLDS, np.arange(80))
    ranking = Ranking(edits, table, THRESHOLDS, SOFT)
    blind = Ranking(edits, table, THRESHOLDS, [])
    true = float(VALUES["o0", "left", "current"])
    option = Option((edits.number["left", "current"],), (true,), (true,), values=(true,))
    assert ranking.score(option) > blind.score(option) + 5


def test_two_rows_exchanged_are_one_act() -> None:
    working, students = (float(VALUES["o0", x, "current"]) for x in ("working", "students"))
    told = repaired(table_of(falsified({("working", "current"): students, ("students", "current"): working}), HISTORY))
    likeliest = told.suspects[told.suspects["rank"] == 1]
    assert set(likeliest["kind"]) == {"shifted-row"}
    assert dict(zip(likeliest["indicator"], likeliest["proposed"], strict=True)) == {
        "working": working, "students": students,
    }  # fmt: skip


def test_last_years_figure_left_standing_is_a_likely_slip() -> None:
    trained = VALUES["o0", "trained_members", "prior"]
    assert first(falsified({("trained_members", "current"): trained})) == {
        "trained_members": VALUES["o0", "trained_members", "current"]
    }


def test_combinations_of_independent_sets_are_taken_apart() -> None:
    def option(*cells: int) -> Option:
        return Option(cells, tuple(map(float, cells)), tuple(map(float, cells)))

    product = [option(1, 3), option(1, 4), option(2, 3), option(2, 4)]
    assert [[x.cells for x in part] for part in independent(product)] == [[(1,), (2,)], [(3,), (4,)]]
    joined = [option(1, 3), option(2, 4)]
    assert independent(joined) == [joined]
