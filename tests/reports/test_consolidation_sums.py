"""Consolidation against plain sums over small rounds, and each rule of what counts at exact values."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.national.consolidation import Consolidated, consolidate
from schemas.form.national_plan import ComputedRatio, CountedOrganisations, NationalPlan
from schemas.form.roles import Roles
from schemas.frames import STANDING

NAN = math.nan
FORM = SimpleNamespace(
    indicators={
        name: SimpleNamespace(name=name, sum=name not in ("coverage", "member_organisations"), prior=name != "joined")
        for name in ("members", "working", "employees", "coverage", "joined", "member_organisations")
    },
    as_of=dt.date(2026, 1, 1), prior_as_of=dt.date(2025, 1, 1), role=Roles(total="members"),
    national=NationalPlan(
        ratios={"coverage": ComputedRatio(part="working", whole="employees")},
        counted={"member_organisations": CountedOrganisations(kinds=("regional", "local"))},
    ),
)  # fmt: skip
PLACES = ["file", "sheet", "cell"]


@dataclass
class Frames:
    """A round in few words: (organisation, indicator, period) → value; organisation → outcome, parent, kind.

    The first readable return of an organisation that was not replaced is the one that counts.
    """

    values: dict[tuple[str, str, str], float]
    outcomes: dict[str, str]
    parents: dict[str, str]
    accepted: dict[str, float]
    admitted: dict[str, str]
    kinds: dict[str, str]
    further: tuple[tuple[str, str, str], ...] = ()

    def consolidated(self, form: object = FORM) -> Consolidated:
        figures = pd.DataFrame(
            [(o, i, p, v, f"{o}.xlsx", "S", f"{i}/{p}") for (o, i, p), v in self.values.items()],
            columns=["organisation", "indicator", "period", "value", *PLACES],
        )
        sent = [*((f"{o}.xlsx", o, x) for o, x in self.outcomes.items()), *self.further]
        returns = pd.DataFrame(sent, columns=["file", "organisation", "outcome"]).assign(received="", counts="")
        judged = returns[returns["outcome"].isin((*STANDING, "returned"))]
        returns.loc[judged.drop_duplicates("organisation").index, "counts"] = "yes"
        register = pd.DataFrame(
            [
                (o, self.kinds.get(o, "regional"), x, f"{o} kk", f"{o} ru", self.admitted.get(o, ""))
                for o, x in self.parents.items()
            ],
            columns=["id", "kind", "parent", "name_kk", "name_ru", "admitted"],
        )
        history = pd.DataFrame(
            [row for o, x in self.accepted.items() for row in ((o, "working", 1.0), (o, "members", x))],
            columns=["organisation", "indicator", "value"],
        )
        return consolidate(figures.astype({"value": float}), returns, register, history.astype({"value": float}), form)  # type: ignore[arg-type]


def frames(values: dict[tuple[str, str, str], float], **given: object) -> Frames:
    organisations = list(dict.fromkeys(o for o, _, _ in values)) or ["a"]
    usual: dict[str, object] = {
        "outcomes": dict.fromkeys(organisations, "accepted"), "parents": dict.fromkeys(organisations, ""), "accepted": {},
        "admitted": {}, "kinds": {},
    }  # fmt: skip
    return Frames(values, **(usual | given))  # type: ignore[arg-type]


def of(*rows: tuple[str, str, float, float]) -> dict[tuple[str, str, str], float]:
    """(organisation, indicator, this year's, last year's)."""
    return {(o, i, p): v for o, i, now, then in rows for p, v in (("current", now), ("prior", then))}


def traced(found: Consolidated) -> list[tuple[str, str, str, float]]:
    return list(found.trace[["indicator", "period", "organisation", "value"]].itertuples(index=False, name=None))


def test_sums_changes_and_percentages_are_exact() -> None:
    national = frames(of(("a", "members", 110, 100), ("b", "members", 40, 60))).consolidated().national
    row = national.loc["members", ["current", "prior", "change", "percent"]]
    assert row.tolist() == [150, 160, -10, pytest.approx(-6.25)]
    assert national.loc["members", ["organisations", "missing"]].tolist() == [2, 0]
    assert national.loc["working", ["organisations", "missing"]].tolist() == [0, 2]
    assert national.index.tolist() == list(FORM.indicators)


def test_last_year_is_summed_over_those_that_state_this_year() -> None:
    found = frames(of(("a", "members", 110, 100), ("b", "members", NAN, 60), ("c", "members", 7, NAN))).consolidated()
    assert found.national.loc["members"].tolist() == [117, 100, 10, 10, 2, 2]
    assert traced(found) == [
        ("members", "current", "a", 110), ("members", "current", "c", 7), ("members", "prior", "a", 100),
    ]  # fmt: skip


def test_a_change_needs_both_years() -> None:
    national = frames(of(("a", "members", NAN, 100))).consolidated().national
    assert national.loc["members", ["current", "prior", "change", "percent"]].isna().all()
    nought = frames(of(("a", "members", 5, 0))).consolidated().national
    assert nought.loc["members", ["current", "prior", "change"]].tolist() == [5, 0, 5]
    assert np.isnan(nought.loc["members", "percent"])


def test_a_figure_without_last_year_lacks_only_this_years() -> None:
    national = frames({("a", "joined", "current"): 3.0, ("b", "members", "current"): 1.0}).consolidated().national
    assert national.loc["joined", ["current", "organisations", "missing"]].tolist() == [3, 1, 1]
    assert national.loc["members", ["organisations", "missing"]].tolist() == [1, 2]


def test_the_regional_rows_are_every_included_organisation_and_indicator_in_order() -> None:
    regional = frames(of(("b", "members", 1.1, 0.8), ("a", "working", 2, 5))).consolidated().regional
    assert regional[["organisation", "indicator"]].values.tolist() == [[o, i] for o in "ba" for i in FORM.indicators]
    assert regional.iloc[0].tolist() == ["b", "members", 1.1, 0.8, 0.3]
    assert regional.iloc[1][["current", "prior", "change"]].isna().all()
    assert regional.iloc[7][["current", "prior", "change"]].tolist() == [2, 5, -3]


@pytest.mark.parametrize(
    ("outcome", "stands"),
    [("accepted", True), ("queried", True), ("returned", False), ("unreadable", False), ("duplicate", False), ("superseded", False), ("ignored", False), ("unidentified", False)],
)  # fmt: skip
def test_only_what_stands_is_summed(outcome: str, stands: bool) -> None:
    found = frames(
        of(("a", "members", 5, 4), ("b", "members", 10, 9)), outcomes={"a": outcome, "b": "accepted"}
    ).consolidated()
    assert found.included == (("a", "b") if stands else ("b",))
    assert found.national.loc["members", "current"] == (15 if stands else 10)
    told = "no return" if outcome in ("ignored", "unidentified") else outcome
    assert found.missing["reason"].tolist() == ([] if stands else [told])
    assert found.complete is stands


def test_branches_are_in_no_sum_and_no_trace() -> None:
    found = frames(
        of(("a", "members", 5, 4), ("a-town", "members", 3, 2)),
        parents={"a": "", "a-town": "a"},
        accepted={"a": 4, "a-town": 2},
    ).consolidated()
    assert found.included == ("a",)
    assert found.national.loc["members", "current"] == 5
    assert found.regional["organisation"].unique().tolist() == ["a"]
    assert traced(found) == [("members", "current", "a", 5), ("members", "prior", "a", 4)]
    assert found.coverage == 1.0


def test_foreign_rows_are_in_no_sum_and_no_trace() -> None:
    foreign = of(("a", "members", 5, 4), ("stranger", "members", 50, 40), ("a", "of another form", 1, 1))
    foreign |= {
        ("a", "members", "change"): 1.0,
        ("a", "coverage", "current"): 80.0,
        ("a", "member_organisations", "prior"): 9.0,
    }
    found = frames(foreign, parents={"a": ""}, outcomes={"a": "accepted", "stranger": "accepted"}).consolidated()
    assert traced(found) == [("members", "current", "a", 5), ("members", "prior", "a", 4)]
    assert found.trace.iloc[0][PLACES].tolist() == ["a.xlsx", "S", "members/current"]
    assert found.national.loc["members", "current"] == 5
    assert np.isnan(found.national.loc["working", "current"])


def test_the_trace_goes_by_the_form_this_year_first_and_the_registers_order() -> None:
    mixed = of(("b", "working", 1, 2), ("b", "members", 3, 4), ("a", "working", 5, 6), ("a", "members", 7, 8))
    found = frames(
        dict(reversed(mixed.items())), parents={"b": "", "a": ""}, outcomes={"a": "accepted", "b": "queried"}
    )
    assert traced(found.consolidated()) == [
        ("members", "current", "b", 3), ("members", "current", "a", 7), ("members", "prior", "b", 4), ("members", "prior", "a", 8),
        ("working", "current", "b", 1), ("working", "current", "a", 5), ("working", "prior", "b", 2), ("working", "prior", "a", 6),
    ]  # fmt: skip


def test_a_row_that_stands_twice_counts_once() -> None:
    given = frames(of(("a", "members", 5, 4)))
    figures = [("a", i, p, v, "a.xlsx", "S", n) for n in ("E7", "E8") for (_, i, p), v in given.values.items()]
    again = consolidate(
        pd.DataFrame(figures, columns=["organisation", "indicator", "period", "value", *PLACES]),
        pd.DataFrame(
            [("a.xlsx", "a", "accepted", "", "yes")], columns=["file", "organisation", "outcome", "received", "counts"]
        ),
        pd.DataFrame([("a", "regional", "", "a", "a", "")], columns=["id", "kind", "parent", "name_kk", "name_ru", "admitted"]),
        pd.DataFrame({"organisation": ["a"], "indicator": ["members"], "value": [4.0]}), FORM,  # type: ignore[arg-type]
    )  # fmt: skip
    assert again.national.loc["members", ["current", "prior"]].tolist() == [5, 4]
    assert again.trace["cell"].tolist() == ["E7", "E7"]


def test_the_outcome_is_that_of_the_file_the_figures_come_from_whatever_else_was_sent() -> None:
    values = of(("a", "members", 5, 4))
    later = frames(values, further=(("old.xlsx", "a", "superseded"), ("odd.pdf", "a", "unreadable"))).consolidated()
    assert later.included == ("a",)
    worse = frames(values, outcomes={"a": "returned"}, further=(("b.xlsx", "a", "accepted"),)).consolidated()
    assert worse.missing["reason"].tolist() == ["returned"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (("superseded", "duplicate"), "duplicate"), (("duplicate", "unreadable"), "unreadable"),
        (("unreadable", "returned"), "returned"), (("superseded",), "superseded"), (("ignored",), "no return"), ((), "no return"),
    ],
)  # fmt: skip
def test_without_figures_the_weightiest_file_tells_the_outcome(sent: tuple[str, ...], reason: str) -> None:
    further = tuple((f"{n}.xlsx", "b", x) for n, x in enumerate(sent))
    found = frames(
        of(("a", "members", 5, 4)), parents={"a": "", "b": ""}, outcomes={"a": "accepted"}, further=further
    ).consolidated()
    assert found.missing["reason"].tolist() == [reason]


def test_a_standing_return_without_figures_is_included_and_lacks_them() -> None:
    found = frames(
        of(("a", "members", 5, 4)), parents={"a": "", "b": "", "c": ""}, outcomes={"a": "accepted"},
        further=(("b1", "b", "accepted"), ("b2", "b", "returned"), ("c1", "c", "queried"), ("c2", "c", "accepted"), ("d", "", "accepted")),
    ).consolidated()  # fmt: skip
    assert found.included == ("a", "b", "c")
    assert found.national.loc["members", ["organisations", "missing"]].tolist() == [1, 2]


def test_the_missing_are_named_with_last_years_total() -> None:
    found = frames(
        of(("a", "members", 5, 4)),
        parents={"z": "", "a": "", "b": ""},
        outcomes={"a": "accepted"},
        accepted={"a": 75, "z": 25},
    ).consolidated()
    assert list(found.missing.columns) == ["organisation", "reason", "name_kk", "name_ru", "accepted_total"]
    assert found.missing.iloc[0].tolist() == ["z", "no return", "z kk", "z ru", 25]
    assert found.missing.iloc[1].tolist()[:4] == ["b", "no return", "b kk", "b ru"]
    assert np.isnan(found.missing.iloc[1]["accepted_total"])
    assert found.coverage == 0.75
    assert not found.complete


def test_the_share_is_of_the_organisations_that_state_both_parts() -> None:
    values = of(
        ("a", "working", 90, 80), ("a", "employees", 120, 100), ("b", "working", 10, 5), ("b", "employees", NAN, 10)
    )
    row = frames(
        values | of(("c", "employees", 7, 7)) | of(("d", "working", 1, 2), ("d", "employees", 2, 3))
    ).consolidated()
    national = row.national.loc["coverage"]
    assert national[["current", "prior", "change"]].tolist() == [74.6, 79.6, -5.0]
    assert national[["organisations", "missing"]].tolist() == [2, 2]
    assert np.isnan(national["percent"])
    assert (
        frames(of(("a", "working", 0, 0), ("a", "employees", 0, 0)))
        .consolidated()
        .national.loc["coverage", ["current", "change"]]
        .isna()
        .all()
    )


def test_last_years_share_counts_nobody_as_missing() -> None:
    values = of(("a", "working", 90, NAN), ("a", "employees", 120, 100))
    national = frames(values).consolidated().national.loc["coverage"]
    assert national["current"] == 75.0
    assert np.isnan(national["prior"])
    assert national[["organisations", "missing"]].tolist() == [1, 0]


def test_member_organisations_are_counted_in_the_register_at_both_dates() -> None:
    found = frames(
        of(("a", "members", 5, 4)),
        parents={"a": "", "b": "", "c": "", "d": "", "e": "", "f": "a"},
        kinds={"b": "local", "c": "primary"},
        admitted={"a": "2025-01-01", "b": "2025-01-02", "d": "2026-01-02", "f": "2020-01-01"},
    ).consolidated()
    row = found.national.loc["member_organisations"]
    assert row.tolist() == [3, 2, 1, 50, 3, 0]  # a, b, e now; a, e a year ago


def test_none_a_year_ago_gives_no_percentage() -> None:
    row = (
        frames(of(("a", "members", 5, 4)), admitted={"a": "2026-01-01"})
        .consolidated()
        .national.loc["member_organisations"]
    )
    assert row[["current", "prior", "change"]].tolist() == [1, 0, 1]
    assert np.isnan(row["percent"])


def test_a_form_without_these_indicators_has_none_of_them() -> None:
    form = SimpleNamespace(
        indicators={"members": FORM.indicators["members"]}, as_of=FORM.as_of, prior_as_of=FORM.prior_as_of,
        role=FORM.role, national=NationalPlan(),
    )  # fmt: skip
    national = frames(of(("a", "members", 5, 4))).consolidated(form).national
    assert national.index.tolist() == ["members"]
    assert national.loc["members"].tolist() == [5, 4, 1, 25, 1, 0]


figure = st.one_of(st.integers(0, 50).map(float), st.just(NAN))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(figure, figure, figure, figure), min_size=1, max_size=5),
    st.lists(st.sampled_from(["accepted", "queried", "returned", "superseded"]), min_size=5, max_size=5),
    st.lists(st.sampled_from(["", "o0"]), min_size=5, max_size=5),
)
def test_the_sums_are_those_of_plain_python(
    rows: list[tuple[float, ...]], outcomes: list[str], parents: list[str]
) -> None:
    names = [f"o{n}" for n in range(len(rows))]
    values = of(
        *((o, "members", a, b) for o, (a, b, _, _) in zip(names, rows, strict=True)),
        *((o, "working", a, b) for o, (_, _, a, b) in zip(names, rows, strict=True)),
    )
    found = frames(
        values,
        outcomes=dict(zip(names, outcomes, strict=False)),
        parents={o: "" if o == "o0" else p for o, p in zip(names, parents, strict=False)},
    ).consolidated()
    included = [
        o
        for o, x, p in zip(names, outcomes, parents, strict=False)
        if x in ("accepted", "queried") and (o == "o0" or not p)
    ]
    assert found.included == tuple(included)
    for indicator in ("members", "working"):
        pairs = [(values[o, indicator, "current"], values[o, indicator, "prior"]) for o in included]
        now = [a for a, _ in pairs if a == a]
        both = [(a, b) for a, b in pairs if a == a and b == b]
        row = found.national.loc[indicator]
        expected = [
            sum(now) if now else NAN,
            sum(b for _, b in both) if both else NAN,
            sum(a - b for a, b in both) if both else NAN,
        ]
        np.testing.assert_equal(row[["current", "prior", "change"]].tolist(), expected)
        assert row["organisations"] == len(now)
        assert row["missing"] == len(pairs) - len(both)
        told = [x for x in traced(found) if x[0] == indicator]
        assert told == [
            *((indicator, "current", o, a) for o, (a, _) in zip(included, pairs, strict=True) if a == a),
            *((indicator, "prior", o, b) for o, (a, b) in zip(included, pairs, strict=True) if a == a and b == b),
        ]  # fmt: skip
