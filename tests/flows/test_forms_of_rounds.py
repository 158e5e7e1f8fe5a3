"""Forms of rounds: taken by name or from a file, kept in the round's folder, told with their faults."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from flows.commands.form_reports import print_form_faults
from flows.commands.opening import init_round
from flows.round.round_folder import RoundFolder
from schemas.errors import FormError, UsageError
from schemas.form.loading import FORMS
from tests.flows.conftest import REGISTER

MEMBERSHIP = (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")


@pytest.fixture
def farmers(tmp_path: Path) -> Path:
    """A form that is not shipped, in a file of its own."""
    path = tmp_path / "office" / "farmers.yaml"
    path.parent.mkdir()
    path.write_text(MEMBERSHIP.replace("form: membership", "form: farmers", 1), encoding="utf-8")
    return path


def test_a_round_of_a_shipped_form_holds_its_name_only(tmp_path):
    init_round(tmp_path / "r", "2027-01-01", "", "", None, "membership")
    assert not (tmp_path / "r" / "form").exists()
    assert RoundFolder(tmp_path / "r").form.version == "2027.1"


def test_a_round_of_a_file_holds_the_form_itself(tmp_path, farmers):
    told = init_round(tmp_path / "r", "2027-01-01", "", "", None, farmers)
    shutil.rmtree(farmers.parent)
    form = RoundFolder(tmp_path / "r").form
    assert (form.name, form.as_of, form.version) == ("farmers", dt.date(2027, 1, 1), "2027.1")
    assert "2027.1" in told


def test_a_round_of_a_folder_holds_the_files_beside_the_form(tmp_path, farmers):
    folder = farmers.parent / "forms"
    folder.mkdir()
    farmers.rename(folder / "form.yaml")
    (folder / "mentions.yaml").write_text("{}\n", encoding="utf-8")
    (folder / "other.yaml").write_text("{}\n", encoding="utf-8")
    with pytest.raises(FormError, match="no form called"):
        init_round(tmp_path / "none", "", "", "", None, tmp_path / "nowhere.yaml")
    assert not (tmp_path / "none").exists()
    (folder / "mentions.yaml").unlink()
    init_round(tmp_path / "r", "2027-01-01", "", "", None, folder)
    assert [x.name for x in (tmp_path / "r" / "form").iterdir()] == ["form.yaml"]


def test_next_years_round_takes_the_form_of_the_last(tmp_path, farmers):
    first = tmp_path / "first"
    init_round(first, "2027-01-01", "", "", None, farmers)
    (first / "register.csv").write_text(REGISTER, encoding="utf-8")
    (first / "next").mkdir()
    shutil.copy(first / "history.csv", first / "next")
    init_round(tmp_path / "second", "2028-01-01", "", "", first)
    assert RoundFolder(tmp_path / "second").form.version == "2028.1"
    assert RoundFolder(tmp_path / "second").form.name == "farmers"


def test_a_round_without_a_form_is_refused(tmp_path):
    with pytest.raises(UsageError, match="--form"):
        init_round(tmp_path / "r", "", "", "", None)


@pytest.mark.parametrize("place", ["farmers.yaml", "form/form.yaml", "papers/f.yaml", "papers/form.yaml"])
def test_a_form_is_found_where_the_round_has_it(place, round_folder, farmers):
    path = round_folder / place
    path.parent.mkdir(exist_ok=True)
    farmers.rename(path)
    named = {"papers/f.yaml": "papers/f.yaml", "papers/form.yaml": "papers"}.get(place, "farmers")
    terms = round_folder / "round.yaml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("form: membership", f"form: {named}"), encoding="utf-8")
    assert RoundFolder(round_folder).form.name == "farmers"


def test_the_rounds_own_form_goes_before_a_shipped_one_of_the_name(round_folder):
    (round_folder / "form").mkdir()
    own = MEMBERSHIP.replace("revision: 1", "revision: 7", 1)
    (round_folder / "form" / "form.yaml").write_text(own, encoding="utf-8")
    assert RoundFolder(round_folder).form.version == "2026.7"


def test_form_check_ends_with_three_and_names_each_fault(farmers, capsys, monkeypatch):
    monkeypatch.setattr("schemas.soundness.form_check._unsound", lambda form, source: iter(()))
    assert print_form_faults(farmers) == 0
    assert "the form is right: 50 indicators" in capsys.readouterr().out
    text = farmers.read_text(encoding="utf-8").replace("    row: 101\n", "    row: 102\n", 1)
    farmers.write_text(text.replace("revision: 1", "revision: one", 1), encoding="utf-8")
    assert print_form_faults(farmers) == 3
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("farmers.yaml:2:11: revision: must be a whole number")
