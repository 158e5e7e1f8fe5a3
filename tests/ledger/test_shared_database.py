"""Several rounds and several people with one database: told apart, kept apart, each with the rights of its role."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from ledger.access_roles import role_grants
from ledger.whole_ledger import open_ledger
from schemas.errors import LedgerError
from tests.postgresql_server import PostgresServer, tables_of


def test_a_second_round_is_refused_the_sqlite_file_of_a_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shared.sqlite"
    for _ in range(2):
        open_ledger(url, "esep_north_1").close()
    with pytest.raises(
        LedgerError, match=r"is that of another round \(esep_north_1\), and this one is esep_south_2"
    ) as told:
        open_ledger(url, "esep_south_2")
    assert "\n" not in str(told.value)


@pytest.mark.slow
def test_rounds_in_one_postgresql_know_nothing_of_each_other(postgresql: PostgresServer, judgement: Any) -> None:
    url = postgresql.new_database()
    with open_ledger(url, "esep_north_1") as north, open_ledger(url, "esep_south_2") as south:
        north.decide("akmola", "close", {}, "Айгүл", "")
        run = north.start_run("collect", "", "")
        north.save_judgement(run, *judgement().add("akmola", "a.xlsx", values={"members": 5.0}).frames)
        with north._database.writing(), south._database.writing():  # neither waits for the other
            pass
        assert (len(north.decisions()), len(south.decisions())) == (1, 0)
        assert (len(north.returns()), len(south.returns())) == (1, 0)
        assert south.start_run("collect", "", "") == 1
    assert {x for x, _ in tables_of(url)} == {"esep_north_1", "esep_south_2"}
    with open_ledger(url, "esep_north_1") as again:
        assert again.figures(["accepted"])["value"].tolist() == [5.0]


@pytest.mark.slow
def test_many_that_open_a_new_ledger_at_once_make_it_once(postgresql: PostgresServer) -> None:
    url, faults = postgresql.new_database(), []

    def begin() -> None:
        try:
            with open_ledger(url, "esep_round_1") as ledger:
                ledger.start_run("collect", "", "")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with open_ledger(url, "esep_round_1") as ledger:
        assert ledger.runs()["id"].tolist() == [1, 2, 3, 4]


@pytest.mark.slow
def test_each_role_does_what_is_its_own_and_nothing_else(postgresql: PostgresServer, judgement: Any) -> None:
    url = postgresql.new_database()
    database = url.rpartition("/")[2]
    open_ledger(url, "esep_round_1").close()
    for _ in range(2):  # a second round's script finds the roles
        postgresql.run(role_grants("esep_round_1"), database)
    people = {}
    for role in ("auditor", "collector", "statistician"):
        postgresql.run(f"CREATE ROLE a_{role} LOGIN PASSWORD 'word' IN ROLE esep_{role}")
        people[role] = postgresql.url(database, f"a_{role}", "word")
    with open_ledger(people["collector"], "esep_round_1") as collector:
        run = collector.start_run("collect", "", "")
        collector.save_judgement(run, *judgement().add("akmola", "a.xlsx", values={"members": 5.0}).frames)
        collector.finish_run(run, "done", {})
        for said in (
            lambda: collector.decide("akmola", "confirm", {}, "", ""),
            lambda: collector.add_alias("a", "akmola", ""),
        ):
            with pytest.raises(LedgerError, match="cannot be written: permission denied"):
                said()
    with open_ledger(people["statistician"], "esep_round_1") as statistician:
        statistician.decide("akmola", "confirm", {}, "Айгүл", "")
        with statistician._database.writing() as connection, pytest.raises(Exception, match="permission denied"):
            connection.exec_driver_sql("DELETE FROM decisions")
    with open_ledger(people["auditor"], "esep_round_1") as auditor:
        assert (len(auditor.decisions()), len(auditor.returns()), len(auditor.figures(["accepted"]))) == (1, 1, 1)
        assert auditor.differences() == []
        with pytest.raises(LedgerError, match="cannot be written: permission denied"):
            auditor.start_run("collect", "", "")
    with pytest.raises(LedgerError, match="permission denied"):
        open_ledger(people["auditor"], "esep_round_2")


@pytest.mark.slow
def test_a_server_that_refuses_is_told_in_a_sentence_without_the_password(postgresql: PostgresServer) -> None:
    for url, said in (
        (postgresql.url(user="nobody", password="marked-secret"), "refuses the name or the password"),
        ("postgresql://u:marked-secret@127.0.0.1:1/x", "its server does not answer"),
    ):
        with pytest.raises(LedgerError, match=said) as told:
            open_ledger(url)
        assert "\n" not in str(told.value)
        assert "marked-secret" not in str(told.value)


@pytest.mark.slow
def test_what_no_database_takes_never_stops_a_round(postgresql: PostgresServer, judgement: Any) -> None:
    with open_ledger(postgresql.new_database()) as ledger:
        run = ledger.start_run("collect", "", "")
        returns, figures, findings = judgement().add("akmola", "a.xlsx", values={"members": 5.0}).frames
        ledger.save_judgement(run, returns, figures.assign(raw="5\0"), findings)
        assert ledger.figures(["accepted"])["raw"].tolist() == ["5\ufffd"]
