from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from expectations.audit_texts import audit_texts, check_description
from expectations.document_checks import document_checks
from expectations.given import AuditInput
from expectations.independent import SHA256, IndependentCheck
from expectations.national_checks import national_checks
from expectations.organisation_checks import organisation_checks
from expectations.rule_table import folded_rules

Change = Callable[[AuditInput], AuditInput]


def all_checks(given: AuditInput) -> list[IndependentCheck]:
    folded = folded_rules(given.residuals, given.checks)
    return [*organisation_checks(given, folded), *document_checks(given), *national_checks(given)]


def failing(check: IndependentCheck) -> list[object]:
    values = check.values.dropna()
    if check.kind == "unique":
        return list(values[values.duplicated(keep=False)])
    if check.kind == "sha256":
        return list(values[~values.str.match(SHA256)])
    wrong = pd.Series(False, index=values.index)
    if check.low is not None:
        wrong |= values < check.low
    if check.high is not None:
        wrong |= values > check.high
    return list(values.index[wrong])


def failures_of(given: AuditInput) -> dict[str, list[object]]:
    return {check.name: rows for check in all_checks(given) if (rows := failing(check))}


def cell(frame: str, column: str, value: object, **where: str) -> Change:
    """Changes one column of a frame in the rows where all the other columns are as given."""

    def change(given: AuditInput) -> AuditInput:
        table: pd.DataFrame = getattr(given, frame).copy()
        chosen = pd.Series(True, index=table.index)
        for name, wanted in where.items():
            chosen &= table[name].eq(wanted) if name in table else table.index == wanted
        assert chosen.any()
        table.loc[chosen, column] = value
        return replace(given, **{frame: table})

    return change


def doubled(frame: str, **where: str) -> Change:
    """Repeats the rows of a frame where all the columns are as given."""

    def change(given: AuditInput) -> AuditInput:
        table: pd.DataFrame = getattr(given, frame)
        chosen = table[(table[list(where)] == pd.Series(where)).all(axis=1)]
        return replace(given, **{frame: pd.concat([table, chosen], ignore_index=True)})

    return change


def without(frame: str, **where: str) -> Change:
    def change(given: AuditInput) -> AuditInput:
        table: pd.DataFrame = getattr(given, frame)
        return replace(given, **{frame: table[~(table[list(where)] == pd.Series(where)).all(axis=1)]})

    return change


def branch_summed(given: AuditInput) -> AuditInput:
    more = given.regional[given.regional["organisation"].eq("gamma")].assign(organisation="gamma-branch")
    return replace(given, regional=pd.concat([given.regional, more], ignore_index=True))


def hard_rule_broken(given: AuditInput) -> AuditInput:
    residuals = given.residuals.copy()
    residuals.loc["beta", "members-balance@current"] = 3.0
    return replace(given, residuals=residuals)


def published(given: AuditInput) -> AuditInput:
    return replace(given, published={"members": 3001.0})


MEMBERS = {"indicator": "members"}
FAULTS: dict[str, tuple[Change, object]] = {
    "member-has-reported": (cell("returns", "outcome", "unreadable", organisation="beta"), "beta"),
    "member-stands": (cell("returns", "outcome", "returned", organisation="beta"), "beta"),
    "no-branch-summed": (branch_summed, "gamma-branch"),
    "summed-are-standing": (without("regional", organisation="beta"), "beta"),
    "figures-whole": (cell("figures", "value", -1.0, organisation="beta", indicator="women", period="prior"), "beta"),
    "figures-traceable": (cell("figures", "cell", "", organisation="beta", **MEMBERS, period="current"), "beta"),
    "figures-of-known-file": (cell("figures", "file", "who.xlsx", organisation="beta"), "beta"),
    "figures-stated-once": (doubled("figures", organisation="beta", **MEMBERS, period="change"), "beta"),
    "figures-of-one-file": (cell("figures", "file", "alpha.xlsx", organisation="beta", **MEMBERS), "beta"),
    "summed-once": (doubled("regional", organisation="beta", **MEMBERS), "beta"),
    "summed-as-returned": (cell("regional", "current", 1001.0, organisation="beta", **MEMBERS), "beta"),
    "summed-change-is-difference": (cell("regional", "change", 21.0, organisation="beta", **MEMBERS), "beta"),
    "standing-breaks-no-hard-rule": (hard_rule_broken, "beta"),
    "share-of-women-stable": (
        cell("figures", "value", 500.0, organisation="beta", indicator="women", period="current"),
        "beta",
    ),
    "share-of-under-35-stable": (
        cell("figures", "value", 900.0, organisation="beta", indicator="under_35", period="current"),
        "beta",
    ),
    "share-of-working-stable": (
        cell("figures", "value", 100.0, organisation="beta", indicator="working", period="current"),
        "beta",
    ),
    "document-listed-once": (doubled("returns", organisation="beta"), "beta.xlsx"),
    "sha256-well-formed": (cell("returns", "sha256", "ABC", organisation="beta"), "ABC"),
    "organisation-stands-once": (cell("returns", "organisation", "beta", organisation="alpha"), "beta"),
    "bytes-stand-once": (cell("returns", "sha256", "a" * 64, outcome="accepted"), "a" * 64),
    "national-current-is-sum": (cell("national", "current", 3001.0, indicator="members"), "members"),
    "national-prior-is-sum": (cell("national", "prior", 2939.0, indicator="members"), "members"),
    "national-change-is-sum": (cell("national", "change", 61.0, indicator="members"), "members"),
    "national-change-is-difference": (cell("national", "change", 61.0, indicator="members"), "members"),
    "national-states-both-years": (cell("regional", "prior", float("nan"), organisation="beta", **MEMBERS), "members"),
    "national-prior-as-accepted": (cell("history", "value", 979.0, organisation="beta", **MEMBERS), "members"),
    "as-published": (published, "members"),
    "national-share-of-women-stable": (cell("national", "current", 1900.0, indicator="women"), "women"),
    "national-share-of-under-35-stable": (cell("national", "current", 900.0, indicator="under_35"), "under_35"),
    "national-share-of-working-stable": (cell("national", "current", 2000.0, indicator="working"), "working"),
}


def test_a_sound_round_passes_every_check(sound):
    assert failures_of(sound) == {}
    assert all(check.values.notna().any() for check in all_checks(sound))


@pytest.mark.parametrize("name", FAULTS)
def test_every_check_can_fail(sound, name):
    change, row = FAULTS[name]
    assert row in failures_of(change(sound))[name]


def test_every_check_has_a_fault_and_a_sentence(sound):
    checks = {check.name: check for check in all_checks(sound)}
    assert set(checks) == set(FAULTS) == set(audit_texts("checks")) | {x for x in checks if "share-of" in x}
    for check in checks.values():
        assert all("{" not in check_description(check, sound.form, language) for language in ("kk", "ru", "en"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(cell("returns", "outcome", "returned", organisation="gamma-branch"), id="a branch was returned"),
        pytest.param(without("history", organisation="beta"), id="an organisation without history"),
        pytest.param(without("returns", organisation="gamma-branch"), id="a branch without a return"),
    ],
)
def test_what_is_no_fault_of_the_sums(sound, change):
    assert "summed-are-standing" not in failures_of(change(sound))
    assert "member-stands" not in failures_of(change(sound))
    assert "national-prior-as-accepted" not in failures_of(change(sound))


def test_figures_of_a_return_that_was_sent_back_are_not_held_against_the_round(sound):
    returned = cell("returns", "outcome", "returned", organisation="gamma-branch")(sound)
    broken = cell("figures", "value", -0.5, organisation="gamma-branch", indicator="women")(returned)
    assert failures_of(broken) == {}


def test_a_small_office_may_move_its_shares(sound):
    for indicator, value in (("members", 20.0), ("women", 1.0)):
        sound = cell("figures", "value", value, organisation="gamma-branch", indicator=indicator)(sound)
    assert "share-of-women-stable" not in failures_of(sound)


def test_what_is_missing_is_soft_while_the_round_is_partial(sound):
    partial = replace(sound, complete=False)
    soft = {check.name for check in all_checks(partial) if check.severity == "soft"}
    assert {"member-has-reported", "member-stands", "as-published"} <= soft
    assert not {"member-has-reported", "as-published"} & {x.name for x in all_checks(sound) if x.severity == "soft"}


def test_without_published_totals_nothing_is_compared(sound):
    check = next(x for x in all_checks(replace(sound, published={})) if x.name == "as-published")
    assert check.values.empty


def test_a_published_total_that_nobody_sums_is_a_difference(sound):
    assert failures_of(replace(sound, published={"staff": 5.0}))["as-published"] == ["staff"]


def test_the_national_change_counts_those_who_state_both_years(sound):
    silent = cell("regional", "prior", float("nan"), organisation="beta", **MEMBERS)(sound)
    silent = cell("regional", "change", float("nan"), organisation="beta", **MEMBERS)(silent)
    for column, value in (("prior", 1960.0), ("change", 40.0)):
        silent = cell("national", column, value, indicator="members")(silent)
    found = failures_of(silent)
    assert found["national-states-both-years"] == ["members"]
    assert not {"national-change-is-difference", "national-change-is-sum", "national-prior-as-accepted"} & set(found)


def test_details_name_cells_and_organisations(sound):
    change, _ = FAULTS["figures-traceable"]
    check = next(x for x in all_checks(change(sound)) if x.name == "figures-traceable")
    assert check.details["beta"] == "members current"
    change, _ = FAULTS["national-prior-as-accepted"]
    check = next(x for x in all_checks(change(sound)) if x.name == "national-prior-as-accepted")
    assert check.details["members"] == "beta"
