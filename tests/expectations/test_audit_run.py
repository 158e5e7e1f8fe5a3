"""The audit with Great Expectations itself, run once on a round whose names are hostile."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from expectations import great_expectations_project
from expectations.audit_run import AuditInput, AuditResult, audit
from expectations.rule_table import folded_rules
from schemas.errors import StorageError

SCRIPT = "<script>document.documentElement.dataset.ran='script'</script>"
PICTURE = """x" onerror="1"><img src=x onerror="document.documentElement.dataset.ran='picture'">.xlsx"""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")


def hostile(sound: AuditInput) -> AuditInput:
    """Alpha calls itself a script, its file too; it breaks rules and checks, so that its name is shown. Beta's
    coverage waits for an answer.
    """
    register = sound.register.replace({"name_kk": {"«alpha» ұйымы": SCRIPT}})
    frames = {
        name: getattr(sound, name).replace({"alpha": SCRIPT, "alpha.xlsx": PICTURE})
        for name in ("figures", "returns", "history", "regional")
    }
    frames["returns"].loc[0, "sha256"] = SCRIPT
    residuals = sound.residuals.rename(index={"alpha": SCRIPT})
    residuals.loc[SCRIPT, ["members-balance@current", "twofold-change:members@current"]] = [3.0, 1.0]
    residuals.loc["beta", ["coverage-rate@current", "coverage-rate@prior"]] = float("nan")
    residuals["columns-swapped@current"] = float("nan")
    return replace(sound, register=register, residuals=residuals, published={SCRIPT: 1.0}, **frames)


@pytest.fixture(scope="module")
def hostile_round(sound: AuditInput) -> AuditInput:
    return hostile(sound)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round") / "есеп & жиыны 2026" / "audit"


@pytest.fixture(scope="module")
def result(hostile_round: AuditInput, folder: Path) -> AuditResult:
    return audit(hostile_round, folder, "ru")


def row(result: AuditResult, rule: str) -> pd.Series:
    return result.results.set_index("rule").loc[rule]


@pytest.mark.slow
def test_one_expectation_a_rule(result, hostile_round):
    rules = result.results[result.results["suite"].eq("rules")]
    assert rules["rule"].tolist() == list(dict.fromkeys(check.rule.name for check in hostile_round.checks))
    assert set(result.results["suite"]) == {"rules", "independent"}
    assert not result.results.duplicated(["suite", "rule"]).any()


@pytest.mark.slow
def test_great_expectations_fails_the_rules_that_the_residuals_fail(result, hostile_round):
    for rule in folded_rules(hostile_round.residuals, hostile_round.checks):
        found = row(result, rule.rule.name)
        assert found["success"] == (not rule.failed.any())
        assert found["failing"] == "|".join(rule.failed.index[rule.failed])
        assert found["evaluated"] + found["not_evaluated"] == len(hostile_round.residuals)


def test_what_was_not_evaluated_is_counted_and_never_passes(result):
    assert row(result, "coverage-rate")[["evaluated", "not_evaluated", "outcome"]].tolist() == [3, 1, "passed"]
    assert row(result, "columns-swapped")[["evaluated", "not_evaluated", "outcome"]].tolist() == [0, 4, "not evaluated"]


def test_a_standing_return_that_breaks_a_hard_rule_fails_the_audit(result):
    assert not result.success
    assert row(result, "standing-breaks-no-hard-rule")["failing"] == SCRIPT
    assert row(result, "sha256-well-formed")["failing"] == " ".join(PICTURE.split())


def test_suites_carry_rule_severity_and_the_other_languages(result, folder):
    suite = json.loads((folder / "gx/suites/rules.json").read_text(encoding="utf-8"))
    by_rule = {x["meta"]["rule"]: x for x in suite["expectations"]}
    hard, soft = by_rule["members-balance"], by_rule["twofold-change"]
    assert (hard["severity"], hard["meta"]["severity"], soft["severity"]) == ("critical", "hard", "warning")
    assert "Строка 101" in hard["description"]
    assert "101-жол" in hard["notes"][1]
    assert "Row 101" in hard["notes"][2]


def pages(folder: Path) -> list[Path]:
    return [folder / "index.html", *(folder / "docs").rglob("*.html")]


def test_no_page_needs_another_host_or_tells_where_it_was_made(result, folder):
    assert len(pages(folder)) == 10
    for page in pages(folder):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text), page
        assert not re.search(r"url\(['\"]?(?:https?:)?//", text), page
        assert str(folder.parent) not in text
        assert "есеп &amp; жиыны" not in text
        for address in re.findall(r'(?:src|href)="([^"#]+)[^"]*"', text):
            assert (page.parent / address).exists(), (page, address)
    for path in (folder / "gx").rglob("*"):
        assert not path.is_file() or "жиыны" not in path.read_text(encoding="utf-8")


def test_our_page_lists_all_and_links_each_check_to_its_section(result, folder):
    text = (folder / "index.html").read_text(encoding="utf-8")
    for rule in result.results["rule"]:
        assert f"<code>{rule}</code>" in text
    anchors = re.findall(r'href="(docs/validations/[^"#]+)#(section-\d+)"', text)
    assert len(anchors) == len(result.results)
    for page, section in anchors:
        assert f'id="{section}"' in (folder / page).read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_auditor_can_run_the_project_again_with_great_expectations_alone(result, folder, tmp_path, monkeypatch):
    import great_expectations as gx

    moved = tmp_path / "moved"
    shutil.copytree(folder / "gx", moved)
    monkeypatch.chdir(moved)
    context = gx.get_context(mode="file", context_root_dir=moved)
    again = context.checkpoints.get("audit-organisation-file").run()
    rules = next(x for x in again.run_results.values() if x.suite_name == "rules")
    failed = {x.expectation_config.kwargs["column"] for x in rules.results if not x.success}
    assert failed == {"members-balance", "twofold-change"}


@pytest.mark.slow
def test_nothing_is_printed_and_the_home_folder_is_left_alone(sound, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert audit(sound, tmp_path / "audit", "en").success
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "home").exists()
    first = audit(sound, tmp_path / "audit", "kk")
    assert first.docs_index.is_file()
    assert len(list((tmp_path / "audit/gx/results").rglob("tables-rules.json"))) == 1


@pytest.mark.slow
def test_a_round_without_returns_is_told_not_crashed(sound, tmp_path):
    names = ("residuals", "figures", "returns", "history", "national", "regional")
    empty = replace(sound, published={}, **{name: getattr(sound, name).iloc[:0] for name in names})
    result = audit(empty, tmp_path / "audit", "kk")
    assert row(result, "member-stands")["failing"] == "alpha|beta|gamma"
    assert row(result, "members-balance")["outcome"] == "not evaluated"


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(sound, tmp_path):
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        audit(sound, tmp_path / "reports" / "audit")


def dumped(page: Path, profile: Path) -> str:
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
        "--virtual-time-budget=2000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.slow
@browser
def test_no_script_of_a_stranger_runs_and_the_pages_are_drawn_offline(result, folder, tmp_path):
    for page in pages(folder):
        dom = dumped(page, tmp_path / "profile")
        assert "data-ran" not in dom.split(">", 2)[1], page
        assert page == folder / "index.html" or "fixed-table-container" in dom, page
    assert SCRIPT.replace("<", "&lt;").replace(">", "&gt;") in dumped(folder / "index.html", tmp_path / "profile")


@pytest.mark.slow
@browser
def test_the_browser_would_run_a_script_that_is_not_escaped(hostile_round, tmp_path, monkeypatch):
    monkeypatch.setattr(great_expectations_project, "escaped", lambda table: table.replace("", "–"))
    monkeypatch.setattr(great_expectations_project.html, "unescape", lambda text: text)
    audit(hostile_round, tmp_path / "audit")
    page = next((tmp_path / "audit/docs/validations/rules").rglob("*.html"))
    assert "data-ran" in dumped(page, tmp_path / "profile").split(">", 2)[1]
