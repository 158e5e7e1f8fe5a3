"""Reports are outputs: whatever becomes of them, every command answers the same, and a collection writes them anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.commands.assigning import assign_file
from flows.commands.closing import close_round
from flows.commands.deciding import Wanted, decide
from flows.commands.status import round_status
from flows.round.completeness import refuse_incomplete
from flows.round.report_files import COLLECTED, digest_of_reports
from flows.round.workspace import Workspace
from flows.runs.beginning import nothing_new
from schemas.errors import EsepError
from tests.flows.collection import collected

pytestmark = pytest.mark.slow


def semicolons(path: Path) -> None:
    """As Excel saves it where the decimal sign is a comma."""
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 3])


def deleted(path: Path) -> None:
    path.unlink()


@pytest.fixture
def mixed_round(full_round, fill):
    """A round with a return of every kind: accepted, queried, returned, superseded, a copy, unreadable, missing."""
    fill("north", raw={("working", "current"): 4050})
    fill("south-town", "town again.xlsx", raw={("women", "prior"): 1300})
    shutil.copy(full_round / "inbox" / "south.xlsx", full_round / "inbox" / "south copy.xlsx")
    (full_round / "inbox" / "college.xlsx").write_bytes(b"PK no workbook")
    (full_round / "inbox" / "strange.xlsx").write_bytes(b"nothing")
    (full_round / "inbox" / "south-steppe.xlsx").unlink()
    collected(full_round)
    return full_round


def said(command: Any, *arguments: Any, **options: Any) -> str:
    """What a command answers, be it a refusal."""
    try:
        return str(command(*arguments, **options))
    except EsepError as error:
        return f"{type(error).__name__}: {error}"


def answers(folder: Path) -> dict[str, Any]:
    """What the commands say of the round; none of them may change it."""
    work = Workspace.at(folder)
    with work.ledger() as ledger:
        gate = said(refuse_incomplete, work, ledger, False)
    return {
        "status": round_status(folder).as_json(),
        "gate": gate,
        "unknown decision": said(decide, folder, Wanted("north", "members-balance", "confirmed"), "me"),
        "no such finding": said(decide, folder, Wanted("north", "late", "confirmed"), "me"),
        "unknown file": said(assign_file, folder, "no such.xlsx", "north", "me"),
        "close": said(close_round, folder, partial=False, author="me"),
    }


@pytest.mark.parametrize("mangle", [semicolons, truncated, deleted])
def test_mangled_reports_change_no_answer(mixed_round, mangle):
    before = answers(mixed_round)
    assert "2 of 3 members" in before["gate"]
    for path in [x for x in (mixed_round / "reports").iterdir() if x.is_file()]:
        mangle(path)
    assert answers(mixed_round) == before


def test_a_file_is_assigned_without_any_report(mixed_round):
    shutil.rmtree(mixed_round / "reports")
    assert "strange.xlsx is south-steppe's" in assign_file(mixed_round, "strange.xlsx", "south-steppe", "me")


@pytest.mark.parametrize("mangle", [semicolons, truncated, deleted])
@pytest.mark.parametrize("name", ["returns.csv", "figures.csv"])
def test_a_collection_writes_mangled_reports_anew(full_round, name, mangle):
    collected(full_round)
    work = Workspace.at(full_round)
    written = {x: (work.round.reports / x).read_bytes() for x in COLLECTED}
    with work.ledger() as ledger:
        run = ledger.start_run("collect", "", "")
        digests = {"state": work.state_digest(ledger), "reports": digest_of_reports(work.round.reports)}
        ledger.finish_run(run, "done", digests)
    assert nothing_new(work) is not None
    mangle(work.round.reports / name)
    assert nothing_new(work) is None
    collected(full_round)
    assert {x: (work.round.reports / x).read_bytes() for x in COLLECTED} == written


def test_status_tells_what_the_reports_tell(mixed_round):
    """The ledger's last judgement is what returns.csv and findings.csv show."""
    judgement = collected(mixed_round)
    with Workspace.at(mixed_round).ledger() as ledger:
        returns, findings = ledger.last_returns(), ledger.last_findings()
    columns = list(judgement.returns.columns)
    order = ["organisation", "file", "rule", "cell", "indicator"]
    assert (
        returns[columns].sort_values("file").to_numpy().tolist()
        == judgement.returns.sort_values("file").to_numpy().tolist()
    )
    assert sorted(findings[order].itertuples(index=False, name=None)) == sorted(
        judgement.findings[order].itertuples(index=False, name=None)
    )


def test_a_round_is_not_closed_over_returns_that_were_read_by_another_esep(mixed_round, monkeypatch):
    monkeypatch.setattr(Workspace, "reader_digest", "another")
    assert "run `esep run" in said(close_round, mixed_round, partial=True, author="me")
    assert not (mixed_round / "next").exists()
