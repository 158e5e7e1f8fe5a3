"""What mail systems give back: matched to its letter, told of, sent to a corrected address, and nobody's return."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.commands.inbox_listing import inbox_lines
from flows.commands.status import round_status
from flows.post.bounced_letters_noted import note_bounces, strange_bounces
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.deliveries_due import UndeliveredLetter, WaitingLetter, undelivered_letters, waiting_letters
from flows.round.workspace import Workspace
from flows.runs.consolidating import _letters_back
from judging.judgement import Judgement
from ledger import DeliveryState
from tests.flows.collection import collected

SENT = dt.datetime(2026, 1, 21, 9, tzinfo=dt.UTC)
WHY = {
    "postfix": "south@example.org: 550 5.1.1 <south@example.org>: Recipient address rejected: User unknown",
    "exim": "south@example.org: 550 5.1.1 No such user here",
    "exchange": "south@example.org: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "gmail": "south@example.org: 550-5.1.1 The email account that you tried to reach does not exist. NoSuchUser",
    "mail.ru": "south@example.org: 552 5.2.2 Mailbox size limit exceeded",
}


def report(sender: str, subject: str, status: str, given_back: str, text: str = "It failed.") -> str:
    return (
        f"From: {sender}\nTo: department@example.org\nSubject: {subject}\nDate: Thu, 22 Jan 2026 10:00:00 +0500\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--b\nContent-Type: message/delivery-status\n\n{status}\n--b\n{given_back}\n--b--\n"
    )


def bounce_of(system: str, letter: str) -> str:
    """The bounce of a mail system for a letter (its whole text), as each writes it."""
    message_id = next(x for x in letter.splitlines() if x.lower().startswith("message-id"))
    whole = f"Content-Type: message/rfc822\n\n{letter}"
    heads = f"Content-Type: text/rfc822-headers\n\nFrom: department@example.org\nTo: south@example.org\n{message_id}\n"
    if system == "postfix":
        status = (
            "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; south@example.org\n"
            "Original-Recipient: rfc822;south@example.org\nAction: failed\nStatus: 5.1.1\n"
            "Remote-MTA: dns; mail.example.org\nDiagnostic-Code: smtp; 550 5.1.1 <south@example.org>: Recipient address\n"
            "    rejected: User unknown\n"
        )
        return report(
            "MAILER-DAEMON@mx.example.org (Mail Delivery System)", "Undelivered Mail Returned to Sender", status, whole
        )
    if system == "exim":
        return (
            "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nTo: department@example.org\n"
            "Subject: Mail delivery failed: returning message to sender\nAuto-Submitted: auto-replied\n"
            "X-Failed-Recipients: south@example.org\nDate: Thu, 22 Jan 2026 10:00:00 +0500\n\n"
            "A message that you sent could not be delivered to one or more of its recipients.\n\n  south@example.org\n"
            "    SMTP error from remote mail server after RCPT TO:<south@example.org>:\n"
            "    host mail.example.org [192.0.2.1]: 550 5.1.1 No such user here\n\n"
            f"------ This is a copy of the message's headers. ------\n\nFrom: department@example.org\n{message_id}\n"
        )
    if system == "exchange":
        status = (
            "Reporting-MTA: dns;EX01.example.org\n\nFinal-Recipient: rfc822;south@example.org\nAction: failed\n"
            "Status: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n"
        )
        return report("postmaster@example.org", "Не удаётся доставить", status, whole)
    if system == "gmail":
        status = (
            "Reporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; south@example.org\nAction: failed\n"
            "Status: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. NoSuchUser\n"
        )
        return report(
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
            status,
            whole,
        )
    status = (
        "Reporting-MTA: dns; mx.mail.ru\n\nFinal-Recipient: rfc822;south@example.org\nAction: failed\n"
        "Status: 5.2.2\nDiagnostic-Code: smtp;552 5.2.2 Mailbox size limit exceeded\n"
    )
    return report("mailer-daemon@corp.mail.ru", "Mail failure.", status, heads)


@pytest.fixture
def written(round_folder: Path, fill) -> Path:  # type: ignore[no-untyped-def]
    """The round with letters that were sent, one of them with a marked copy of the return."""
    fill("north")
    fill("south", women=99_999)
    judgement = collected(round_folder)
    work = Workspace.at(round_folder)
    write_letters(work, judgement, with_version_keys(judgement))
    with work.ledger() as ledger:
        for message_id in ledger.letters()["message_id"]:
            ledger.mark_sent(message_id, SENT)
    return round_folder


def letter_to_south(folder: Path) -> str:
    (path,) = (folder / "outbox").glob("south-*.eml")
    return path.read_text(encoding="utf-8")


def comes_back(folder: Path, message: str, name: str = "bounce.eml") -> Judgement:
    (folder / "inbox" / name).write_text(message, encoding="utf-8", newline="\r\n")
    judgement = collected(folder)
    with Workspace.at(folder).ledger() as ledger:
        note_bounces(ledger, judgement.bounces)
    return judgement


def undelivered(folder: Path) -> list[UndeliveredLetter]:
    work = Workspace.at(folder)
    with work.ledger() as ledger:
        return undelivered_letters(ledger.letters(), ledger.deliveries(), work.round.register)


def waiting(folder: Path) -> dict[str, tuple[str, ...]]:
    return {x.organisation: x.due for x in waiting_now(folder)}


def waiting_now(folder: Path) -> list[WaitingLetter]:
    work = Workspace.at(folder)
    with work.ledger() as ledger:
        now = dt.datetime(2026, 1, 30, tzinfo=dt.UTC)
        return waiting_letters(ledger.letters(), ledger.deliveries(), work.round.register, now)


@pytest.mark.slow
@pytest.mark.parametrize("system", WHY)
def test_the_bounce_of_every_system_marks_its_letter_and_is_no_return(written: Path, system: str) -> None:
    letter = letter_to_south(written)
    judgement = comes_back(written, bounce_of(system, letter))
    (found,) = undelivered(written)
    assert (found.organisation, found.address) == ("south", "south@example.org")
    assert found.reason == WHY[system]
    assert found.at.startswith("2026-01-22T05:00")
    returns = judgement.returns.set_index("file")
    assert set(returns.loc[returns.index.str.startswith("bounce.eml"), "outcome"]) == {"ignored"}
    assert returns.loc[returns["counts"].eq("yes"), "organisation"].tolist() == ["north", "south"]
    assert not judgement.findings["file"].str.startswith("bounce.eml").any()


@pytest.mark.slow
def test_a_bounce_is_noted_once_and_shown(written: Path) -> None:
    message = bounce_of("postfix", letter_to_south(written))
    for _ in range(2):
        comes_back(written, message)
    comes_back(written, message, "again.eml")
    assert len(undelivered(written)) == 1
    status = round_status(written)
    assert [x.address for x in status.undelivered] == ["south@example.org"]
    assert status.as_json()["undelivered"][0]["reason"] == WHY["postfix"]
    assert f"  south: south@example.org: {WHY['postfix']}" in inbox_lines((), written, "ru").splitlines()
    assert waiting(written) == {}


def test_a_bounce_whose_sender_failed_a_check_marks_nothing(written: Path) -> None:
    message = bounce_of("postfix", letter_to_south(written))
    judgement = comes_back(written, f"Authentication-Results: mx.example.org; dmarc=fail\n{message}")
    assert len(undelivered(written)) == 0
    assert len(_letters_back(Workspace.at(written), judgement)) == 1


@pytest.mark.slow
def test_a_corrected_address_gets_the_letter(written: Path) -> None:
    comes_back(written, bounce_of("gmail", letter_to_south(written)))
    register = written / "register.csv"
    register.write_text(
        register.read_text(encoding="utf-8").replace("south@example.org", "office@south.org"), encoding="utf-8"
    )
    assert undelivered(written) == []
    assert waiting(written) == {"south": ("office@south.org",)}


@pytest.mark.slow
def test_a_letter_about_what_is_past_is_not_sent_to_the_corrected_address(written: Path, fill) -> None:  # type: ignore[no-untyped-def]
    comes_back(written, bounce_of("gmail", letter_to_south(written)))
    fill("south")
    judgement, work = collected(written), Workspace.at(written)
    write_letters(work, judgement, with_version_keys(judgement))
    assert undelivered(written) == []
    register = written / "register.csv"
    register.write_text(
        register.read_text(encoding="utf-8").replace("south@example.org", "office@south.org"), encoding="utf-8"
    )
    with Workspace.at(written).ledger() as ledger:
        letters = ledger.letters()
    old = letters[letters["organisation"].eq("south")].iloc[0]
    assert old["error"].startswith("withdrawn")
    (due,) = [x for x in waiting_now(written) if x.organisation == "south"]
    assert due.message_id != old["message_id"]


@pytest.mark.slow
def test_of_several_addresses_only_the_one_that_is_named_failed(round_folder: Path, fill) -> None:  # type: ignore[no-untyped-def]
    register = round_folder / "register.csv"
    register.write_text(
        register.read_text(encoding="utf-8").replace("south@example.org", "south@example.org; chair@south.org"),
        encoding="utf-8",
    )
    fill("south")
    judgement, work = collected(round_folder), Workspace.at(round_folder)
    write_letters(work, judgement, with_version_keys(judgement))
    with work.ledger() as ledger:
        ledger.mark_sent(ledger.letters()["message_id"].iloc[0], SENT)
    comes_back(round_folder, bounce_of("postfix", letter_to_south(round_folder)))
    assert [x.address for x in undelivered(round_folder)] == ["south@example.org"]


@pytest.mark.slow
def test_what_is_only_late_marks_nothing(written: Path) -> None:
    late = bounce_of("postfix", letter_to_south(written)).replace("Action: failed", "Action: delayed")
    comes_back(written, late)
    assert undelivered(written) == []


@pytest.mark.slow
def test_a_bounce_of_no_letter_of_ours_is_for_a_person(written: Path) -> None:
    foreign = bounce_of("mail.ru", "Message-ID: <somebody@elsewhere.org>\n\nx")
    judgement = comes_back(written, foreign)
    with Workspace.at(written).ledger() as ledger:
        found = strange_bounces(judgement.bounces, ledger.letters())
    assert [x.file for x in found] == ["bounce.eml"]
    shown = _letters_back(Workspace.at(written), judgement)
    assert [x.address.endswith(" · bounce.eml") for x in shown] == [True], "the page lists it"
    assert undelivered(written) == []
    assert judgement.returns.set_index("file").at["bounce.eml", "outcome"] == "ignored"


@pytest.mark.slow
@pytest.mark.parametrize("state", [DeliveryState.DEFERRED, DeliveryState.REFUSED])
def test_a_bounce_of_what_never_left_marks_nothing(round_folder: Path, fill, state: DeliveryState) -> None:  # type: ignore[no-untyped-def]
    fill("south", women=99_999)
    judgement, work = collected(round_folder), Workspace.at(round_folder)
    write_letters(work, judgement, with_version_keys(judgement))
    with work.ledger() as ledger:
        message_id = ledger.letters()["message_id"].iloc[0]
        ledger.add_delivery(message_id, "south@example.org", state, SENT, said="451 later")
    comes_back(round_folder, bounce_of("postfix", letter_to_south(round_folder)))
    with work.ledger() as ledger:
        assert ledger.deliveries()["state"].tolist() == [state]


@pytest.mark.slow
def test_a_bounce_stops_no_later_letter(written: Path, fill) -> None:  # type: ignore[no-untyped-def]
    comes_back(written, bounce_of("gmail", letter_to_south(written)))
    fill("south")
    judgement, work = collected(written), Workspace.at(written)
    write_letters(work, judgement, with_version_keys(judgement))
    assert waiting(written) == {"south": ("south@example.org",)}
