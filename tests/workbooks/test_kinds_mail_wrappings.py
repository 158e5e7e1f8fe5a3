"""What mail programs wrap a return in: winmail.dat, S/MIME, uuencode, base64, a Mac's two forks, mbox, Outlook's .msg."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import struct

import pytest
from asn1crypto import cms
from compound_files import compound_file
from reading_returns import KEY, assert_read, full, sheet

from schemas.documents import Document
from workbooks.files.limits import LIMITS
from workbooks.files.uuencoded_files import without_uuencoded
from workbooks.read.file_reading import read_bytes

HEAD = (
    b"From: Office <test@example.org>\r\nTo: department@example.org\r\nSubject: esep\r\n"
    b"Date: Mon, 09 Feb 2026 11:20:00 +0500\r\nMIME-Version: 1.0\r\n"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_all(data: bytes, name: str = "хат.eml") -> dict[str, Document]:
    return {document.file: document for document in read_bytes(data, name, KEY)}


def part(data: bytes, headers: str) -> bytes:
    return headers.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data)


def mixed(*parts: bytes, head: bytes = HEAD, boundary: bytes = b"XX") -> bytes:
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary, x) for x in parts)
    return head + b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n%b--%b--\r\n' % (boundary, body, boundary)


def attached(data: bytes, name: str, kind: str = "application/octet-stream") -> bytes:
    return part(data, f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"')


def winmail(*files: tuple[str, bytes]) -> bytes:
    def attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
        checksum = sum(data) & 0xFFFF
        return struct.pack("<BHHL", level, name, kind, len(data)) + data + struct.pack("<H", checksum)

    found = struct.pack("<LH", 0x223E9F78, 1) + attribute(1, 0x9006, 8, struct.pack("<L", 0x10000))
    found += attribute(1, 0x9007, 6, struct.pack("<LL", 1251, 0))
    for name, data in files:
        found += attribute(2, 0x9002, 6, bytes(14))
        found += attribute(2, 0x8010, 7, name.encode("cp1251") + b"\0")
        found += attribute(2, 0x800F, 6, data)
    return found


def signed(content: bytes | None) -> bytes:
    inner = {"content_type": "data", "content": content} if content is not None else {"content_type": "data"}
    data = cms.SignedData({"version": "v1", "digest_algorithms": [], "encap_content_info": inner, "signer_infos": []})
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def test_the_return_in_winmail_dat_is_read() -> None:
    built = sheet()
    found = read_all(mixed(attached(winmail(("Отчет.xlsx", full(built))), "winmail.dat", "application/ms-tnef")))
    assert list(found) == ["хат.eml", "хат.eml/winmail.dat", "хат.eml/winmail.dat/Отчет.xlsx"]
    assert_read(found["хат.eml/winmail.dat/Отчет.xlsx"], built)
    assert found["хат.eml/winmail.dat/Отчет.xlsx"].sender == "test@example.org"


def test_a_winmail_dat_with_a_text_in_another_code_page_hides_no_file() -> None:
    subject = "Қазақ".encode("kz1048") + bytes([0x81, 0x8D, 0x98])
    attribute = struct.pack("<BHHL", 1, 0x8004, 7, len(subject)) + subject + b"\0\0"
    data = winmail(("Отчет.xlsx", full(sheet())))
    found = read_all(
        data[:6] + attribute + data[6:].replace(struct.pack("<L", 1251), struct.pack("<L", 1252)), "winmail.dat"
    )
    assert_read(found["winmail.dat/Отчет.xlsx"], sheet())


def test_a_broken_winmail_dat_is_unreadable() -> None:
    data = winmail(("a.xlsx", b"x" * 50))
    for broken in (data[:30], data[:6] + b"\x01" * 60, b"\x78\x9f\x3e\x22"):
        found = read_all(broken, "winmail.dat")
        assert [x.kind for x in found.values()] in (["workbook"], ["container"])


def test_a_winmail_dat_of_nothing_but_small_attributes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbooks.files.winmail._MOST_COPIED", 1000)
    found = read_all(winmail(*[("a", b"b")] * 20), "winmail.dat")
    assert found["winmail.dat"].issues[0].observed == "too-large"


def test_an_opaque_signed_message_is_opened() -> None:
    built = sheet()
    inner = mixed(attached(full(built), "esep.xlsx", XLSX), head=b"MIME-Version: 1.0\r\n")
    kind = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'
    found = read_all(HEAD + part(signed(inner), kind))
    assert_read(found["хат.eml/smime.p7m/message.eml/esep.xlsx"], built)


def test_signed_content_that_was_written_in_pieces_of_no_stated_length_is_whole() -> None:
    whole = full(sheet())
    pieces = [whole[n : n + 1000] for n in range(0, len(whole), 1000)]
    octets = b"".join(b"\x04\x82" + struct.pack(">H", len(x)) + x for x in pieces)
    content = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80" + octets + bytes(6)
    inner = b"\x30\x80\x02\x01\x01\x31\x00" + content + b"\x31\x00" + bytes(2)
    data = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + inner + bytes(4)
    assert_read(read_all(data, "есеп.xlsx.p7m")["есеп.xlsx.p7m/есеп.xlsx"], sheet())


@pytest.mark.parametrize("armour", ["der", "pem", "base64"])
def test_a_file_with_a_digital_signature_is_opened(armour: str) -> None:
    data = signed(full(sheet()))
    if armour != "der":
        data = base64.encodebytes(data)
    if armour == "pem":
        data = b"-----BEGIN CMS-----\n" + data + b"-----END CMS-----\n"
    assert_read(read_all(data, "есеп.xlsx.p7m")["есеп.xlsx.p7m/есеп.xlsx"], sheet())


def test_a_signature_alone_holds_nothing_and_an_encrypted_message_says_so() -> None:
    assert [x.kind for x in read_all(signed(None), "smime.p7s").values()] == ["container"]
    recipients = {"version": "v0", "recipient_infos": [], "encrypted_content_info": {
        "content_type": "data", "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": bytes(16)},
        "encrypted_content": b"x" * 16,
    }}  # fmt: skip
    encrypted = cms.ContentInfo({"content_type": "enveloped_data", "content": cms.EnvelopedData(recipients)}).dump()
    assert read_all(encrypted, "smime.p7m")["smime.p7m"].issues[0].observed == "encrypted"


def uuencoded(data: bytes, name: str) -> str:
    lines = "".join(binascii.b2a_uu(data[n : n + 45]).decode() for n in range(0, len(data), 45))
    return f"begin 644 {name}\n{lines}`\nend\n"


def test_a_return_uuencoded_in_the_body_is_read() -> None:
    built = sheet()
    text = "Қайырлы күн!\n\n" + uuencoded(full(built), "есеп.xlsx") + "\nРақмет\n"
    found = read_all(HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode())
    assert_read(found["хат.eml/есеп.xlsx"], built)


def test_what_only_begins_like_a_uuencoded_file_stays_text() -> None:
    for text in ("begin 644 x\nмынау емес\nend", "begin 644 x\n" * 3000, "begin 644 x\n#86)C\n"):
        assert without_uuencoded(text) == (text, [])
    assert without_uuencoded("a\nbegin 644 b\n#86)C!\n`\nend\nc") == ("a\nc", [("b", b"abc")])


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_forwarded_message_that_was_encoded_whole_is_opened(encoding: str) -> None:
    inner = mixed(attached(full(sheet()), "esep.xlsx", XLSX), boundary=b"YY")
    whole = base64.encodebytes(inner) if encoding == "base64" else binascii.b2a_qp(inner)
    headers = f'Content-Type: message/rfc822; name="fwd.eml"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    assert_read(read_all(mixed(headers.encode() + whole))["хат.eml/esep.xlsx"], sheet())


def test_the_resource_fork_of_a_mac_is_no_return() -> None:
    fork = struct.pack(">LL16sH", 0x00051607, 0x20000, b"", 0)
    pair = b'Content-Type: multipart/appledouble; boundary="AA"\r\n\r\n--AA\r\n'
    pair += attached(fork, "esep.xlsx", "application/applefile") + b"\r\n--AA\r\n"
    pair += attached(full(sheet()), "esep.xlsx", XLSX) + b"\r\n--AA--"
    found = read_all(mixed(pair))
    assert [(x.file, x.kind) for x in found.values()][1:] == [
        ("хат.eml/._esep.xlsx", "other"), ("хат.eml/esep.xlsx", "workbook"),
    ]  # fmt: skip
    assert_read(found["хат.eml/esep.xlsx"], sheet())
    assert [x.kind for x in read_all(fork, "есеп.xlsx").values()] == ["other"]


def test_every_message_of_a_mailbox_is_opened() -> None:
    one = mixed(attached(full(sheet()), "esep.xlsx", XLSX))
    two = one.replace(b"test@", b"other@").replace(b"09 Feb", b"10 Feb")
    line = b"From test@example.org Tue Jan 20 10:00:00 2026\n"
    found = read_all(line + one + b"\n" + line + two, "Входящие")
    assert [x for x in found if x.endswith("xlsx")] == ["Входящие/1.eml/esep.xlsx", "Входящие/2.eml/esep.xlsx"]
    assert [found[x].sender for x in found if x.endswith("xlsx")] == ["test@example.org", "other@example.org"]
    assert list(read_all(line + one)) == ["хат.eml", "хат.eml/esep.xlsx"]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r\n\r\n", "utf-16"])
def test_marks_before_the_headers_hide_no_message(mark: bytes | str) -> None:
    message = mixed(attached(full(sheet()), "esep.xlsx", XLSX))
    data = mark + message if isinstance(mark, bytes) else message.decode().encode(mark)
    found = read_all(data)
    assert found["хат.eml"].sender == "test@example.org"
    assert_read(found["хат.eml/esep.xlsx"], sheet())


def outlook_message(files: dict[str, bytes], body: str, headers: str = "") -> bytes:
    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    sent = int((dt.datetime(2026, 2, 9, 6, 20) - dt.datetime(1601, 1, 1)).total_seconds()) * 10_000_000
    streams = {
        "__properties_version1.0": bytes(32) + struct.pack("<HHLQ", 0x40, 0x39, 6, sent),
        "__substg1.0_1000001F": wide(body),
        "__substg1.0_0C1F001F": wide("Test@example.org"),
        "__substg1.0_007D001F": wide(headers),
    }
    for number, (name, data) in enumerate(files.items()):
        folder = f"__attach_version1.0_#{number:08X}"
        streams |= {f"{folder}/__substg1.0_37010102": data, f"{folder}/__substg1.0_3707001F": wide(name)}
    return compound_file({name: data for name, data in streams.items() if data})


def test_a_message_saved_from_outlook_is_opened() -> None:
    built = sheet()
    body = "Мүшелер саны 12 адамға өсті, себебі жаңа мектеп ашылды.\r\n\r\nОт: a@example.org\r\nТема: есеп\r\n\r\nсұрақ"
    found = read_all(outlook_message({"есеп.xlsx": full(built)}, body), "хат.msg")
    assert_read(found["хат.msg/есеп.xlsx"], built)
    assert found["хат.msg/есеп.xlsx"].sender == "test@example.org"
    assert found["хат.msg/есеп.xlsx"].received == dt.datetime(2026, 2, 9, 6, 20, tzinfo=dt.UTC)
    assert [x.text for x in found["хат.msg"].notes] == ["Мүшелер саны 12 адамға өсті, себебі жаңа мектеп ашылды."]


def test_the_headers_of_a_saved_message_go_before_its_properties() -> None:
    data = outlook_message({}, "", "From: B <b@example.org>\r\nDate: Tue, 10 Feb 2026 11:20:00 +0500\r\n\r\n")
    found = read_all(data, "хат.msg")["хат.msg"]
    assert (found.sender, found.received and found.received.day) == ("b@example.org", 10)


def test_wrappings_within_wrappings_end_at_some_depth() -> None:
    data = full(sheet())
    for _ in range(12):
        data = signed(data)
    found = list(read_all(data, "есеп.xlsx.p7m").values())
    assert len(found) == LIMITS.depth + 1
    assert found[-1].issues[0].observed == "nested-too-deep"
