"""The commands: what they print, what they write, and the exit code of whatever is wrong."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.cli import main
from flows.commands.checking import check_files
from flows.commands.closing import close_round
from flows.commands.opening import init_round
from flows.commands.status import round_status
from flows.commands.template_files import write_templates
from schemas.errors import LedgerError, MissingReturnsError, RoundError, UnpublishedError, UsageError
from tests.flows.collection import collected, published


def esep(*arguments: str | Path, **kwargs: object) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **kwargs)  # type: ignore[call-overload,no-any-return]


def esep_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which has imported everything already."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.setattr(sys, "argv", ["esep", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture
def collected_round(full_round: Path) -> Path:
    """A full round after its collection, as the command's steps leave it, without Prefect around them."""
    collected(full_round)
    return full_round


def test_check_passes_a_clean_return(fill):
    found = check_files([fill("north")], None)
    assert not found.would_be_returned
    assert found.findings.empty
    assert not found.compared


def test_check_finds_what_a_round_would_find(fill, round_folder):
    path = fill("north", raw={("working", "current"): 4050})
    found = check_files([path], round_folder / "history.csv")
    assert found.would_be_returned
    assert {"members-balance", "working-by-occupation"} <= set(found.findings["rule"])
    assert found.compared


def test_check_compares_with_last_year_only_where_it_is_given(fill, round_folder):
    path = fill("north", raw={("women", "prior"): 3400})
    assert "prior-as-accepted" not in set(check_files([path], None).findings["rule"])
    assert "prior-as-accepted" in set(check_files([path], round_folder / "history.csv").findings["rule"])


def test_check_ends_with_one_and_speaks_the_language_that_is_asked_for(fill):
    path = fill("north", raw={("working", "current"): 4050})
    result = esep_here("check", path, "-l", "ru")
    assert result.returncode == 1
    assert "возвращён" in result.stdout
    assert "E9" in result.stdout
    found = json.loads(esep_here("check", path, "--json").stdout)
    assert found["returns"][0]["outcome"] == "returned"
    assert found["findings"][0]["cell"]


def test_status_before_and_after_a_collection(full_round):
    assert round_status(full_round).counts() == {"missing": 5}
    assert not (full_round / "ledger.sqlite").exists()
    collected(full_round)
    assert round_status(full_round).counts() == {"accepted": 5}
    (full_round / "ledger.sqlite").unlink()
    with pytest.raises(LedgerError, match="esep rebuild"):
        round_status(full_round)


def test_status_as_json(collected_round):
    found = json.loads(esep_here("status", collected_round, "--json").stdout)
    assert found["outcomes"] == {"accepted": 5}
    assert {x["id"] for x in found["organisations"]} == {"north", "south", "south-town", "south-steppe", "college"}


def test_templates_hold_last_years_figures_and_read_back(round_folder):
    written, folder = write_templates(round_folder, None)
    assert written == 5
    sheet = openpyxl.load_workbook(folder / "north-2026.xlsx")["Есеп"]
    rows = {sheet.cell(r, 1).value: sheet.cell(r, 4).value for r in range(1, sheet.max_row + 1)}
    assert rows[101] == 5000


@pytest.mark.slow
def test_a_closed_round_is_next_years_history(collected_round, tmp_path):
    published(collected_round)
    assert "5 returns" in close_round(collected_round, partial=False, author="me")
    history = pd.read_csv(collected_round / "next" / "history.csv")
    north = history.query("organisation == 'north'").set_index("indicator")["value"]
    assert (north["members"], north["coverage"]) == (5000, 93.8)
    with pytest.raises(RoundError, match="closed already"):
        close_round(collected_round, partial=False, author="me")
    assert "2027" in init_round(tmp_path / "next", "2027-01-01", "", "", collected_round)
    assert round_status(tmp_path / "next").counts() == {"missing": 5}
    assert "sender: department@example.org" in (tmp_path / "next" / "round.yaml").read_text(encoding="utf-8")


def test_a_round_with_missing_members_closes_only_in_part(full_round):
    (full_round / "inbox" / "north.xlsx").unlink()
    shutil.rmtree(full_round / "reports", ignore_errors=True)
    with pytest.raises(UnpublishedError, match="esep run"):
        close_round(full_round, partial=False, author="me")


def test_init_refuses_what_is_in_use_and_what_is_no_date(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(UsageError, match="not empty"):
        init_round(tmp_path, "", "", "a@example.org", None)
    with pytest.raises(UsageError, match="no date"):
        init_round(tmp_path / "new", "1.1.2027", "", "a@example.org", None)
    assert not (tmp_path / "new").exists()


def test_rules_print_the_whole_rulebook():
    result = esep_here("rules")
    assert result.returncode == 0
    assert "members-balance" in result.stdout
    assert "members == working + students + pensioners" in result.stdout


WRONG = {
    "no register": (lambda r: (r / "register.csv").unlink(), 3, "register.csv is missing"),
    "no history": (lambda r: (r / "history.csv").unlink(), 3, "history.csv is missing"),
    "no round.yaml": (lambda r: (r / "round.yaml").unlink(), 3, "round.yaml is missing"),
    "no inbox": (lambda r: shutil.rmtree(r / "inbox"), 3, "inbox is missing"),
    "a broken round.yaml": (lambda r: (r / "round.yaml").write_text("as_of: [", encoding="utf-8"), 3, "is not YAML"),
    "a date that is none": (lambda r: (r / "round.yaml").write_text((r / "round.yaml").read_text().replace("as_of: 2026-01-01", "as_of: soon")), 3, "as_of"),
    "a key of a newer version": (lambda r: (r / "round.yaml").write_text((r / "round.yaml").read_text() + "senders_of_2031: open\n"), 3, "newer version"),
    "an unknown form": (lambda r: (r / "round.yaml").write_text((r / "round.yaml").read_text().replace("form: membership", "form: census")), 3, "no form called"),
    "a register without a column": (lambda r: (r / "register.csv").write_text("id,kind\nnorth,regional\n"), 3, "register.csv"),
    "an organisation twice": (lambda r: (r / "register.csv").write_text((r / "register.csv").read_text() + "north,regional,,a,b,c,,n@example.org,ru,,\n"), 3, "register.csv"),
    "a figure twice": (lambda r: (r / "history.csv").write_text((r / "history.csv").read_text() + "north,members,1\n"), 3, "twice"),
    "a ledger that is none": (lambda r: (r / "ledger.sqlite").write_text("not a database " * 100), 3, "ledger"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WRONG))
def test_what_is_wrong_in_the_round_is_one_sentence_and_an_exit_code(name, full_round):
    break_it, code, words = WRONG[name]
    break_it(full_round)
    result = esep_here("collect", full_round)
    assert result.returncode == code, result.stderr
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stdout + result.stderr


def test_consolidating_an_incomplete_round_needs_partial(full_round, fill):
    fill("north", raw={("working", "current"): 4050})
    collected(full_round)
    result = esep_here("consolidate", full_round)
    assert result.returncode == MissingReturnsError.exit_code == 1
    assert "--partial" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["collect"], ["collect", "a", "b"], ["frobnicate"], ["check", "no such file.xlsx"], ["status", ".", "-l", "de"]],
)
def test_wrong_use_ends_with_two(arguments, round_folder):
    result = esep_here(*[str(round_folder) if a == "." else a for a in arguments])
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_quick_commands_import_neither_prefect_nor_great_expectations(fill, collected_round):
    for arguments in (
        ["status", str(collected_round)],
        ["rules"],
        ["check", str(fill("north"))],
        ["template", str(collected_round)],
    ):
        code = f"import sys; sys.argv = ['esep', *{arguments!r}]\nfrom flows.cli import main\ntry: main()\nexcept SystemExit: pass\nprint([m for m in ('prefect', 'great_expectations') if m in sys.modules], file=sys.stderr)"
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
        assert result.stderr.strip() == "[]", arguments


def test_a_closed_round_is_not_collected_again(collected_round):
    published(collected_round)
    close_round(collected_round, partial=False, author="me")
    result = esep_here("collect", collected_round)
    assert result.returncode == 3
    assert "closed" in result.stderr


def test_the_version_names_the_code(monkeypatch):
    assert esep("--version").stdout.startswith("esep 0.1.0+")
