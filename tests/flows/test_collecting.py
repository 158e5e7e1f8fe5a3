"""Collecting a round: what arrives is stored, read, judged, answered; a second time nothing is done."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import zipfile
from email.message import EmailMessage

import pandas as pd
import pytest

from flows.post.correspondence import with_version_keys, write_letters
from flows.round.intake import store_new_files, unread_chunks
from flows.round.workspace import Workspace
from judging.judgement import Judgement, judge
from tests.flows.collection import collected


def outcome_of(judgement: Judgement, file: str) -> str:
    return str(judgement.returns.set_index("file").at[file, "outcome"])


def rules_of(judgement: Judgement, organisation: str) -> set[str]:
    return set(judgement.findings.loc[judgement.findings["organisation"].eq(organisation), "rule"])


def test_clean_returns_are_accepted_with_every_figure_at_its_cell(full_round):
    judgement = collected(full_round)
    assert judgement.findings["rule"].tolist() == []
    assert judgement.returns["outcome"].tolist() == ["accepted"] * 5
    assert judgement.findings.empty
    members = judgement.figures.query(
        "organisation == 'south' and indicator == 'members' and period == 'current'"
    ).iloc[0]
    assert (members["value"], members["sheet"], members["file"]) == (6000, "Есеп", "south.xlsx")
    assert members["cell"].startswith("E")


def test_a_broken_total_is_found_at_its_cell_and_the_return_goes_back(full_round, fill):
    fill("north", raw={("working", "current"): 4050})
    judgement = collected(full_round)
    assert outcome_of(judgement, "north.xlsx") == "returned"
    found = judgement.findings.query("rule == 'members-balance'").iloc[0]
    assert (found["organisation"], found["indicator"], found["observed"]) == ("north", "members", "5000")
    suspect = judgement.suspects.query("organisation == 'north' and rank == 1").iloc[0]
    assert (suspect["indicator"], suspect["proposed"]) == ("working", 4500)


@pytest.mark.slow
def test_a_region_is_held_to_its_branches(full_round, fill):
    fill("south", raw={("women", "current"): 4300})
    judgement = collected(full_round)
    assert "parent-equals-children" in rules_of(judgement, "south")
    assert outcome_of(judgement, "south.xlsx") == "returned"
    assert outcome_of(judgement, "south-town.xlsx") == "accepted"


@pytest.mark.slow
def test_a_later_return_supersedes_whatever_its_outcome(full_round, fill):
    fill("north", "north again.xlsx", raw={("working", "current"): 4050}, signed_on=dt.date(2026, 1, 25))
    judgement = collected(full_round)
    assert outcome_of(judgement, "north.xlsx") == "superseded"
    assert outcome_of(judgement, "north again.xlsx") == "returned"


def test_the_same_bytes_again_are_a_duplicate(full_round):
    (full_round / "inbox" / "again").mkdir()
    shutil.copy(full_round / "inbox" / "north.xlsx", full_round / "inbox" / "again" / "copy.xlsx")
    judgement = collected(full_round)
    assert outcome_of(judgement, "north.xlsx") == "accepted"
    assert outcome_of(judgement, "again/copy.xlsx") == "duplicate"


@pytest.mark.slow
def test_a_file_of_the_same_name_with_other_content_replaces_the_first(full_round, fill):
    collected(full_round)
    fill("north", raw={("working", "current"): 4050}, signed_on=dt.date(2026, 1, 25))
    judgement = collected(full_round)
    assert outcome_of(judgement, "north.xlsx") == "returned"
    assert judgement.returns.query("file.str.startswith('north.xlsx#')")["outcome"].tolist() == ["superseded"]


def test_who_sent_nothing_is_missing(full_round):
    (full_round / "inbox" / "college.xlsx").unlink()
    assert rules_of(collected(full_round), "college") == {"return-missing"}


def test_a_late_return_is_asked_about(full_round, fill):
    fill("north", signed_on=dt.date(2026, 2, 9))
    found = collected(full_round).findings.query("rule == 'late'").iloc[0]
    assert (found["organisation"], found["severity"]) == ("north", "soft")
    assert "9" in found["message"]


def test_a_return_inside_a_message_inside_an_archive_is_read(full_round):
    workbook = full_round / "inbox" / "north.xlsx"
    message = EmailMessage()
    message["From"], message["Date"] = "north@example.org", "Tue, 20 Jan 2026 10:00:00 +0500"
    message.set_content("Здравствуйте, отчёт прилагается.")
    message.add_attachment(workbook.read_bytes(), maintype="application", subtype="octet-stream", filename="отчёт.xlsx")
    workbook.unlink()
    with zipfile.ZipFile(full_round / "inbox" / "почта.zip", "w") as archive:
        archive.writestr("письмо.eml", message.as_bytes())
    judgement = collected(full_round)
    assert outcome_of(judgement, "почта.zip/письмо.eml/отчёт.xlsx") == "accepted"
    assert outcome_of(judgement, "почта.zip") == "ignored"


def test_what_cannot_be_read_is_told_and_the_round_goes_on(full_round):
    (full_round / "inbox" / "north.xlsx").write_bytes(b"PK\x03\x04 torn")
    judgement = collected(full_round)
    assert outcome_of(judgement, "north.xlsx") == "unreadable"
    assert "workbook-unreadable" in set(judgement.findings["rule"])
    assert judgement.returns["outcome"].eq("accepted").sum() == 4


def test_nothing_is_read_twice_and_the_inbox_stays_as_it_was(full_round):
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (full_round / "inbox").rglob("*")}
    collected(full_round)
    work = Workspace.at(full_round)
    assert unread_chunks(work) == []
    assert store_new_files(work).files == 0
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (full_round / "inbox").rglob("*")}


def test_everything_can_be_made_again_from_the_store(full_round):
    first = collected(full_round)
    shutil.rmtree(full_round / "inbox")
    (full_round / "inbox").mkdir()
    pd.testing.assert_frame_equal(collected(full_round).returns, first.returns)


@pytest.mark.slow
def test_letters_are_written_once_for_each_version(full_round, fill):
    work, judgement = Workspace.at(full_round), collected(full_round)
    assert write_letters(work, judgement, with_version_keys(judgement)).letters == 5
    assert write_letters(work, judgement, with_version_keys(judgement)).letters == 0
    fill("north", "north again.xlsx", raw={("working", "current"): 4050}, signed_on=dt.date(2026, 1, 25))
    judgement = collected(full_round)
    assert write_letters(work, judgement, with_version_keys(judgement)).letters == 1
    assert len(list((full_round / "outbox").glob("north-*.eml"))) == 1
    assert len(list((full_round / "outbox" / "withdrawn").glob("north-*.eml"))) == 1


def test_an_assigned_file_is_that_organisations(full_round):
    from flows.commands.assigning import assign_file

    work = Workspace.at(full_round)
    source = full_round / "inbox" / "north.xlsx"
    judgement = collected(full_round)
    (full_round / "reports").mkdir(exist_ok=True)
    judgement.returns.to_csv(full_round / "reports" / "returns.csv", index=False)
    assert "college" in assign_file(full_round, source.name, "college", "me")
    with work.ledger() as ledger:
        again = judge(work.readings(ledger), work.context(ledger))
    assert again.returns.set_index("file").at["north.xlsx", "organisation"] == "college"


@pytest.mark.slow
@pytest.mark.parametrize("organisation", ["north", "college"])
def test_a_note_that_comes_alone_later_joins_its_return(full_round, fill, organisation):
    from docx import Document

    fill(organisation, women=55.0 if organisation == "college" else 3000.0)
    assert "note-missing" in rules_of(collected(full_round), organisation)
    note = Document()
    name = "Северная областная организация" if organisation == "north" else "Политехникалық колледж БКҰ"
    for line in ("Пояснительная записка", name, "по состоянию на 1 января 2026 года",
                 "Число женщин уменьшилось, поскольку закрылись два детских сада, где работали воспитательницы."):  # fmt: skip
        note.add_paragraph(line)
    note.save(str(full_round / "inbox" / "записка.docx"))
    judgement = collected(full_round)
    assert "note-missing" not in rules_of(judgement, organisation)
    assert judgement.returns.set_index("file").at["записка.docx", "outcome"] == "ignored"


def test_the_work_list_begins_with_what_moves_the_nation_most(full_round, fill):
    from reports.round_files import worklist_csv

    fill("north", raw={("working", "current"): 4050})
    fill("college", raw={("women", "current"): 101})
    judgement = collected(full_round)
    lines = worklist_csv(judgement.open_findings, judgement.open_effect, judgement.form, "ru").splitlines()
    assert lines[0].startswith("effect,organisation")
    effects = [float(x.split(",")[0]) for x in lines[1:] if x.split(",")[0]]
    assert effects == sorted(effects, reverse=True)
    assert "north" in lines[1]


@pytest.mark.slow
def test_a_file_that_could_not_be_read_is_forgotten_once_a_readable_one_has_come(full_round):
    torn = full_round / "inbox" / "Северная обл..xlsx"
    torn.write_bytes(b"PK\x03\x04 torn")
    before = (full_round / "inbox" / "north.xlsx").stat().st_mtime - 3600
    os.utime(torn, (before, before))
    judgement = collected(full_round)
    assert outcome_of(judgement, torn.name) == "unreadable"
    assert "workbook-unreadable" not in rules_of(judgement, "north")
    work = Workspace.at(full_round)
    write_letters(work, judgement, with_version_keys(judgement))
    assert len(list((full_round / "outbox").glob("north-*.eml"))) == 1


def test_a_file_that_could_not_be_read_is_told_where_it_is_the_newest(full_round):
    torn = full_round / "inbox" / "Северная обл..xlsx"
    torn.write_bytes(b"PK\x03\x04 torn")
    after = (full_round / "inbox" / "north.xlsx").stat().st_mtime + 3600
    os.utime(torn, (after, after))
    assert "workbook-unreadable" in rules_of(collected(full_round), "north")
