"""`esep check` of templates of other years: a later round's is right, an old form is still told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from flows.commands.checking import Measure, check_files
from flows.round.round_folder import RoundFolder
from schemas.errors import UsageError
from schemas.form.loading import FORMS, load_form, read_form
from tests.flows.conftest import accepted_figures, organisation_figures
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

THRESHOLDS = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}


def a_return(path: Path, year: int, form=None) -> Path:
    order = TemplateOrder("north", "Солтүстік", "Северная", "ru", "regional", accepted_figures("north"))
    filled = FilledReturn(organisation_figures("north"), "", {}, "A. Chair", "B. Clerk", dt.date(year, 1, 20))
    write_template(path, order, (form or load_form()).for_round(dt.date(year, 1, 1)), THRESHOLDS, filled)
    return path


def rules_of(path: Path, measure: Measure = Measure("membership")) -> set[str]:
    return set(check_files([path], None, measure).findings["rule"])


def test_the_template_of_a_later_round_is_no_old_form(tmp_path):
    path = a_return(tmp_path / "есеп.xlsx", 2027)
    found = check_files([path], None)
    assert found.form.as_of == dt.date(2027, 1, 1)
    assert found.findings.empty
    assert not found.would_be_returned


def test_the_form_of_an_earlier_year_is_old(tmp_path):
    assert "template-outdated" in rules_of(a_return(tmp_path / "есеп.xlsx", 2025))


def test_a_later_date_on_an_older_version_of_the_form_is_old(tmp_path):
    path = a_return(tmp_path / "есеп.xlsx", 2027)
    book = openpyxl.load_workbook(path)
    (cell,) = [cell for row in book["Титул"].iter_rows() for cell in row if cell.value == "2027.1"]
    cell.value = "2025.1"
    book.save(path)
    assert "template-outdated" in rules_of(path)


def test_another_revision_of_the_form_is_old(tmp_path):
    text = (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")
    revised = read_form(text.replace("revision: 1", "revision: 2", 1))
    assert "template-outdated" in rules_of(a_return(tmp_path / "есеп.xlsx", 2027, revised))


def test_the_date_is_what_is_asked_for(tmp_path):
    path = a_return(tmp_path / "есеп.xlsx", 2028)
    assert "template-outdated" not in rules_of(path, Measure("membership", "2028-01-01"))
    assert "template-outdated" in rules_of(path, Measure("membership", "2027-01-01"))
    with pytest.raises(UsageError, match="no date"):
        check_files([path], None, Measure("membership", "next year"))


def test_a_round_says_date_form_thresholds_and_history(tmp_path, round_folder):
    text = (round_folder / "round.yaml").read_text(encoding="utf-8")
    (round_folder / "round.yaml").write_text(text.replace(": 2026-01", ": 2027-01"), encoding="utf-8")
    found = check_files([a_return(tmp_path / "есеп.xlsx", 2027)], None, Measure(round=round_folder))
    assert found.form.as_of == RoundFolder(round_folder).terms.as_of
    assert found.compared
    assert "template-outdated" not in set(found.findings["rule"])
