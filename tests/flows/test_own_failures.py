"""What our side fails is never told to a sender: no letter, no reminder, no finding; the operator is told, and it is
tried again."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.commands.posting import _up_to_date
from flows.post.awaiting import Addressee
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.letter_making import leaf_bytes
from flows.post.reminders_due import UNREAD_BY_US, open_organisations
from flows.round import inbox as inbox_files
from flows.round import intake
from flows.round.command_texts import command_text
from flows.round.completeness import refuse_incomplete
from flows.round.file_faults import FileFault, faults_of, refuse_faults
from flows.round.inbox import scan_inbox, wait_till_still
from flows.round.intake import TakenIn, store_new_files, unread_chunks, untried_files
from flows.round.round_folder import RoundFolder
from flows.round.unread_files import given_up
from flows.round.whole_files import clear_leftovers, write_file
from flows.round.workspace import Workspace
from flows.runs.beginning import checked_workspace, nothing_new
from ledger.store import Store
from schemas.errors import MissingReturnsError, RoundError, SourceError, StorageError, TamperedError
from tests.flows.collection import collected
from tests.flows.conftest import Filler
from workbooks.read.own_failures import Unread

REASONS = ("altered", "closed", "killed", "memory", "missing", "timeout")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of files whose reader fails, as long as they stand in the set."""
    names: set[str] = set()
    read = intake.read_isolated

    def reading(items: Any, key: Any, **options: Any) -> Any:
        good = [x for x in items if x[1] not in names]
        found = iter(read(good, key, **options))
        return [Unread("memory") if x[1] in names else next(found) for x in items]

    monkeypatch.setattr(intake, "read_isolated", reading)
    return names


def letters_of(folder: Path) -> list[str]:
    return sorted(x.name.rpartition("-")[0] for x in (folder / "outbox").glob("*.eml"))


@pytest.mark.slow
def test_a_reading_that_we_fail_is_told_to_nobody_but_us_and_is_tried_again(
    fill: Filler, round_folder: Path, failing: set[str]
) -> None:
    fill("north")
    fill("college")
    failing.add("north.xlsx")
    judgement = collected(round_folder)
    work = Workspace.at(round_folder)
    write_letters(work, judgement, returns := with_version_keys(judgement))
    assert returns.set_index("file")["outcome"].to_dict() == {"college.xlsx": "accepted", "north.xlsx": "unread"}
    assert letters_of(round_folder) == ["college"]
    assert "north" not in set(judgement.findings["organisation"])
    reminded, left = open_organisations(work.round.register, returns, judgement.findings)
    assert "north" not in {x.organisation for x in reminded}
    assert (UNREAD_BY_US) in {x.why for x in left if x.organisation == "north"}
    assert nothing_new(checked_workspace(round_folder, quiet=True)) is None, "it is tried again"
    assert untried_files(work) == []
    with work.ledger() as ledger:
        assert list(given_up(ledger, work.reader_digest).values()) == ["memory"]
        with pytest.raises(MissingReturnsError, match=r"1 files that have arrived could not be read here \(north"):
            refuse_incomplete(work, ledger, partial=False)
        refuse_incomplete(work, ledger, partial=True)

    failing.clear()
    judgement = collected(round_folder)
    assert set(judgement.returns["outcome"]) == {"accepted"}
    assert unread_chunks(work) == []
    with work.ledger() as ledger:
        assert given_up(ledger, work.reader_digest) == {}


@pytest.mark.slow
def test_a_note_beside_a_return_that_we_could_not_read_is_not_told_to_lack_it(
    fill: Filler, round_folder: Path, failing: set[str]
) -> None:
    from docx import Document as Word

    fill("north", "Северная областная организация/отчёт.xlsx")
    note = Word()
    note.add_paragraph("Северная областная организация. Пояснительная записка: число членов выросло, принят завод.")
    note.save(str(round_folder / "inbox" / "Северная областная организация" / "записка.docx"))
    failing.add("Северная областная организация/отчёт.xlsx")
    judgement = collected(round_folder)
    write_letters(Workspace.at(round_folder), judgement, with_version_keys(judgement))
    assert letters_of(round_folder) == []


@pytest.mark.slow
def test_a_return_that_stands_stands_on_while_a_later_one_is_not_read(
    fill: Filler, round_folder: Path, failing: set[str]
) -> None:
    fill("north")
    collected(round_folder)
    fill("north", "new/north.xlsx", women=3400.0)
    failing.add("new/north.xlsx")
    returns = collected(round_folder).returns.set_index("file")
    assert returns["outcome"].to_dict() == {"north.xlsx": "accepted", "new/north.xlsx": "unread"}
    assert returns.at["north.xlsx", "counts"] == "yes"


def test_what_failed_is_said_at_the_end_with_an_exit_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    taken = TakenIn(closed={"a.xlsx": "Permission denied"}, gone=("b.xlsx", "c.xlsx"))
    faults = faults_of(taken, {("c.xlsx", "0"): "missing"})
    assert [(x["file"], x["reason"]) for x in faults] == [
        ("a.xlsx", "inbox-closed"),
        ("c.xlsx", "missing"),
        ("b.xlsx", "gone"),
    ]
    with pytest.raises(StorageError, match=r"a\.xlsx cannot be opened") as told:
        refuse_faults([{"failed": faults}])
    assert told.value.exit_code == 3
    with pytest.raises(TamperedError):
        refuse_faults([{"failed": [FileFault(file="x", reason="altered", said="")]}])
    refuse_faults([{"failed": []}, {}])


@pytest.mark.parametrize("reason", [*REASONS, "gone", "growing", "inbox-closed"])
def test_every_fault_has_its_sentence_in_three_languages(reason: str) -> None:
    told = {command_text(f"fault.{reason}", x, file="a.xlsx", said="?") for x in ("kk", "ru", "en")}
    assert len(told) == 3
    assert all("a.xlsx" in x and "{" not in x for x in told)


def failing_open(monkeypatch: pytest.MonkeyPatch, names: set[str], code: int) -> None:
    """Files of these names cannot be opened."""
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name in names:
            raise OSError(code, os.strerror(code), str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)


def test_one_closed_file_of_the_inbox_stops_no_other_and_is_said(
    fill: Filler, round_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("north")
    fill("college")
    failing_open(monkeypatch, {"north.xlsx"}, errno.EACCES)
    taken = store_new_files(Workspace.at(round_folder))
    assert taken == TakenIn(1, {"north.xlsx": "Permission denied"})
    fill("south-town")
    with Workspace.at(round_folder).ledger() as ledger:
        assert ledger.known_files()["path"].tolist() == ["college.xlsx"]


def test_a_folder_of_the_inbox_that_cannot_be_read_is_said(
    fill: Filler, round_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("north")
    (round_folder / "inbox" / "closed").mkdir()
    walk = os.walk

    def refuse(top: Any, onerror: Callable[[OSError], None]) -> Any:
        onerror(OSError(errno.EACCES, "Permission denied", str(round_folder / "inbox" / "closed")))
        return walk(top, onerror=onerror)

    monkeypatch.setattr(inbox_files.os, "walk", refuse)
    seen = scan_inbox(round_folder / "inbox")
    assert seen.closed == {"closed": "Permission denied"}
    assert seen.files["path"].tolist() == ["north.xlsx"]


def test_a_file_that_grows_is_left_to_the_next_run_and_never_stored_in_part(
    round_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = round_folder / "inbox" / "growing.xlsx"
    path.write_bytes(b"PK")
    copied = Store._keep

    def grows(source: Path, target: Path) -> str:
        with path.open("ab") as stream:
            stream.write(b"more")
        return write_copy(source, target)

    from ledger import store as store_module

    write_copy = store_module._write_copy
    monkeypatch.setattr(store_module, "_write_copy", grows)
    work = Workspace.at(round_folder)
    taken = store_new_files(work)
    assert (taken.files, taken.growing) == (0, ("growing.xlsx",))
    assert work.store.names() == []
    monkeypatch.setattr(store_module, "_write_copy", write_copy)
    assert store_new_files(work).files == 1
    assert copied is Store._keep


def test_it_is_waited_for_a_fresh_file_until_it_stands_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_files, "STILL", 0.3)
    monkeypatch.setattr(inbox_files, "_BETWEEN_LOOKS", 0.05)
    fresh, old, growing = (tmp_path / x for x in ("fresh", "old", "growing"))
    for path in (fresh, old, growing):
        path.write_bytes(b"x")
    os.utime(old, (1e9, 1e9))
    look = inbox_files._look_at
    monkeypatch.setattr(
        inbox_files,
        "_look_at",
        lambda path: look(path) if path != growing else (growing.write_bytes(os.urandom(4)), look(path))[1],
    )
    assert wait_till_still([fresh, old, growing], patience=1.0) == {growing}
    assert wait_till_still([old], patience=60) == frozenset()


def test_an_original_that_is_gone_is_put_back_from_the_inbox_or_said(fill: Filler, round_folder: Path) -> None:
    fill("north")
    kept = fill("college")
    work = Workspace.at(round_folder)
    store_new_files(work)
    with work.ledger() as ledger:
        known = ledger.known_files().set_index("path")["sha256"]
    for sha256 in known:
        work.store.path_of(sha256).unlink()
    kept.unlink()
    assert store_new_files(work) == TakenIn(gone=("college.xlsx",))
    assert work.store.is_whole(known["north.xlsx"])
    assert not work.store.has(known["college.xlsx"])


def test_a_source_that_cannot_be_read_is_told_from_a_store_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").write_bytes(b"x")
    failing_open(monkeypatch, {"source"}, errno.EIO)
    with pytest.raises(SourceError) as told:
        Store(tmp_path / "store").put(tmp_path / "source", only="0" * 64)
    assert told.value.reason == "the disk fails"
    assert not [x for x in (tmp_path / "store").rglob("*") if x.is_file()]


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "a.csv", "old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("flows.round.whole_files.os.fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        write_file(tmp_path / "a.csv", "new")
    assert [x.name for x in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "old"


def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    monkeypatch.setattr("flows.round.whole_files.os.fsync", lambda _: synced.append((tmp_path / "a.csv").exists()))
    write_file(tmp_path / "a.csv", "x")
    assert synced == [False, True]


def test_what_killed_processes_have_left_goes_and_nothing_of_the_inbox(round_folder: Path) -> None:
    left = [
        round_folder / x
        for x in (".a.part", "reports/trees/.b.part", "outbox/.c.part", "next/.d.part", "store/.unfinished-1")
    ]
    stays = [round_folder / x for x in ("inbox/.mail.part", "reports/a.part", "store/ab/.unfinished-not-ours")]
    for path in (*left, *stays):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    clear_leftovers(round_folder, Workspace.at(round_folder).store)
    assert not any(x.exists() for x in left)
    assert all(x.exists() for x in stays)


def test_notes_of_last_year_that_cannot_be_reached_are_said(round_folder: Path, tmp_path: Path) -> None:
    assert RoundFolder(round_folder).history_notes == {}
    folder = round_folder / "history-notes"
    folder.symlink_to(tmp_path / "not mounted")
    with pytest.raises(RoundError, match="history-notes cannot be read"):
        checked_workspace(round_folder, quiet=True)
    folder.unlink()
    folder.mkdir()
    (folder / "north.txt").write_text("Причина", encoding="utf-8")
    assert RoundFolder(round_folder).history_notes == {"north": "Причина"}
    (folder / "south.txt").mkdir()
    (folder / "college.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RoundError) as told:
        checked_workspace(round_folder, quiet=True)
    assert len(str(told.value).split("\n")) == 2


def test_sending_goes_on_and_tells_what_was_failed(round_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = FileFault(file="a.xlsx", reason="memory", said="")
    monkeypatch.setattr("flows.commands.posting.collect_round", lambda path, quiet: {"failed": [fault]})
    with Workspace.at(round_folder).ledger() as ledger:
        ledger.start_run("collect", "", "")
    assert _up_to_date(round_folder, quiet=True)[1] == [fault]


def test_a_letter_goes_without_a_copy_of_an_original_that_is_gone_or_changed(round_folder: Path) -> None:
    content, work = b"a return", Workspace.at(round_folder)
    (round_folder / "inbox" / "a.xlsx").write_bytes(content)
    store_new_files(work)
    with work.ledger() as ledger:
        known = ledger.known_files()
    sha256 = str(known["sha256"].iloc[0])
    to = Addressee("north", "a.xlsx", sha256, "returned", "", "key", counts=True)
    assert leaf_bytes(work, known, to) == content
    work.store.path_of(sha256).write_bytes(b"another")
    assert leaf_bytes(work, known, to) == b""
    work.store.path_of(sha256).unlink()
    assert leaf_bytes(work, known, to) == b""
