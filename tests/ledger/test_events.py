"""The chain of events, and what it finds: a byte changed anywhere in the ledger."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from ledger.event_log import BEGINNING, event_digest
from ledger.file_records import FileReading
from ledger.whole_ledger import Ledger, open_ledger
from schemas.conversation import LetterOnRecord
from schemas.documents import Document

SHA = "a" * 64


@pytest.fixture
def filled(ledger: Ledger, judgement: Any) -> Ledger:
    """A ledger with a row in every table."""
    run = ledger.start_run("collect", "form", "code")
    ledger.add_files(pd.DataFrame([{"path": "a.xlsx", "sha256": SHA, "size": 7, "file_time": ""}]))
    ledger.save_readings("reader", [FileReading("a.xlsx", SHA, [Document(file="a.xlsx", sha256=SHA, kind="workbook")])])
    ledger.add_alias("akmola office", "akmola", "Айгүл")
    ledger.assign_file("a.xlsx", SHA, "akmola", "Айгүл")
    ledger.decide("akmola", "confirmed", {"rule": "late"}, "Айгүл", "it came on time")
    made = judgement().add("akmola", "a.xlsx", values={"members": 10.0}, rules=("late",))
    ledger.save_judgement(run, *made.frames)
    asked = LetterOnRecord("1", "<1@x>", "akmola", "key", "a.xlsx", "ru", "", "", ())
    ledger.add_letter("akmola", "key", "outbox/1.eml", "<1@x>", "a@example.org", asked=asked)
    ledger.mark_sent("<1@x>", "2026-01-02T03:04:05+00:00")
    published = {"organisation": "akmola", "indicator": "members", "value": 10.0, "origin": "read"}
    ledger.publish(1, pd.DataFrame([published | {"file": "a.xlsx", "sheet": "1", "cell": "E8"}]))
    ledger.finish_run(run, "done", {"files": 1})
    return ledger


def names(ledger: Ledger, **options: bool) -> list[str]:
    return [x.name for x in ledger.differences(**options)]


def test_a_ledger_that_nobody_touched_does_not_differ(filled):
    assert filled.differences() == []


def test_each_event_bears_the_digest_of_the_one_before(filled):
    events = filled.events()
    assert events["previous"].tolist() == [BEGINNING, *events["digest"].tolist()[:-1]]
    assert set(events["kind"]) >= {"started", "arrived", "read", "named", "assigned", "decided", "judged", "letter",
                                   "delivery", "published", "ended"}  # fmt: skip
    decided = events.loc[events["kind"].eq("decided"), "content"].iloc[0]["rows"][0]
    assert (decided["author"], decided["note"]) == ("Айгүл", "it came on time")


TAMPERED = {
    "update runs set code_version = 'other'": "row-changed",
    "update files set path = 'b.xlsx'": "row-changed",
    "update files set arrived_at = ''": "row-changed",
    "update readings set reader_digest = 'other'": "readings-changed",
    "update documents set record = substr(record, 2)": "readings-changed",
    "update documents set kind = 'message'": "readings-changed",
    "delete from documents": "readings-changed",
    "update aliases set organisation = 'aktobe'": "row-changed",
    "delete from assignments": "row-missing",
    "update decisions set author = 'Somebody'": "row-changed",
    "update decisions set note = ''": "row-changed",
    "update decisions set subject = '{\"rule\": \"members-balance\"}'": "row-changed",
    "delete from decisions": "row-missing",
    "insert into decisions select 99, organisation, kind, subject, author, at, note from decisions": "row-added",
    "update returns set outcome = 'returned'": "table-changed",
    "update returns set counts = ''": "table-changed",
    "delete from findings": "table-changed",
    "update findings set state = 'waived'": "table-changed",
    "update figures set value = value + 5000": "figures-changed",
    "update figures set raw = '11'": "figures-changed",
    "update letters set recipient = 'x@example.org'": "row-changed",
    "update deliveries set state = 'refused'": "row-changed",
    "update published set value = 11": "published-changed",
    "delete from published": "published-missing",
    "update events set content = replace(content, 'Айгүл', 'Дамир') where kind = 'decided'": "event-changed",
    "update events set at = '2026' where id = 3": "event-changed",
    "delete from events where id = 3": "event-missing",
    "update events set kind = 'x' where id = 1": "event-changed",
    "update events set content = '{' where kind = 'named'": "event-changed",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("statement", TAMPERED)
def test_tampering_is_found(filled, statement):
    with filled._database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert TAMPERED[statement] in names(filled)


def test_a_change_says_what_was_and_what_is(filled):
    with filled._database.writing() as connection:
        connection.exec_driver_sql("update decisions set note = 'forged'")
    (found,) = filled.differences()
    assert dict(found.said) == {
        "table": "decisions", "row": "1", "column": "note", "old": "it came on time", "new": "forged",
    }  # fmt: skip


def test_the_quick_check_leaves_out_the_figures_that_nothing_is_computed_from(filled):
    with filled._database.writing() as connection:
        connection.exec_driver_sql("update figures set value = 11")
    assert names(filled, quick=True) == []
    with filled._database.writing() as connection:
        connection.exec_driver_sql("update documents set record = substr(record, 2)")
    assert names(filled, quick=True) == ["readings-changed"]


def test_an_event_that_is_made_to_fit_breaks_the_next_one(filled):
    events = filled.events()
    forged = events["content"].map(str).str.replace("Айгүл", "Дамир").iloc[3]
    row = events.iloc[3]
    digest = event_digest(int(row["id"]), row["at"], row["kind"], forged, row["previous"])
    with filled._database.writing() as connection:
        change = sa.text("update events set content = :content, digest = :digest where id = 4")
        connection.execute(change, {"content": forged, "digest": digest})
    assert "event-missing" in names(filled)


def test_the_same_judgement_again_and_a_later_one_leave_no_difference(filled, judgement):
    for value in (10.0, 11.0):
        run = filled.start_run("collect", "", "")
        filled.save_judgement(run, *judgement().add("akmola", "a.xlsx", values={"members": value}).frames)
        assert filled.differences() == []


def test_a_published_version_can_be_written_again_by_a_closing_that_was_killed(filled):
    again = filled.published(1).assign(value=12.0)
    filled.publish(1, again)
    assert filled.published(1)["value"].tolist() == [12.0]
    assert filled.differences() == []


def test_what_an_older_ledger_holds_is_noted_when_it_is_opened(tmp_path):
    file = tmp_path / "ledger.sqlite"
    shutil.copy(Path(__file__).parent / "ledgers" / "0001.sqlite", file)
    with open_ledger(f"sqlite:///{file}") as old:
        assert set(old.events()["kind"]) == {"begun"}
        assert old.differences() == []
    with sqlite3.connect(file) as connection:
        connection.execute("update decisions set author = 'x'")
    with open_ledger(f"sqlite:///{file}") as old:
        assert names(old) == ["row-changed"]


def test_where_the_events_are_gone_everything_is_there_without_one(filled):
    with filled._database.writing() as connection:
        connection.exec_driver_sql("delete from events")
    assert {"row-added", "readings-added", "table-changed", "figures-added", "published-added"} <= set(names(filled))
