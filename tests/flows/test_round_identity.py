"""By what a round is known in a database that several share, and what a round finds there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from flows.commands.role_scripts import database_roles
from flows.round.round_identity import round_identity
from flows.round.workspace import Workspace
from schemas.errors import LedgerError, RoundError
from tests.flows.conftest import new_round


def test_it_is_written_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "Жинау 2027 (north)"
    folder.mkdir()
    first = round_identity(folder)
    assert first.startswith("esep_2027_north_")
    assert round_identity(folder) == first
    assert [x.name for x in folder.iterdir()] == ["ledger.id"]


def test_two_that_begin_at_once_agree(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(round_identity(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", ["", "public; drop schema", 'x"y', "Esep_1", "pg"])
def test_what_esep_did_not_write_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.id").write_text(content)
    with pytest.raises(RoundError, match="must hold the name of this round in the database"):
        round_identity(tmp_path)


def test_two_rounds_on_one_sqlite_file_do_not_mix(tmp_path: Path) -> None:
    for name in ("north", "south"):
        folder = new_round(tmp_path / name)
        (folder / "esep.env").write_text(f"ESEP_LEDGER_URL=sqlite:///{tmp_path}/shared.sqlite\n")
    north, south = Workspace.at(tmp_path / "north"), Workspace.at(tmp_path / "south")
    assert not north.has_ledger
    with north.ledger() as ledger:
        ledger.start_run("collect", "", "")
    assert north.has_ledger
    with pytest.raises(LedgerError, match="is that of another round"):
        south.ledger()
    with north.ledger() as ledger:
        assert len(ledger.runs()) == 1


def test_the_roles_are_those_of_the_rounds_own_schema(tmp_path: Path) -> None:
    folder = new_round(tmp_path / "north")
    with pytest.raises(RoundError, match="is a file: who may read it is told by its folder"):
        database_roles(folder)
    (folder / "esep.env").write_text("ESEP_LEDGER_URL=postgresql://server/esep\n")
    told = database_roles(folder)
    assert (
        f'GRANT USAGE ON SCHEMA "{round_identity(folder)}" TO esep_auditor, esep_collector, esep_statistician;' in told
    )
    decided = next(x for x in told.splitlines() if x.startswith("GRANT INSERT ON"))
    assert decided.endswith("TO esep_statistician;")
    assert ".decisions" in decided
