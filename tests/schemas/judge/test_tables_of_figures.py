"""Figures side by side, outcomes, effects, ratios that stand out, back-testing: each at exact values."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from schemas.form import WatchedRatio
from schemas.judge.asked_changes import asked_by_other_figures
from schemas.judge.figures_side_by_side import figure_table
from schemas.judge.outcome import days_late, material_changes, outcomes
from schemas.judge.outliers import ratio_outliers
from schemas.judge.replay import PastRound, replayed
from schemas.judge.residual_table import residuals
from tests.schemas.judge.tables import NAN, check, table

AS_OF = dt.date(2026, 1, 1)


def figures(*rows: tuple[str, str, str, float, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["organisation", "indicator", "period", "value", "state"])


def register(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "kind", "parent", "admitted", "former_parent"])


def history(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["organisation", "indicator", "value"])


GIVEN = figures(
    ("b", "members", "current", 5, "read"), ("a", "members", "current", 7, "read"), ("a", "members", "prior", 6, "read"), ("a", "women", "current", NAN, "proposed"),
    ("b", "women", "current", NAN, "empty"), ("c", "women", "current", NAN, "unreadable"), ("c", "members", "prior", 0, "read"), ("c", "members", "current", 3, "read"),
)  # fmt: skip
REGISTER = register(
    ("a", "regional", "", "", ""),
    ("b", "branch", "a", "2025-01-02", ""),
    ("c", "branch", "a", "2025-01-01", ""),
    ("d", "local", "", "", ""),
)
TABLE = figure_table(GIVEN, history(("a", "members", 4), ("a", "staff", 1), ("d", "members", 9)), REGISTER, AS_OF)


def test_figures_stand_in_the_order_of_the_returns() -> None:
    assert TABLE.organisations.tolist() == ["b", "a", "c"]
    assert TABLE.value("members", "current").tolist() == [5, 7, 3]
    np.testing.assert_equal(TABLE.value("members", "prior").tolist(), [NAN, 6, 0])
    np.testing.assert_equal(TABLE.value("members", "accepted").tolist(), [NAN, 4, NAN])
    np.testing.assert_equal(TABLE.value("staff", "accepted").tolist(), [NAN, 1, NAN])
    np.testing.assert_equal(TABLE.value("nobody", "current").tolist(), [NAN] * 3)


def test_what_was_read_or_is_asked_about_is_filled() -> None:
    assert TABLE.is_filled("members", "current").tolist() == [True, True, True]
    assert TABLE.is_filled("members", "prior").tolist() == [False, True, True]
    assert TABLE.is_filled("women", "current").tolist() == [False, True, False]
    assert TABLE.is_filled("nobody", "current").tolist() == [False, False, False]


def test_the_facts_of_a_return() -> None:
    facts = {name: x.tolist() for name, x in TABLE.facts.items()}
    assert facts == {
        "kind": ["branch", "regional", "branch"], "has_accepted": [False, True, False], "has_children": [False, True, False], "newcomer": [True, False, False],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("admitted", "former", "newcomer"),
    [("2025-01-01", "", False), ("2025-01-02", "", True), ("2026-01-01", "", True), ("2026-01-02", "", False), ("", "", False), ("2025-06-01", "x", False)],
)  # fmt: skip
def test_a_newcomer_was_admitted_within_the_year_and_belonged_to_nobody(
    admitted: str, former: str, newcomer: bool
) -> None:
    one = figure_table(GIVEN.iloc[:1], history(), register(("b", "local", "", admitted, former)), AS_OF)
    assert one.facts["newcomer"].tolist() == [newcomer]


def test_an_organisation_that_is_not_registered_has_no_kind() -> None:
    alone = figure_table(GIVEN, history(), REGISTER.iloc[:1], AS_OF)
    assert alone.facts["kind"].tolist() == ["", "regional", ""]
    assert alone.facts["newcomer"].tolist() == [False] * 3
    assert alone.children == {}


def test_peers_are_those_of_the_kind_that_state_the_rules_figures() -> None:
    rows = [
        (o, "a", p, v, "read")
        for o, v in (("a", 1.0), ("b", 2.0), ("c", 0.0), ("d", 4.0))
        for p in ("current", "prior")
    ]
    kinds = register(*((o, k, "", "", "") for o, k in zip("abcd", ("x", "x", "x", "y"), strict=True)))
    two = check("two", "a >= a@prior", when="peers == 2", indicator="a")
    one = check("one", "a >= a@prior", when="peers == 1", indicator="a")
    judged = residuals((two, one), figure_table(figures(*rows), history(), kinds, AS_OF), {}).notna()
    assert judged["two"].tolist() == [True, True, True, False]
    assert judged["one"].tolist() == [False, False, False, True]


def test_the_children_add_up_where_all_have_the_figure() -> None:
    np.testing.assert_equal(TABLE.children_sum("members", "current").tolist(), [NAN, 8, NAN])
    np.testing.assert_equal(TABLE.children_sum("members", "prior").tolist(), [NAN] * 3)
    np.testing.assert_equal(TABLE.children_sum("nobody", "current").tolist(), [NAN] * 3)
    absent = figure_table(GIVEN[GIVEN["organisation"].ne("c")], history(), REGISTER, AS_OF)
    np.testing.assert_equal(absent.children_sum("members", "current").tolist(), [NAN, NAN])


# --- outcomes


@pytest.mark.parametrize(("day", "late"), [(30, 0), (31, 0), (32, 1), (41, 10), (None, 0)])
def test_days_after_the_deadline(day: int | None, late: int) -> None:
    assert days_late(None if day is None else dt.date(2025, 12, 31) + dt.timedelta(day), dt.date(2026, 1, 31)) == late


def test_one_hard_finding_returns_and_any_other_queries() -> None:
    found = pd.DataFrame(
        [("a", "soft"), ("a", "hard"), ("b", "soft"), ("c", "commentary")], columns=["organisation", "severity"]
    )
    assert outcomes(found, pd.Index(["d", "c", "b", "a"])).to_dict() == {
        "d": "accepted",
        "c": "queried",
        "b": "queried",
        "a": "returned",
    }


def test_the_changes_that_a_note_must_explain_go_by_the_form() -> None:
    checks = (
        check("c:b", "b > 1", indicator="b", each="core", severity="commentary"), check("c:a", "a > 1", indicator="a", each="core", severity="commentary"),
        check("about", "a > 1", indicator="a", severity="commentary", material="c"), check("first", "b > a", indicator="b", severity="commentary"),
        check("hard", "c > 1", indicator="c"), check("trial", "c > 1", indicator="c", severity="commentary", shadow=True),
    )  # fmt: skip
    failed = pd.DataFrame(
        [("z", "about"), ("z", "c:a"), ("z", "first"), ("y", "hard"), ("y", "trial"), ("a", "first"), ("a", "c:b")],
        columns=["organisation", "check"],
    )
    assert material_changes(checks, failed).values.tolist() == [["a", "b"], ["z", "b"], ["z", "a"], ["z", "c"]]


def test_a_change_that_is_large_by_itself_has_no_other_reason_to_be_asked() -> None:
    rows = [(o, x, "current", v, "read") for o in "ab" for x, v in (("a", 7.0), ("b", 3.0))]
    given = figure_table(figures(*rows), history(), REGISTER, AS_OF)
    checks = (
        check("large:a", "a > 9", indicator="a", each="core", severity="commentary"),
        check("apart", "a == b", indicator="a", severity="commentary"),
    )
    failed = pd.DataFrame([("a", "apart"), ("b", "apart"), ("b", "large:a")], columns=["organisation", "check"])
    (asked,) = asked_by_other_figures(checks, failed, given, {}).to_dict("records")
    assert (asked["organisation"], asked["indicator"], asked["rule"]) == ("a", "a", "apart")
    assert (asked["parameters"]["lhs"], asked["parameters"]["rhs"], asked["parameters"]["diff"]) == (7, 3, 4)


# --- effects


# --- ratios


def spread_out(size: int = 12, last: float = 0.5) -> dict[str, list[float]]:
    """Ratios a / b near one half in all but the last return, of large counts."""
    shares = [0.5 + 0.001 * (n % 3 - 1) for n in range(size - 1)] + [last]
    return {"b": [1e6] * size, "a": [1e6 * x for x in shares], "b@accepted": [1e6] * size, "a@accepted": [5e5] * size}


RATIO = [WatchedRatio(top="a", bottom="b")]


def test_a_ratio_far_from_its_history_and_its_peers_stands_out() -> None:
    found = ratio_outliers(table(spread_out(last=0.6)), RATIO)
    assert found["outlier"].tolist() == [False] * 11 + [True]
    assert found["ratio"].unique().tolist() == ["a / b"]
    assert found.iloc[-1][["organisation"]].tolist() == ["o11"]
    np.testing.assert_allclose(found.iloc[-1][["value", "last_year"]].astype(float), [0.6, 0.5])
    assert found.iloc[-1]["from_history"] > 0
    assert ratio_outliers(table(spread_out(last=0.4)), RATIO).iloc[-1][["from_history", "from_peers"]].max() < 0


def test_the_distance_is_in_robust_deviations_widened_by_chance() -> None:
    found = ratio_outliers(table(spread_out(last=0.6)), RATIO).iloc[-1]
    logs = np.log([0.5 + 0.001 * (n % 3 - 1) for n in range(11)] + [0.6])
    middle = np.median(logs)
    spread = max(1.4826 * np.median(np.abs(logs - middle)), 0.01)
    chance = math.sqrt(1 / 6e5 + 1 / 1e6)
    assert found["from_peers"] == pytest.approx((logs[-1] - middle) / math.hypot(spread, chance))
    both = math.hypot(chance, math.sqrt(1 / 5e5 + 1 / 1e6))
    assert found["from_history"] == pytest.approx((logs[-1] - middle) / math.hypot(spread, both))


def test_small_counts_and_groups_too_small_tell_nothing() -> None:
    small = {k: [x / 2e5 for x in v] for k, v in spread_out(last=0.6).items()}
    assert not ratio_outliers(table(small), RATIO)["outlier"].any()
    assert ratio_outliers(table(spread_out(9)), RATIO)["from_peers"].isna().all()
    assert ratio_outliers(table(spread_out(10)), RATIO)["from_peers"].notna().all()
    kinds = ["x"] * 10 + ["y"] * 2
    told = ratio_outliers(table(spread_out(last=0.6), kinds), RATIO)
    assert told["from_peers"].isna().tolist() == [False] * 10 + [True] * 2
    assert told["from_history"].notna().all()
    assert not told["outlier"].any()


def test_a_ratio_needs_both_figures_above_nought() -> None:
    gaps = spread_out(13)
    gaps["a"][0], gaps["b"][1], gaps["a@accepted"][2] = 0.0, 0.0, NAN
    found = ratio_outliers(table(gaps), RATIO)
    assert found["value"].isna().tolist() == [True, True] + [False] * 11
    assert found["last_year"].isna().tolist() == [False, False, True] + [False] * 10
    assert found["from_history"].isna().tolist() == [True, True, True] + [False] * 10
    assert found["from_peers"].isna().tolist() == [True, True] + [False] * 11
    assert ratio_outliers(table(gaps), []).columns.tolist() == [
        "organisation",
        "ratio",
        "value",
        "last_year",
        "from_history",
        "from_peers",
        "outlier",
    ]


@pytest.mark.parametrize(("history_", "peers", "stands_out"), [(4.0, 2.5, True), (1e3, 2.5, False), (4.0, 1e3, False)])
def test_an_outlier_is_far_in_both(history_: float, peers: float, stands_out: bool) -> None:
    found = ratio_outliers(
        table(spread_out(last=0.6)), [WatchedRatio(top="a", bottom="b", history=history_, peers=peers)]
    )
    assert found["outlier"].iloc[-1] == stands_out


# --- back-testing


def replay(*rows: tuple[str, int, str, float], checks: tuple[object, ...]) -> dict[str, list[int]]:
    given = pd.DataFrame(
        [(o, n, i, "current", v, "read") for o, n, i, v in rows],
        columns=["organisation", "version", "indicator", "period", "value", "state"],
    )
    blank = register(*((o, "regional", "", "", "") for o in given["organisation"].unique()))
    past = PastRound(given.astype({"value": float}), history(), blank, {}, AS_OF)
    return {str(k): v for k, v in replayed(checks, past).T.to_dict("list").items()}  # type: ignore[arg-type]


SUM = check("sum@current", "a == b", indicator="a")


def test_a_rule_is_counted_for_each_version_with_figures_of_its_own() -> None:
    rows = [
        ("o", 0, "a", 5),
        ("o", 0, "b", 4),
        ("o", 1, "a", 4),
        ("o", 1, "b", 4),
        ("p", 0, "a", 1),
        ("p", 0, "b", 1),
        ("q", 0, "a", 1),
    ]
    assert replay(*rows, checks=(SUM,)) == {"sum": [3, 1, 1]}


def test_a_version_that_repeats_the_one_before_counts_once() -> None:
    rows = [("o", n, i, v) for n in (3, 4, 7) for i, v in (("a", 5), ("b", 4))]
    assert replay(*rows, checks=(SUM,)) == {"sum": [1, 1, 0]}
    assert replay(*rows, ("o", 9, "a", 5), ("o", 9, "b", 5), checks=(SUM,)) == {"sum": [2, 1, 0]}, (
        "b was corrected, not a"
    )


def test_what_was_corrected_is_the_cell_that_the_rule_names() -> None:
    rows = [("o", 0, "a", 5), ("o", 0, "b", 4), ("o", 1, "a", 5), ("o", 1, "b", 3), ("o", 2, "a", 3), ("o", 2, "b", 3)]
    assert replay(*rows, checks=(SUM,)) == {"sum": [3, 2, 2]}
    whole_set = check("all", "count(x > 4) == 0", members=("a", "b"))
    assert replay(*rows, checks=(whole_set,)) == {"all": [3, 2, 2]}
    assert replay(*rows[:4], checks=(whole_set, SUM)) == {"all": [2, 2, 1], "sum": [2, 2, 0]}


def test_a_figure_left_out_later_was_corrected() -> None:
    assert replay(("o", 0, "a", 5), ("o", 0, "b", 4), ("o", 1, "b", 4), checks=(SUM,)) == {"sum": [1, 1, 1]}


def test_an_organisation_that_sent_fewer_stands_with_its_last() -> None:
    peers = check("peers", "a > 1", when="peers >= 2", indicator="a")
    rows = [*((o, 0, "a", 2) for o in "op"), ("o", 1, "a", 1)]
    years = pd.DataFrame(
        [(o, n, i, p, v, "read") for o, n, i, v in rows for p in ("current", "prior")],
        columns=["organisation", "version", "indicator", "period", "value", "state"],
    )
    past = PastRound(
        years.astype({"value": float}), history(), register(("o", "x", "", "", ""), ("p", "x", "", "", "")), {}, AS_OF
    )
    assert replayed([peers], past).loc["peers"].tolist() == [3, 1, 0]


def test_nothing_sent_counts_nothing() -> None:
    nothing = pd.DataFrame(columns=["organisation", "version", "indicator", "period", "value", "state"]).astype(
        {"value": float, "version": int}
    )
    assert replayed([SUM], PastRound(nothing, history(), register(), {}, AS_OF)).loc["sum"].tolist() == [0, 0, 0]
