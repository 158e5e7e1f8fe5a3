"""Messages and archives: every leaf is found, named below the inbox, and nothing hostile gets anywhere."""

from __future__ import annotations

import datetime as dt
import io
import stat
import struct
import zipfile
from email.message import EmailMessage

import pytest
from reading_returns import KEY, assert_read, full, rules, sheet

from schemas.documents import Document
from workbooks.files.archives import safe_label
from workbooks.files.limits import LIMITS
from workbooks.read.file_reading import read_bytes

NOTE = "Сәлеметсіз бе!\n\nМүшелер саны 12 адамға өсті, себебі жаңа мектеп ашылды.\n\nҚұрметпен"


def message(attachments: dict[str, bytes], body: str = NOTE, sender: str = "Office <Test@Example.org>") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = sender, "есеп", "Mon, 09 Feb 2026 11:20:00 +0500"
    mail.set_content(body)
    for name, data in attachments.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def read_all(data: bytes, name: str) -> dict[str, Document]:
    return {document.file: document for document in read_bytes(data, name, KEY)}


def test_a_message_with_a_return_and_a_signature_picture() -> None:
    built = sheet()
    found = read_all(message({"есеп.xlsx": full(built), "image001.png": b"\x89PNG\r\n"}), "пошта/хат.eml")
    assert [(file, document.kind) for file, document in found.items()] == [
        ("пошта/хат.eml", "container"), ("пошта/хат.eml/есеп.xlsx", "workbook"), ("пошта/хат.eml/image001.png", "other"),
    ]  # fmt: skip
    assert_read(found["пошта/хат.eml/есеп.xlsx"], built)
    assert [(note.source, "себебі" in note.text) for note in found["пошта/хат.eml"].notes] == [("mail", True)]
    for document in found.values():
        assert document.sender == "test@example.org"
        assert document.received == dt.datetime(2026, 2, 9, 11, 20, tzinfo=dt.timezone(dt.timedelta(hours=5)))


@pytest.mark.parametrize(
    "body", ["", "Сәлеметсіз бе! Есеп тіркелген.", "Добрый день!\nОтчет во вложении.\n\nС уважением,\nИванов"]
)
def test_a_greeting_is_no_note(body: str) -> None:
    assert read_all(message({"есеп.xlsx": full(sheet())}, body), "хат.eml")["хат.eml"].notes == ()


def test_a_page_as_body_and_a_forwarded_message() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "x"
    mail.set_content(
        "<html><style>p {}</style><body><p>Мүшелер саны өсті, себебі жаңа мектеп ашылды.</p></body></html>",
        subtype="html",
    )
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "b@example.org", "y"
    inner.set_content("қараңыз")
    inner.add_attachment(full(sheet()), maintype="application", subtype="octet-stream", filename="есеп.xlsx")
    mail.add_attachment(inner)
    found = read_all(mail.as_bytes(), "хат.eml")
    assert "себебі жаңа мектеп" in found["хат.eml"].notes[0].text
    assert rules(found["хат.eml/есеп.xlsx"]) == []


def test_archives_within_messages_within_archives() -> None:
    built = sheet()
    inner = zipped({"папка/есеп.xlsx": full(built)})
    found = read_all(zipped({"хат.eml": message({"а.zip": inner})}), "бәрі.zip")
    assert_read(found["бәрі.zip/хат.eml/а.zip/папка/есеп.xlsx"], built)
    assert found["бәрі.zip/хат.eml/а.zip/папка/есеп.xlsx"].sender == "test@example.org"


def test_an_archive_in_an_archive_without_end_is_refused_at_some_depth() -> None:
    data = zipped({"есеп.xlsx": full(sheet())})
    for _ in range(10):
        data = zipped({"тағы.zip": data})
    found = list(read_all(data, "бәрі.zip").values())
    assert len(found) == LIMITS.depth + 1
    assert found[-1].issues[0].observed == "nested-too-deep"


def test_names_from_archives_only_ever_become_labels() -> None:
    hostile = ["../../etc/passwd.xlsx", "/root/x.xlsx", "C:\\Windows\\x.xlsx", "a/../../b.xlsx", "\x00\n.xlsx", ""]
    for name in hostile:
        label = safe_label(name)
        assert label
        assert not label.startswith("/")
        assert ".." not in label.split("/")
        assert label.isprintable()
    found = read_all(zipped({"../../есеп.xlsx": full(sheet())}), "а.zip")
    assert list(found) == ["а.zip", "а.zip/есеп.xlsx"]


def test_links_in_archives_are_not_followed() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("есеп.xlsx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    found = read_all(stream.getvalue(), "а.zip")
    assert found["а.zip/есеп.xlsx"].issues[0].observed == "unsafe"


def test_members_with_one_name_are_told_apart() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("есеп.xlsx", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("есеп.xlsx", b"2")
    assert list(read_all(stream.getvalue(), "а.zip")) == ["а.zip", "а.zip/есеп.xlsx", "а.zip/есеп.xlsx (2)"]


def test_zip_bombs_are_refused() -> None:
    bomb = zipped({"a.xlsx": b"0" * (LIMITS.unpacked_bytes + 1)})
    assert len(bomb) < 1 << 20
    assert [x.observed for d in read_all(bomb, "а.zip").values() for x in d.issues] == ["too-large"]
    sheet_bomb = zipped(
        {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * (LIMITS.ratio_applies_above + 1)}
    )
    assert next(iter(read_all(sheet_bomb, "а.xlsx").values())).issues[0].observed == "too-large"
    many = zipped({f"{n}.txt": b"" for n in range(LIMITS.leaves + 1)})
    assert next(iter(read_all(many, "а.zip").values())).issues[0].observed == "too-large"


def test_a_directory_that_lies_about_sizes_is_unreadable() -> None:
    data = bytearray(full(sheet()))
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", 10)
        at = data.find(b"PK\x01\x02", at + 4)
    assert rules(next(iter(read_all(bytes(data), "а.xlsx").values()))) == ["workbook-unreadable"]


def test_entities_are_refused() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(full(sheet()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts["xl/worksheets/sheet2.xml"] = laughs + parts["xl/worksheets/sheet2.xml"]
    document = next(iter(read_all(zipped(parts), "а.xlsx").values()))
    assert document.issues[0].observed == "unsafe"


@pytest.mark.parametrize(("name", "encoding"), [("Есеп Ақтөбе.xlsx", "utf-8"), ("Отчет область.xlsx", "cp866")])
def test_names_of_members_in_the_encodings_of_russian_tools(name: str, encoding: str) -> None:
    data = zipped({"x" * len(name.encode(encoding)): full(sheet())})
    raw = data.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    assert f"а.zip/{name}" in read_all(raw, "а.zip")


def test_a_scan_cannot_be_read_alone_or_beside_a_workbook() -> None:
    alone = read_all(message({"скан.pdf": b"%PDF-1.4"}), "хат.eml")
    assert alone["хат.eml/скан.pdf"].issues[0].observed == "pdf"
    beside = read_all(message({"скан.pdf": b"%PDF-1.4", "есеп.xlsx": full(sheet())}), "хат.eml")
    assert beside["хат.eml/скан.pdf"].issues[0].observed == "pdf"


@pytest.mark.parametrize(
    "data", [b"", b"not a message", b"From: \xff\xfe\nDate: nonsense\n\n", b"Content-Type: multipart/mixed\n\n"]
)
def test_a_broken_message_is_listed(data: bytes) -> None:
    found = read_all(data, "хат.eml")
    assert list(found) == ["хат.eml"]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
def test_an_attachment_named_in_plain_bytes(encoding: str) -> None:
    data = message({"otchet.xlsx": full(sheet())})
    named = data.replace(b'filename="otchet.xlsx"', 'filename="Отчёт за год.xlsx"'.encode(encoding))
    assert named != data
    found = read_all(named, "хат.eml")
    assert rules(found["хат.eml/Отчёт за год.xlsx"]) == []
