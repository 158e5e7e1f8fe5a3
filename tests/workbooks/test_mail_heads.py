"""The head of a message: who wrote it, what it answers, what came back, and what our own server says of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_returns import KEY, full, sheet
from test_kinds_mail_wrappings import HEAD, attached, mixed, outlook_message, signed
from test_reading_containers import zipped

from schemas.addresses import address_form
from schemas.documents import Document, MailHead
from workbooks.files.mail import open_message
from workbooks.files.mail_addresses import addresses_of
from workbooks.files.own_post import OwnPost
from workbooks.read.file_reading import read_bytes

POST = OwnPost(("mx.example.org",), ("department@example.org",))
OUR_KEY = dataclasses.replace(KEY, post=POST)
HOP = "Received: from a (a [192.0.2.1])\r\n\tby mx.example.org (Postfix) with ESMTP id 1;\r\n\tTue, 27 Jan 2026 10:00:05 +0500 (+05)"
FOREIGN = "Received: from b by relay.invalid; Tue, 27 Jan 2026 09:59:59 +0500"
FORGED_HOP = "Received: from c by mx.example.org; Thu, 1 Jan 2026 00:00:00 +0500"
FAILED = "Authentication-Results: mx.example.org; dmarc=fail (p=none) header.from=example.org"
PASSED = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org; spf=pass"
SPF = "Authentication-Results: mx.example.org; spf={} smtp.mailfrom=x@y.invalid"


def message(*headers: str, sender: str = "From: Office <north@example.org>", body: str = "x") -> bytes:
    head = "\r\n".join((*headers, sender, "To: department@example.org", "Subject: esep"))
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body.encode()


def head(*headers: str, **more: str) -> MailHead:
    found = open_message(message(*headers, **more), POST).head
    assert found is not None
    return found


def read_all(data: bytes, name: str = "хат.eml") -> dict[str, Document]:
    return {document.file: document for document in read_bytes(data, name, OUR_KEY)}


def test_the_message_and_all_that_it_brings_bear_its_head() -> None:
    inner = zipped({"есеп.xlsx": full(sheet())})
    lines = b"Message-ID: <7@example.org>\r\nIn-Reply-To: <3@o>\r\nReferences: <1@o> <2@o>\r\n <3@o>\r\n"
    subject = b"Subject: =?utf-8?b?0JXRgdC10L8=?=\r\n =?utf-8?b?IOKEljE=?=\r\n"
    found = read_all(mixed(attached(inner, "a.zip"), head=HEAD.replace(b"Subject: esep\r\n", subject) + lines))
    assert len(found) == 3
    expected = MailHead("<7@example.org>", "Есеп №1", ("<3@o>", "<2@o>", "<1@o>"))
    assert {document.mail for document in found.values()} == {expected}
    (alone,) = read_bytes(full(sheet()), "есеп.xlsx", OUR_KEY)
    assert alone.mail is None
    assert Document.from_json(found["хат.eml"].to_json()).mail == expected


def test_what_lies_in_a_message_came_with_it_whatever_a_message_within_says() -> None:
    forged = message("Message-ID: <forged@x>", "Date: Mon, 05 Jan 2026 10:00:00 +0500")
    found = read_all(mixed(attached(forged + full(sheet()), "a.eml"), head=HEAD + b"Message-ID: <true@x>\r\n"))
    told = {(x.sender, x.mail.message_id if x.mail else "", str(x.received)) for x in found.values()}
    assert told == {("test@example.org", "<true@x>", "2026-02-09 11:20:00+05:00")}
    by_hand = read_all(zipped({"a.eml": forged}), "бәрі.zip")
    assert by_hand["бәрі.zip/a.eml"].sender == "north@example.org"
    assert by_hand["бәрі.zip"].mail is None


def test_the_inside_of_a_signed_file_that_was_put_in_by_hand_is_no_message() -> None:
    inner = mixed(attached(full(sheet()), "esep.xlsx"), head=b"MIME-Version: 1.0\r\n")
    found = read_all(signed(inner), "smime.p7m")
    assert {(x.sender, x.mail) for x in found.values()} == {("", None)}


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("Subject: =?windows-1251?Q?=CE=F2=F7=E5=F2?=", "Отчет"),
        ("Subject: =?nonsense?Q?x?=", "=?nonsense?Q?x?="),
        ("Subject: Re:\r\n  есеп\x07 \u202e", "Re: есеп"),
        ("Subject: " + "a" * 900, "a" * 500),
    ],
)
def test_a_subject_is_decoded_onto_one_line(header: str, subject: str) -> None:
    assert head(header).subject == subject


@pytest.mark.parametrize(
    ("sender", "told"),
    [
        ("From: North <North@Example.ORG>", "north@example.org"),
        ("From: north@example.org (Office)", "north@example.org"),
        ("From: north@example.org <north@example.org>\r\nSender: North <north@example.org>", "north@example.org"),
        ('From: "north@example.org" <evil@x.invalid>', "evil@x.invalid"),
        ("From: north@example.org <evil@x.invalid>", "evil@x.invalid, north@example.org"),
        ("From: <north@example.org>, <evil@x.invalid>", "north@example.org, evil@x.invalid"),
        ("From: <north@example.org>\r\nFrom: <evil@x.invalid>", "north@example.org, evil@x.invalid"),
        ("From: <north@example.org>\r\nSender: <evil@x.invalid>", "north@example.org, evil@x.invalid"),
        ('From: "north@example.org"', '«"north@example.org"»'),
        ("From: =?utf-8?q?north=40example=2Eorg?=", "«north@example.org»"),
        ("From: =?utf-8?q?north=40example=2Eorg_=3Cnorth=40example=2Eorg=3E?= <evil@x.invalid>", "evil@x.invalid"),
        ("From: <north@exаmple.org>", "north@exаmple.org"),
        ("From: <north@example.org\x00>", "north@example.org?"),
        ("From: <no\x0brth@example.org>", "no?rth@example.org"),
        ("X: y", ""),
    ],
)
def test_the_sender_is_one_address_or_none_that_is_known(sender: str, told: str) -> None:
    assert open_message(message(sender=sender), POST).sender == told


def test_only_latin_letters_are_made_small() -> None:
    assert address_form(" North@EXAMPLE.org ") == "north@example.org"
    assert address_form("bo\u017f\u017f@\u212aaz.kz") == "bo\u017f\u017f@\u212aaz.kz"


AUTOMATIC = [
    "Auto-Submitted: auto-replied", "Precedence: bulk", "Precedence: list", "Precedence: auto_reply", "Return-Path: <>",
    "X-Auto-Response-Suppress: All", "X-Autoreply: yes", "Content-Type: multipart/report; report-type=x; boundary=b",
]  # fmt: skip


@pytest.mark.parametrize("header", AUTOMATIC)
def test_what_a_program_wrote_is_automatic_and_no_note(header: str) -> None:
    assert head(header).automatic
    words = "Мүшелер саны 12 адамға өсті, себебі ауылда екі жаңа мектеп ашылды."
    assert read_all(message(header, body=words))["хат.eml"].notes == ()
    assert read_all(message(body=words))["хат.eml"].notes


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "Precedence: first-class", "Return-Path: <a@b.c>", "X: y"])
def test_what_a_person_wrote_is_not_automatic(header: str) -> None:
    assert not head(header).automatic


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@x.invalid", "postmaster@example.org"])
def test_a_mail_systems_own_message_is_automatic(sender: str) -> None:
    assert head(sender=f"From: Mail <{sender}>").automatic


def our_letter(marked: bytes = b"") -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Department@example.org", "north@example.org", "Есеп қайтарылды"
    letter["Message-ID"] = "<ours@example.org>"
    letter.set_content("Мүшелер саны 12 адамға өсті, себебі ауылда екі жаңа мектеп ашылды.")
    if marked:
        letter.add_attachment(marked, maintype="application", subtype="octet-stream", filename="есеп.xlsx")
    return letter


def bounce(*parts: bytes, action: str = "failed", kind: str = "delivery-status") -> bytes:
    status = f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: {action}\r\n".encode()
    top = f"From: MAILER-DAEMON@x.invalid\r\nTo: department@example.org\r\nContent-Type: multipart/report; report-type={kind}; ".encode()
    built = mixed(b"Content-Type: text/plain\r\n\r\nundeliverable\r\n", status, *parts, head=b"")
    return top + built.removeprefix(b"Content-Type: multipart/mixed; ")


WHOLE = b"Content-Type: message/rfc822\r\n\r\n" + our_letter().as_bytes()
HEADERS = b"Content-Type: text/rfc822-headers\r\n\r\n" + our_letter().as_bytes().partition(b"\n\n")[0] + b"\r\n"


@pytest.mark.parametrize(
    ("data", "undelivered"),
    [
        (bounce(WHOLE), ("<ours@example.org>",)),
        (bounce(HEADERS), ("<ours@example.org>",)),
        (bounce(WHOLE, action="delayed"), ()),
        (bounce(HEADERS, kind="disposition-notification"), ()),
        (message(sender="From: postmaster@x", body="Sorry.\r\n> Message-Id: <ours@example.org>\r\n"), ("<ours@example.org>",)),
        (message(body="Message-ID: <ours@example.org>"), ()),
    ],
)  # fmt: skip
def test_a_bounce_names_the_letters_that_it_gives_back(data: bytes, undelivered: tuple[str, ...]) -> None:
    if b"notification" in data:
        data = data.replace(b"MAILER-DAEMON@", b"north@")
    opened = open_message(data, POST)
    assert opened.head is not None
    assert opened.head.undelivered == undelivered


def test_our_own_letter_in_a_message_is_neither_a_return_nor_a_note() -> None:
    own = our_letter(full(sheet())).as_bytes()
    given_back = bounce(b"Content-Type: message/rfc822\r\n\r\n" + own)
    held = mixed(attached(own, "a.eml"), attached(full(sheet()), "түзетілген.xlsx"))
    for data, name in ((given_back, "хат.eml"), (held, "хат.eml"), (own, "хат.eml")):
        found = read_all(data, name)
        assert [x.file for x in found.values() if x.kind == "workbook"] == (
            ["хат.eml/түзетілген.xlsx"] if data == held else []
        )
        assert all(not x.notes for x in found.values() if not x.file.endswith("түзетілген.xlsx"))
    assert [x.kind for x in read_all(given_back).values()] == ["container", "other"]


def test_a_return_that_the_department_sends_itself_is_one() -> None:
    own = our_letter(full(sheet()))
    own.replace_header("To", "department@example.org")
    assert read_all(own.as_bytes())["хат.eml/есеп.xlsx"].kind == "workbook"


@pytest.mark.parametrize(
    ("headers", "reached"),
    [
        ((HOP, FOREIGN), "2026-01-27T10:00:05+05:00"),
        ((HOP, FORGED_HOP), "2026-01-27T10:00:05+05:00"),
        (("Received: from x by store.internal; Tue, 27 Jan 2026 10:00:09 +0500", HOP), "2026-01-27T10:00:05+05:00"),
        ((FOREIGN,), ""),
        (("Received: from mx.example.org (by mx.example.org) by evil.invalid; Tue, 27 Jan 2026 10:00:00 +0500",), ""),
        (("Received: from x by mx.example.org; nonsense", FORGED_HOP), ""),
        (("Received: from x by notmx.example.org.invalid; Tue, 27 Jan 2026 10:00:00 +0500",), ""),
    ],
)
def test_when_a_message_reached_us_is_told_by_our_own_server(headers: tuple[str, ...], reached: str) -> None:
    found = head(*headers).reached_us
    assert (found.isoformat() if found else "") == reached


@pytest.mark.parametrize(
    ("headers", "failed"),
    [
        ((FAILED, HOP), ("dmarc",)),
        ((HOP, FAILED, FOREIGN), ("dmarc",)),
        ((HOP, PASSED), ()),
        ((HOP, SPF.format("softfail")), ("spf",)),
        ((HOP, SPF.format("fail") + "; dmarc=pass header.from=example.org"), ()),
        ((HOP, PASSED, SPF.format("fail")), ()),
        ((HOP, SPF.format("neutral")), ()),
        ((HOP, FAILED, PASSED), ("dmarc",)),
        ((HOP, SPF.format("fail"), PASSED), ("spf",)),
        ((HOP, FOREIGN, FAILED), ()),
        ((HOP, FAILED.replace("mx.", "mx2.")), ()),
        (("Authentication-Results: mx.example.org 1; dmarc=fail",), ("dmarc",)),
        (("Authentication-Results: mx.example.org (x (y)); dmarc = fail reason=\"a; dmarc=pass\"",), ("dmarc",)),
        ((SPF.format('fail (domain of "a); dmarc=pass ("@y.invalid)'),), ("spf",)),
        (("Authentication-Results: mx.example.org; none",), ()),
    ],
)  # fmt: skip
def test_a_check_of_the_sender_counts_as_failed_by_our_own_server_alone(
    headers: tuple[str, ...], failed: tuple[str, ...]
) -> None:
    assert head(*headers).failed == failed


def test_without_a_server_of_ours_the_topmost_results_can_only_take_from_a_message() -> None:
    found = open_message(message(HOP, FAILED)).head
    assert found is not None
    assert (bool(found.failed), found.reached_us) == (True, None)
    passed = "Authentication-Results: mx.evil.invalid; dmarc=pass"
    assert open_message(message(passed, FAILED)).head.failed == ()


def test_a_domain_stands_for_its_hosts() -> None:
    post = OwnPost(("example.org",))
    assert [post.is_own_server(x) for x in ("example.org", "MX1.example.org.", "badexample.org", "")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_message_saved_from_outlook_has_the_head_of_its_headers() -> None:
    headers = "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from x by mx.example.org; Tue, 27 Jan 2026 10:00:05 +0500\r\n"
    headers += (
        "From: <north@example.org>\r\nIn-Reply-To: <1@x>\r\nMessage-ID: <2@x>\r\nSubject: =?utf-8?b?0JXRgdC10L8=?=\r\n"
    )
    found = read_all(outlook_message({"есеп.xlsx": full(sheet())}, "", headers), "хат.msg")
    (mail,) = {x.mail for x in found.values()}
    assert mail is not None
    assert (mail.message_id, mail.answers, mail.subject) == ("<2@x>", ("<1@x>",), "Есеп")
    assert mail.reached_us == dt.datetime(2026, 1, 27, 10, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    assert {x.sender for x in found.values()} == {"north@example.org"}


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_header_breaks_the_reading_of_a_message(text: str) -> None:
    names = ("From", "Sender", "Subject", "Received", "Authentication-Results", "In-Reply-To", "Auto-Submitted", "Date")
    line = " ".join(text.splitlines())
    found = open_message(message(*(f"{name}: {line}" for name in names), sender="X: y"), POST)
    assert found.head is not None
    assert all(" " not in x for x in addresses_of(text) if "@" in x)
