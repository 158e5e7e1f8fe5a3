"""A ledger that is lost: nothing is done on it, and it is made anew from store and outbox without a letter twice."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from flows.commands import rebuilding
from flows.commands.rebuilding import rebuild_round
from flows.commands.status import round_status
from flows.commands.verifying import verify_round
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.deliveries_due import waiting_letters
from flows.post.letters_restored import record_sent
from flows.post.reminding import write_reminders
from flows.round.round_folder import RoundFolder
from flows.round.workspace import Workspace
from flows.runs.beginning import checked_workspace
from ledger.whole_ledger import open_ledger
from schemas.errors import LedgerError, UsageError
from tests.flows.collection import collected
from tests.flows.conftest import Filler


def with_letters(folder: Path) -> None:
    judgement = collected(folder)
    write_letters(Workspace.at(folder), judgement, with_version_keys(judgement))


def letters_of(folder: Path) -> dict[str, tuple[str, str, bool]]:
    """By Message-ID: the version, the path, whether it was sent."""
    with Workspace.at(folder).ledger() as ledger:
        rows = ledger.letters().to_dict("records")
    return {x["message_id"]: (x["version_key"], x["path"], bool(x["sent_at"])) for x in rows}


@pytest.fixture
def told(fill: Filler, round_folder: Path) -> Path:
    """A round in which letters were written and one of them was sent."""
    fill("north", left_moved=0.0)
    fill("college")
    with_letters(round_folder)
    work = Workspace.at(round_folder)
    write_reminders(work, work.round.terms.deadline)
    with work.ledger() as ledger:
        mine = ledger.letters().query("organisation == 'college' and stage == ''")
        ledger.mark_sent(mine["message_id"].iloc[0], "2026-01-20T10:00:00+00:00")
    record_sent(work)
    return round_folder


def lose(folder: Path) -> None:
    for path in folder.glob("ledger.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("how", ["gone", "emptied", "no bytes"])
@pytest.mark.parametrize("left", [f"store/ab/ab{'0' * 62}", "outbox/north-12345678.eml"])
def test_a_lost_ledger_is_said_and_nothing_is_done(round_folder: Path, how: str, left: str) -> None:
    (round_folder / left).parent.mkdir(parents=True)
    (round_folder / left).write_bytes(b"x")
    ledger = round_folder / "ledger.sqlite"
    if how == "no bytes":
        ledger.write_bytes(b"")
    elif how == "emptied":
        open_ledger(RoundFolder(round_folder).ledger_url).close()
    for command in (round_status, verify_round, lambda x: checked_workspace(x, quiet=True)):
        with pytest.raises(LedgerError, match="esep rebuild") as told:
            command(round_folder)
        assert told.value.exit_code == 3
    assert how != "gone" or not ledger.exists()


def test_a_round_that_has_just_begun_has_lost_nothing(round_folder: Path) -> None:
    assert round_status(round_folder).queued == 0
    checked_workspace(round_folder, quiet=True)


@pytest.mark.slow
def test_what_was_lost_is_made_anew_and_no_letter_is_written_or_sent_twice(told: Path) -> None:
    before, files = letters_of(told), sorted(told.rglob("*.eml"))
    contents = [x.read_bytes() for x in files]
    lose(told)
    said = rebuild_round(told)
    assert "2 files" in said
    assert letters_of(told) == before
    with_letters(told)
    assert letters_of(told) == before
    assert [x.read_bytes() for x in sorted(told.rglob("*.eml"))] == contents
    work = Workspace.at(told)
    with work.ledger() as ledger:
        waiting = waiting_letters(ledger.letters(), ledger.deliveries(), work.round.register, dt.datetime.now(dt.UTC))
        assert ledger.differences() == []
    sent = {x for x, (_, _, is_sent) in before.items() if is_sent}
    assert {x.message_id for x in waiting} == set(before) - sent


@pytest.mark.slow
def test_an_original_without_a_name_is_read_all_the_same_and_an_altered_one_is_left_out(told: Path) -> None:
    work = Workspace.at(told)
    with work.ledger() as ledger:
        known = ledger.known_files().set_index("path")["sha256"]
    (told / "inbox" / "college.xlsx").unlink()
    altered = work.store.path_of(known["north.xlsx"])
    altered.write_bytes(altered.read_bytes() + b"x")
    os.utime(work.store.path_of(known["college.xlsx"]), (1.7e9, 1.7e9))
    lose(told)
    assert known["north.xlsx"] in rebuild_round(told)
    with work.ledger() as ledger:
        (reading,) = work.readings(ledger)
        assert ledger.known_files()["path"].tolist() == [f"restored/{known['college.xlsx'][:12]}"]
    assert reading.arrived_at == "2023-11-14T22:13:20+00:00"
    assert reading.document.cover.code == "college"


@pytest.mark.slow
def test_a_rebuilding_that_is_broken_off_is_begun_again_and_nothing_else_is_done_till_then(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = letters_of(told)
    (told / "outbox" / "sent.csv").unlink()
    with pytest.raises(UsageError, match="nothing to rebuild"):
        rebuild_round(told)
    lose(told)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "restore_letters", broken)
        with pytest.raises(KeyboardInterrupt):
            rebuild_round(told)
    with pytest.raises(LedgerError, match="esep rebuild"):
        checked_workspace(told, quiet=True)
    rebuild_round(told)
    # without a record of what was sent all count as sent
    assert letters_of(told) == {x: (version, path, True) for x, (version, path, _) in before.items()}
