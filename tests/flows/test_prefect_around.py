"""What is around Prefect: proxies, its databases, the one round that a service works on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flows.round.console import Screen, use_screen
from flows.round.process_names import lives, process_name
from flows.round.settings import Settings, can_be_written, load_settings
from flows.runs.prefect_databases import database_of_round, empty_database, keep_empty, throwaway_database
from flows.runs.prefect_setup import prepare_prefect
from flows.runs.served_round import SERVED_ROUND, only_served
from schemas.errors import RoundError

_NAME = "from flows.round.process_names import process_name; print(process_name())"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    use_screen(Screen())
    return tmp_path


def test_the_server_on_this_machine_is_called_without_a_proxy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for name in ("HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "socks5://10.0.0.1:1080")
    monkeypatch.setenv("NO_PROXY", "example.org")
    monkeypatch.setenv("no_proxy", "")
    prepare_prefect(load_settings())
    assert os.environ["NO_PROXY"] == "example.org,127.0.0.1,localhost,::1"
    assert not {"HTTP_PROXY", "ALL_PROXY", "https_proxy"} & set(os.environ)


def test_the_proxy_to_a_server_of_the_users_own_stays(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example.org/api")
    monkeypatch.setenv("HTTPS_PROXY", "http://10.0.0.1:3128")
    monkeypatch.setenv("NO_PROXY", "")
    prepare_prefect(load_settings())
    assert os.environ["HTTPS_PROXY"] == "http://10.0.0.1:3128"
    assert "127.0.0.1" in os.environ["NO_PROXY"]


def test_a_command_has_a_database_that_goes_with_it(home: Path) -> None:
    with throwaway_database() as database:
        sqlite3.connect(database).execute("CREATE TABLE runs (id)").connection.close()
        keep_empty(database)
    assert not database.parent.exists()
    with throwaway_database() as again:
        assert sqlite3.connect(again).execute("SELECT count(*) FROM runs").fetchone() == (0,)


def test_a_damaged_database_is_told_of_and_made_anew(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty_database().write_bytes(b"no database" * 100)
    with throwaway_database() as database:
        assert not database.exists()
    assert capsys.readouterr().out.count("is damaged; a fresh one is made") == 1
    assert not empty_database().exists()


def test_what_a_dead_command_left_is_cleared_and_a_living_ones_stays(home: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", _NAME], capture_output=True, text=True, check=True).stdout.strip()
    assert not lives(dead)
    assert lives(process_name())
    (home / f"command {dead}").mkdir()
    with throwaway_database() as database:
        with throwaway_database():
            pass
        assert [x.name for x in home.glob("command *")] in ([database.parent.name], [])
    assert not list(home.glob("command *"))


def test_a_round_is_served_once(home: Path) -> None:
    with (
        database_of_round(home / "round"),
        pytest.raises(RoundError, match="is served already"),
        database_of_round(home / "round"),
    ):
        pass
    with database_of_round(home / "round") as first, database_of_round(home / "other") as second:
        assert first != second


def test_a_full_folder_is_not_taken_for_one_that_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert can_be_written(tmp_path)
    monkeypatch.setattr("flows.round.settings._ROOM", shutil.disk_usage(tmp_path).free + 2**30)
    assert not can_be_written(tmp_path)


def test_a_service_begins_runs_of_its_own_round_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RoundError, match="not the round that is served"):
        only_served(str(tmp_path))
    monkeypatch.setenv(SERVED_ROUND, str(tmp_path))
    assert only_served(f"{tmp_path}/inbox/..") == tmp_path
    with pytest.raises(RoundError, match="not the round that is served"):
        only_served("/etc")


def test_collecting_and_consolidating_do_not_fall_due_together() -> None:
    defaults = {x: str(Settings.model_fields[x].default).split()[0] for x in ("collect_cron", "consolidate_cron")}
    assert defaults["collect_cron"] == "*/15"
    assert int(defaults["consolidate_cron"]) % 15
