"""A byte changed in store, ledger or reports is found, and told in a sentence; what nobody touched agrees."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.commands.closing import close_round
from flows.commands.restating import restate_figure
from flows.commands.verifying import verification_lines, verify_round
from flows.round.hand_edits import history_changed
from flows.round.integrity import refuse_tampered
from flows.round.workspace import Workspace
from flows.runs.collecting import write_new_letters
from ledger.delivery_records import DeliveryState
from ledger.event_log import BEGINNING, canonical, event_digest, published_digests
from ledger.tables import events
from ledger.whole_ledger import open_ledger
from schemas.errors import TamperedError
from tests.flows.collection import collected, published
from tests.flows.conftest import SIZES, Filler


@pytest.fixture
def closed(full_round, fill):
    """A closed round with a question to the north in a letter that was sent."""
    fill("north", trained_chairs=53, trained_members=247)
    work = Workspace.at(full_round)
    write_new_letters.fn(work, collected(full_round))
    with work.ledger() as ledger:
        letter = ledger.letters().query("organisation == 'north'").iloc[0]
        ledger.add_delivery(letter["message_id"], "north@example.org", DeliveryState.SENT, dt.datetime.now(dt.UTC))
    published(full_round)
    close_round(full_round, partial=False, author="Aliya")
    return full_round


def ledger_says(folder: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute(statement, values)


def flip(path: Path) -> None:
    """Another byte in the middle of the file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def original(folder: Path) -> Path:
    return next((folder / "store").glob("*/*"))


def letter(folder: Path) -> Path:
    return next((folder / "outbox").glob("north-*.eml"))


def swapped(folder: Path) -> None:
    """Two events in each other's place."""
    for old, new in ((2, -2), (3, 2), (-2, 3)):
        ledger_says(folder, "update events set id = ? where id = ?", new, old)


def closing_forgotten(folder: Path) -> None:
    """The ledger as it was before the closing: its events cut off, and what they noted taken out."""
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        (first,) = connection.execute(
            "select min(id) from events where kind = 'published' and content not like '%\"0\":%'"
        ).fetchone()
        connection.execute("delete from events where id >= ?", (first,))
        connection.execute("delete from decisions where kind = 'closed'")
        connection.execute("delete from published where version = 1")


def chain_made_anew(folder: Path) -> None:
    """What a forger with the code does after a change: every event fits what now stands, and the one before."""
    url = f"sqlite:///{folder / 'ledger.sqlite'}"
    with open_ledger(url) as ledger, ledger._database.writing() as connection:
        now = published_digests(connection)
        previous = BEGINNING
        for event in connection.execute(sa.select(*events.c).order_by(events.c.id)).mappings().all():
            content = json.loads(event["content"])
            if content.get("table") == "published":
                content["digests"] = {x: now[x] for x in content["digests"]}
            said = {"at": event["at"], "kind": event["kind"], "content": canonical(content), "previous": previous}
            digest = event_digest(event["id"], **said)
            connection.execute(events.update().where(events.c.id == event["id"]).values(**said, digest=digest))
            previous = digest


def more_members(folder: Path) -> None:
    """What a forger does: one return's figures, consistently, in what the ledger has read."""
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        for key, record in connection.execute("select id, record from documents where file = 'north.xlsx'").fetchall():
            document = json.loads(zlib.decompress(record))
            for figure in document["figures"]:
                if figure["indicator"] in ("members", "working") and figure["period"] == "current":
                    figure["value"] += 5000
            packed = zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)
            connection.execute("update documents set record = ? where id = ?", (packed, key))


TAMPERED = {
    "a byte of an original": (lambda r: flip(original(r)), "is not what arrived"),
    "an original gone": (lambda r: original(r).unlink(), "is gone"),
    "an original too many": (lambda r: (r / "store" / "ab" / ("ab" * 32)).parent.mkdir(exist_ok=True)
                             or (r / "store" / "ab" / ("ab" * 32)).write_bytes(b"x"), "was not put into the store"),
    "a return's figures as read": (more_members, "What was read from a file"),
    "a figure as judged": (lambda r: ledger_says(r, "update figures set value = value + 5000 where id = 1"), "Figures of a return"),
    "a published figure": (lambda r: ledger_says(r, "update published set value = 1 where version = 1"), "published figures of version 1"),
    "an outcome": (lambda r: ledger_says(r, "update returns set outcome = 'returned' where id = 1"), "returns are not"),
    "who decided": (lambda r: ledger_says(r, "update decisions set author = 'Nobody'"), "«Aliya» → «Nobody»"),
    "a decision gone": (lambda r: ledger_says(r, "delete from decisions"), "is gone"),
    "an event": (lambda r: ledger_says(r, "update events set at = '2020' where id = 2"), "Event 2 of the chain was changed"),
    "an event's words": (lambda r: ledger_says(r, "update events set content = '{' where kind in ('written', 'posted', 'published')"), "of the chain was changed"),
    "an event gone": (lambda r: ledger_says(r, "delete from events where id = 2"), "is missing"),
    "two events in another order": (swapped, "is missing or was replaced"),
    "the end of the chain": (lambda r: ledger_says(r, "delete from events where id > (select max(id) - 1 from events)"), "was not written by esep"),
    "a closing forgotten": (closing_forgotten, "tells of a closing that the ledger does not know"),
    "a finding": (lambda r: ledger_says(r, "update findings set state = 'waived'"), "findings are not"),
    "a letter that was sent": (lambda r: flip(letter(r)), "The letter outbox/north-"),
    "a sent letter gone": (lambda r: letter(r).unlink(), "A letter that was sent is gone"),
    "what became of a letter": (lambda r: ledger_says(r, "update deliveries set state = 'refused'"), "«sent» → «refused»"),
    "a letter's addressee": (lambda r: ledger_says(r, "update letters set recipient = 'x@example.org'"), "letters was changed, recipient"),
    "the register after the closing": (lambda r: (r / "register.csv").write_text((r / "register.csv").read_text().replace("north@", "n@")), "register.csv was changed after the round was closed"),
    "figures.csv": (lambda r: flip(r / "reports" / "figures.csv"), "reports/figures.csv is not as esep wrote it"),
    "returns.csv gone": (lambda r: (r / "reports" / "returns.csv").unlink(), "reports/returns.csv is gone"),
    "the national workbook": (lambda r: flip(r / "reports" / "national.xlsx"), "reports/national.xlsx is not"),
    "the national note": (lambda r: flip(r / "reports" / "national-note.docx"), "reports/national-note.docx is not"),
    "the published version": (lambda r: flip(r / "reports" / "versions" / "1" / "figures.csv"), "versions/1/figures.csv is not"),
    "next year's history": (lambda r: flip(r / "next" / "history.csv"), "next/history.csv is not"),
    "the seal": (lambda r: flip(r / "next" / "closing.json"), "next/closing.json is not"),
    "last year's figures": (lambda r: (r / "history.csv").write_text((r / "history.csv").read_text().replace("north,members,5000", "north,members,5001")), "north, members: 5000 → 5001"),
}  # fmt: skip


@pytest.mark.slow
def test_what_nobody_touched_agrees_and_every_kind_of_tampering_is_found(closed):
    assert len(TAMPERED) >= 25
    found = verify_round(closed)
    assert (found.differences, found.collected) == ((), True)
    assert "agree" in verification_lines(found, "en")
    kept = {x: x.read_bytes() for x in closed.rglob("*") if x.is_file()}
    for name, (tamper, words) in TAMPERED.items():
        tamper(closed)
        told = verification_lines(verify_round(closed, quick=True), "en")
        assert words in told, f"{name}: {told}"
        for path in [x for x in closed.rglob("*") if x.is_file() and x not in kept]:
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)
    assert verify_round(closed, quick=True).differences == ()


@pytest.mark.slow
def test_the_sentences_are_in_three_languages(closed):
    ledger_says(closed, "update decisions set author = 'Nobody'")
    flip(original(closed))
    found = verify_round(closed, quick=True)
    told = {language: verification_lines(found, language) for language in ("kk", "ru", "en")}
    assert len(set(told.values())) == 3
    assert "шешімдер" in told["kk"]
    assert "решения" in told["ru"]
    assert all("{" not in text for text in told.values())


@pytest.mark.slow
def test_what_a_forger_put_into_ledger_and_chain_alike_differs_from_the_originals(full_round):
    """The chain can be forged by one who has the code; the originals cannot."""
    published(full_round)
    more_members(full_round)
    with sqlite3.connect(full_round / "ledger.sqlite") as connection:
        connection.execute("delete from events where kind = 'read'")
    told = verification_lines(verify_round(full_round), "en")
    assert "north.xlsx, read again, gives something else than the ledger holds" in told


@pytest.mark.slow
def test_a_published_figure_with_a_chain_made_anew_differs_from_the_originals(closed):
    ledger_says(closed, "update published set value = 5001 where organisation = 'north' and indicator = 'members'")
    chain_made_anew(closed)
    told = verification_lines(verify_round(closed, quick=True), "en")
    assert "published figures of version 1 were changed" not in told
    told = verification_lines(verify_round(closed), "en")
    assert "north, members: 5001 was published, computed again from the originals it is 5000" in told


@pytest.mark.slow
def test_a_letter_taken_out_of_the_outbox_to_be_sent_by_hand_is_no_difference(closed):
    next((closed / "outbox").glob("south-*.eml")).unlink()
    assert verify_round(closed, quick=True).differences == ()


@pytest.mark.slow
def test_a_forged_figure_stops_what_would_compute_from_it(full_round):
    published(full_round)
    more_members(full_round)
    work = Workspace.at(full_round)
    with work.ledger() as ledger, pytest.raises(TamperedError, match="esep verify"):
        refuse_tampered(work, ledger)
    with pytest.raises(TamperedError):
        close_round(full_round, partial=False, author="Aliya")
    assert not (full_round / "next").exists()


def test_an_original_that_was_changed_is_not_read_and_the_others_are(full_round, monkeypatch):
    collected(full_round)
    flip(original(full_round))
    monkeypatch.setattr(Workspace, "reader_digest", "another")
    outcomes = collected(full_round).returns["outcome"]
    assert sorted(outcomes) == ["accepted"] * 4 + ["unread"]


@pytest.mark.slow
def test_a_decision_or_a_file_since_the_last_collection_is_no_difference(full_round, fill: Filler):
    published(full_round)
    restate_figure(full_round, "north", "members", 5001, "the archive says so", "Bolat", last_year=True)
    found = verify_round(full_round)
    assert (found.differences, found.collected) == ((), False)
    assert "esep collect" in verification_lines(found, "en")
    assert len(SIZES) == found.files


def test_a_merger_in_the_register_is_no_edit_of_history(full_round):
    collected(full_round)
    register = full_round / "register.csv"
    header, *lines = register.read_text(encoding="utf-8").splitlines()
    rows = [x + (",2025-06-30,north" if x.startswith("college,") else ",,") for x in lines]
    register.write_text("\n".join([f"{header},valid_to,successors", *rows]) + "\n", encoding="utf-8")
    merged = Workspace.at(full_round)
    assert merged.round.history["organisation"].ne("college").all()
    with merged.ledger() as ledger:
        assert history_changed(merged, ledger).empty
