"""Whatever judges a rule says the same of every return: residuals, pandera, LibreOffice, Great Expectations, repair."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, note, settings

from expectations.great_expectations_project import ExpectedColumn, Suite, run_project
from expectations.rule_table import folded_rules, rule_table
from schemas.form.expression import Figure
from schemas.judge.residual_table import residuals
from schemas.judge.validation import failed_checks
from schemas.repair.repair_search import repairs
from tests.engines.drawn_rules import CELLS, FAILS, NOT_EVALUATED, PASSES, RETURNS, Case, batch, cases
from tests.schemas.judge.tables import THRESHOLDS, table
from workbooks.template.excel_formula import excel_verdict

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
FIRST_ROW = 2


@settings(max_examples=40, deadline=None)
@given(cases())
def test_pandera_and_the_rule_table_fail_what_the_residuals_fail(case: Case) -> None:
    note(f"{case.text} | {case.when} | {case.outcomes}")
    by_pandera = set(failed_checks((case.check,), case.residuals)["organisation"])
    assert by_pandera == {f"o{n}" for n, x in enumerate(case.outcomes) if x == FAILS}
    (folded,) = folded_rules(case.residuals, (case.check,))
    assert folded.failed.tolist() == [x == FAILS for x in case.outcomes]
    assert folded.worst.isna().tolist() == [x == NOT_EVALUATED for x in case.outcomes]


def repaired_table(case: Case, suspects: pd.DataFrame) -> Any:
    """The returns with the likeliest repairs made."""
    values = {cell: np.array(given) for cell, given in case.figures.items()}
    for row in suspects[suspects["rank"].eq(1)].itertuples():
        key = f"{row.indicator}@{row.period}" if row.period != "current" else row.indicator
        values[key][int(row.organisation[1:])] = row.proposed
    return table(values)


@settings(max_examples=25, deadline=None)
@given(cases())
def test_what_fails_has_a_repair_with_which_it_passes_and_nothing_else_has_one(case: Case) -> None:
    note(f"{case.text} | {case.when} | {case.outcomes}")
    found = repairs((case.check,), case.table, THRESHOLDS, case.residuals, seconds=20)
    ailing = {f"o{n}" for n, x in enumerate(case.outcomes) if x == FAILS}
    suspected, unused = set(found.suspects["organisation"]), set(found.unused_rules["organisation"])
    assert suspected <= ailing
    # an empty or broken cell of which no comparison speaks has nothing that could be proposed for it
    assert suspected | unused == ailing or "filled" in case.text or "whole" in case.text
    assert found.unsolved == ()
    if suspected and not case.when:  # a condition may come to apply, or no longer, with what is repaired
        again = residuals((case.check,), repaired_table(case, found.suspects), THRESHOLDS)
        known = set(found.suspects[found.suspects["proposed"].notna()]["organisation"])
        assert not known & set(failed_checks((case.check,), again)["organisation"])


@pytest.mark.slow
def test_the_batch_holds_all_three_outcomes_of_every_kind_of_rule() -> None:
    drawn = batch(40)
    for over_set in (True, False):
        told = Counter(x for case in drawn if case.over_set is over_set for x in case.outcomes)
        assert min(told[PASSES], told[FAILS], told[NOT_EVALUATED]) > 0
    assert sum(bool(case.when) for case in drawn) > 2


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_great_expectations_fails_what_the_residuals_fail(tmp_path: Path) -> None:
    drawn = batch(40)
    checks = tuple(case.check for case in drawn)
    joined = pd.concat([case.residuals for case in drawn], axis=1)
    folded = folded_rules(joined, checks)
    expected = tuple(
        ExpectedColumn(x.rule.name, x.rule.name, "hard", x.rule.name, (), low=x.bounds[0], high=x.bounds[1])
        for x in folded
    )
    frame = rule_table(folded, pd.Series({f"o{n}": f"{n}.xlsx" for n in range(RETURNS)}))
    verdicts = run_project(tmp_path, [Suite("rules", frame, expected, ("organisation", "file"))], "engines")
    for case in drawn:
        verdict = verdicts["rules", case.check.name]
        told = Counter(case.outcomes)
        assert {x["organisation"] for x in verdict.failing} == {
            f"o{n}" for n, x in enumerate(case.outcomes) if x == FAILS
        }, case
        assert (verdict.evaluated, verdict.unexpected) == (told[PASSES] + told[FAILS], told[FAILS]), case
        assert verdict.success is (told[FAILS] == 0), case


def cell_of(figure: Figure, row: int) -> str:
    place = CELLS.index(f"{figure.indicator}@{figure.column}" if figure.column else figure.indicator)
    return f"{chr(ord('A') + place)}{row}"


def formula_of(case: Case, row: int) -> str | None:
    members = case.check.members
    return excel_verdict(
        case.check.tree, case.check.condition, lambda x: cell_of(x, row), {}, members, case.check.rule.tolerance
    )


def written(drawn: list[Case], path: Path) -> None:
    """A row for each return of each case: its figures, and in the column after them the rule's formula."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("all")
    for place, case in enumerate(drawn):
        for n in range(RETURNS):
            row = FIRST_ROW + place * RETURNS + n
            for column, cell in enumerate(CELLS):
                if not math.isnan(case.figures[cell][n]):
                    sheet.write_number(row - 1, column, case.figures[cell][n])
            sheet.write_formula(row - 1, len(CELLS), f"={formula_of(case, row)}")
    book.close()


@pytest.mark.slow
def test_every_rule_of_the_batch_can_be_said_in_a_spreadsheet(tmp_path: Path) -> None:
    drawn = batch(40)
    written(drawn, tmp_path / "rules.xlsx")
    assert all(formula_of(case, 2) for case in drawn)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_says_what_the_residuals_say(tmp_path: Path) -> None:
    import openpyxl

    drawn = batch(150)
    written(drawn, tmp_path / "rules.xlsx")
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = [
        "soffice",
        f"-env:UserInstallation={profile.parent.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
    ]
    subprocess.run([*command, str(tmp_path / "rules.xlsx")], check=True, capture_output=True, timeout=280)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "rules.xlsx", data_only=True)["all"]
    meaning: dict[object, str] = {0: PASSES, 1: FAILS, "": NOT_EVALUATED, None: NOT_EVALUATED}
    different = []
    for place, case in enumerate(drawn):
        rows = range(FIRST_ROW + place * RETURNS, FIRST_ROW + (place + 1) * RETURNS)
        told = [meaning.get(value := sheet.cell(row, len(CELLS) + 1).value, str(value)) for row in rows]
        if told != case.outcomes:
            different.append((case.text, case.when, told, case.outcomes))
    assert different == []
