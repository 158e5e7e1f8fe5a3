"""Opening a ledger: created, upgraded, or refused in one sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import ledger.upgrade as upgrade_module
from ledger.database import Database, connect
from ledger.tables import REVISION, metadata
from ledger.whole_ledger import Ledger, open_ledger
from schemas.errors import LedgerError

ROOT = Path(__file__).parents[2]
ADDED = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade():
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("runs", recreate=rebuild) as table:
        table.add_column(sa.Column("host", sa.Text, nullable=False, server_default="?"))
"""


def _script(folder: Path = upgrade_module.MIGRATIONS) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_the_revision_that_the_code_names_is_the_last_migration() -> None:
    assert _script().get_heads() == [REVISION]


def test_the_migrations_make_the_tables_that_the_code_names(ledger: Ledger) -> None:
    with ledger._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_ledger_opens_again_with_what_it_holds(url: str) -> None:
    with open_ledger(url) as first:
        first.decide("akmola", "confirm", {}, "Айгүл", "")
    with open_ledger(url) as again:
        assert len(again.decisions()) == 1


@pytest.mark.slow
def test_opening_is_quiet_and_needs_no_alembic(url: str) -> None:
    open_ledger(url).close()
    code = "import sys; from ledger.whole_ledger import open_ledger; open_ledger(sys.argv[1]).close(); "
    code += "sys.exit('alembic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code, url], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_an_up_to_date_ledger_opens_at_once(url: str) -> None:
    open_ledger(url).close()
    times, floors = [], []
    for _ in range(5):
        start = time.perf_counter()
        open_ledger(url).close()
        times.append(time.perf_counter() - start)
        start = time.perf_counter()
        bare = connect(url)
        with bare.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
        bare.close()
        floors.append(time.perf_counter() - start)
    assert min(times) < max(0.05, 5 * min(floors))


def test_the_ledger_of_an_older_version_opens_and_answers(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parent / "ledgers" / "0001.sqlite", tmp_path / "ledger.sqlite")
    for _ in range(2):
        with open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as old:
            returns = old.last_returns().set_index("file")
            assert returns["outcome"].to_dict() == {
                "akmola.xlsx": "superseded", "aktobe.xlsx": "queried", "letter.eml": "ignored",
                "akmola again.xlsx": "accepted", "copy.xlsx": "duplicate",
            }  # fmt: skip
            assert returns.index[returns["counts"].eq("yes")].tolist() == ["aktobe.xlsx", "akmola again.xlsx"]
            assert set(returns[["identified_by", "sender", "first_seen"]].to_numpy().flat) == {""}
            assert set(old.findings()["rule"]) == {"members-balance", "late", "return-missing"}
            assert set(old.last_findings()["rule"]) == {"late", "return-missing"}
            assert old.figures(["accepted"])["value"].tolist() == [11.0, 5.0]
            assert [document.file for _, document in old.documents("reader-1")] == ["akmola.xlsx"]
            assert old.aliases() == {"ақмола облысы": "akmola"}
            assert old.assignments() == {("copy.xlsx", "d" * 64): "aktobe"}
            assert old.decisions()["subject"].iloc[0]["rule"] == "late"
            assert old.letters()["sent_at"].tolist() == ["2026-01-21T09:00:00+00:00"]
            assert old.runs()["state"].tolist() == ["done", "done"]


def test_a_ledger_of_revision_one_is_upgraded_with_what_it_holds(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judgement: Any
) -> None:
    migrations = tmp_path / "migrations 100%"
    shutil.copytree(upgrade_module.MIGRATIONS, migrations)
    monkeypatch.setattr(upgrade_module, "MIGRATIONS", migrations)
    with monkeypatch.context() as older:
        older.setattr(upgrade_module, "REVISION", "0001")
        with open_ledger(url) as first:
            first.save_judgement(first.start_run("collect", "", ""), *judgement().add("akmola", "a.xlsx").frames)
    (migrations / "versions" / "revision_9999.py").write_text(ADDED.format(head=REVISION))
    monkeypatch.setattr(upgrade_module, "REVISION", "9999")

    for _ in range(2):
        with open_ledger(url) as upgraded, upgraded._database.reading() as connection:
            assert connection.execute(sa.text("SELECT command, host FROM runs")).all() == [("collect", "?")]
            assert upgraded.returns()["organisation"].tolist() == ["akmola"]
    with open_ledger(url) as upgraded, pytest.raises(sa.exc.IntegrityError):
        upgraded.save_judgement(77, *judgement().add("aktobe", "b.xlsx").frames)


def test_a_newer_ledger_is_refused(url: str) -> None:
    with open_ledger(url) as ledger, ledger._database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9998'"))
    with pytest.raises(LedgerError, match="newer version of esep") as refused:
        open_ledger(url)
    assert str(refused.value).count("\n") == 0


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE files (name TEXT)")
    with pytest.raises(LedgerError, match="is no ledger of esep: it has a table «files»"):
        open_ledger(f"sqlite:///{path}")
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("files",)]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///{tmp}/missing/ledger.sqlite", "its folder is missing or closed to us"),
        ("sqlite:///{tmp}/text.sqlite", "it is no database"),
        ("ledger.sqlite", "is no database URL"),
        ("oracle9://user:secret@host/db", "is no database URL"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(tmp_path: Path, address: str, said: str) -> None:
    (tmp_path / "text.sqlite").write_text("no database " * 200)
    with pytest.raises(LedgerError, match=said) as refused:
        open_ledger(address.format(tmp=tmp_path))
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_read_only_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    open_ledger(f"sqlite:///{path}").close()
    with pytest.raises(LedgerError, match="cannot be written: it is read-only"):
        open_ledger(f"sqlite:///file:{path}?mode=ro&uri=true")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_write_protected_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    open_ledger(f"sqlite:///{path}").close()
    path.chmod(0o444)
    with pytest.raises(LedgerError, match="read-only"):
        open_ledger(f"sqlite:///{path}")


def test_a_full_disk_is_said_and_changes_nothing(
    tmp_path: Path, judgement: Any, contents: Callable[[Ledger], Any]
) -> None:
    with open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        run = ledger.start_run("collect", "", "")
        before = contents(ledger)
        sa.event.listen(
            ledger._database._engine, "begin", lambda c: c.exec_driver_sql("PRAGMA max_page_count=60"), insert=True
        )
        many = judgement()
        for i in range(500):
            many.add(f"org-{i}", f"{i}.xlsx", values={f"indicator_{k}": 1.0 for k in range(20)})
        with pytest.raises(LedgerError, match="cannot be written: the disk is full"):
            ledger.save_judgement(run, *many.frames)
        assert contents(ledger) == before


def test_a_ledger_opens_while_another_run_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    with open_ledger(url) as writer, writer._database.writing():
        start = time.perf_counter()
        with open_ledger(url) as reader:
            assert reader.returns().empty
        assert time.perf_counter() - start < 5


def test_two_runs_that_write_wait_for_each_other(url: str) -> None:
    def note(count: int) -> None:
        with open_ledger(url) as ledger:
            for _ in range(count):
                ledger.start_run("collect", "", "")

    threads = [threading.Thread(target=note, args=(20,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_ledger(url) as ledger:
        assert ledger.runs()["id"].tolist() == list(range(1, 61))


def test_a_place_is_told_without_its_password() -> None:
    server: Any = SimpleNamespace(
        url=sa.make_url("postgresql+psycopg://esep:secret@ministry/ledger"),
        execution_options=lambda **_: None,
        dialect=SimpleNamespace(name="postgresql"),
    )
    assert Database(server).place == "postgresql+psycopg://esep:***@ministry/ledger"


def test_a_ledger_in_memory_is_one_too() -> None:
    assert connect("sqlite://").place == "in memory"
    with open_ledger("sqlite://") as ledger:
        assert ledger.start_run("collect", "", "") == 1
