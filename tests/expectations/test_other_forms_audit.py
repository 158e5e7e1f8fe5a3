"""The audit of forms of which nothing is known but their rows: whole, and without a wrong word about members."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from expectations.audit_run import audit
from expectations.audit_texts import audit_label, audit_texts, check_description
from expectations.document_checks import document_checks
from expectations.given import AuditInput
from expectations.independent import IndependentCheck
from expectations.national_checks import national_checks
from expectations.organisation_checks import organisation_checks
from expectations.rule_table import folded_rules
from reports.national.consolidation import consolidate
from schemas.form.checks import checks_of
from schemas.form.national_plan import NationalPlan, WatchedShare
from schemas.judge.figures_side_by_side import figure_table
from schemas.judge.residual_table import residuals

from ..reports.other_forms import other_round, words_about_members

LANGUAGES = ("kk", "ru", "en")
THRESHOLDS = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}


def audited(name: str) -> AuditInput:
    given = other_round(name)
    register = given.register[given.register["id"].ne("west")]
    sums = consolidate(given.figures, given.returns, register, given.history, given.form)
    table = figure_table(given.figures, given.history, register, dt.date(2026, 1, 1))
    checks = checks_of(given.form)
    return AuditInput(
        residuals=residuals(checks, table, THRESHOLDS), checks=checks, figures=given.figures,
        returns=given.returns.assign(sha256=[f"{n:064x}" for n in range(3)]), register=register,
        history=given.history, national=sums.national, regional=sums.regional, published={},
        as_of=dt.date(2026, 1, 1), complete=True, form=given.form,
    )  # fmt: skip


def independent(given: AuditInput) -> list[IndependentCheck]:
    folded = folded_rules(given.residuals, given.checks)
    return [*organisation_checks(given, folded), *document_checks(given), *national_checks(given)]


@pytest.mark.parametrize("name", ["health", "schools"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_audit_speaks_of_members(name, language):
    given = audited(name)
    told = [check_description(check, given.form, language) for check in independent(given)]
    told += [audit_label(x, language, given.form) for x in audit_texts("labels")]
    assert not words_about_members("\n".join(told), given.form)


def test_a_watched_share_without_a_sentence_is_told_by_labels():
    given = audited("schools")
    plan = NationalPlan(shares={"city": WatchedShare(points=5, national_points=2)})
    given = replace(given, form=given.form.model_copy(update={"national": plan}))
    checks = {x.name: x for x in independent(given)}
    told = check_description(checks["share-of-city-stable"], given.form, "en")
    assert told == "The share of «in towns» in «Pupils, total» moved by at most 5 percentage points in a year."
    assert checks["national-share-of-city-stable"].values["city"] == pytest.approx(0)


def test_hours_may_have_decimals_and_people_may_not():
    given = audited("schools")
    whole = {x.name: x for x in independent(given)}["figures-whole"]
    assert whole.values.sum() == 0
    figures = given.figures.copy()
    figures.loc[figures["indicator"].eq("city") & figures["period"].eq("current"), "value"] += 0.5
    halved = {x.name: x for x in independent(replace(given, figures=figures))}["figures-whole"]
    assert halved.values.gt(0).all()


@pytest.mark.slow
def test_the_audit_of_schools_is_whole(tmp_path):
    result = audit(audited("schools"), tmp_path / "audit", "kk")
    assert result.success
    assert not result.results["outcome"].eq("failed").any()
    page = (tmp_path / "audit" / "index.html").read_text(encoding="utf-8")
    assert "Есеп беретін ұйымдар" in page
