"""Damaged files of every kind that reaches the department: an outcome for each, in time, and no figure read as another."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import test_kinds_documents_text as documents_text
import test_kinds_mail_wrappings as mail
import test_kinds_open_document as open_document
import test_kinds_xml_2003 as xml_2003
import test_reading_formats as formats
from binary_writer import book, sheet_part
from reading_returns import KEY, NOTE, Sheet, cover, full, sheet, values
from test_reading_fuzz import flip_bytes

from schemas.documents import CellState, Document
from workbooks.read.file_reading import read_bytes
from workbooks.read.isolation import read_isolated
from workbooks.read.own_failures import Unread

BUILT = sheet()
RETURN = full(BUILT)
REASON = "Мүшелер саны 12 адамға өсті, себебі жаңа мектеп ашылды."


def _binary(built: Sheet) -> bytes:
    parts = {"Титул": cover(), "Есеп": built.rows, "Түсіндірме": NOTE}
    return book({name: sheet_part(rows) for name, rows in parts.items()})


def _forwarded_whole() -> bytes:
    inner = mail.mixed(mail.attached(RETURN, "esep.xlsx"), boundary=b"YY")
    head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return mail.mixed(head + base64.encodebytes(inner))


def _mailbox() -> bytes:
    one = mail.mixed(mail.attached(RETURN, "esep.xlsx"))
    line = b"From test@example.org Tue Jan 20 10:00:00 2026\n"
    return line + one + b"\n" + line + one.replace(b"test@", b"other@")


def _uuencoded() -> bytes:
    text = f"{REASON}\n\n{mail.uuencoded(RETURN, 'esep.xlsx')}\n"
    return mail.HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()


# Their content is covered by a checksum, down to the figures: no damage to them may go unnoticed.
SEALED: dict[str, bytes] = {
    "есеп.xlsx": RETURN,
    "есеп.xlsb": _binary(BUILT),
    "есеп.ods": open_document._ods(open_document._return(BUILT)),
    "хат.msg": mail.outlook_message({"есеп.xlsx": RETURN}, REASON),
    "Входящие": _mailbox(),
    "winmail.dat": mail.winmail(("Отчет.xlsx", RETURN)),
    "winmail.eml": mail.mixed(mail.attached(mail.winmail(("Отчет.xlsx", RETURN)), "winmail.dat")),
    "есеп.xlsx.p7m": mail.signed(RETURN),
    "uu.eml": _uuencoded(),
    "fwd.eml": _forwarded_whole(),
}
# A changed digit in them is a digit; a file cut short is still seen.
BARE: dict[str, bytes] = {
    "есеп.xls": formats._xls(BUILT),
    "есеп.xml": xml_2003._with_cells(BUILT, {}),
    "есеп.fods": open_document._flat(open_document._return(BUILT)).encode(),
    "есеп.csv": formats._csv(BUILT).encode(),
    "бет.xls": formats._html(BUILT),
}
NOTES: dict[str, bytes] = {
    "жазба.rtf": documents_text.rtf(documents_text.TITLE, "\\par ", REASON, "\\par"),
    "жазба.doc": documents_text.old_word(f"{documents_text.TITLE}\r{REASON}\r"),
    "жазба.docx": documents_text.docx(documents_text.paragraph(documents_text.run(REASON))),
    "жазба.odt": documents_text.odt(f"<text:p>{REASON}</text:p>"),
}
EVERY = SEALED | BARE | NOTES
KINDS = {"workbook", "note", "container", "other"}


def cut_short(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def overwritten(data: bytes, dice: random.Random) -> bytes:
    """A block of the file is zeros, as after a copy that broke off."""
    start = dice.randrange(len(data))
    length = min(dice.choice((16, 512, 4096)), len(data) - start)
    return data[:start] + bytes(length) + data[start + length :]


def repeated(data: bytes, dice: random.Random) -> bytes:
    first, second = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:second] + data[first:]


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [flip_bytes, cut_short, overwritten, repeated]


def _wrong_figures(documents: Sequence[Document]) -> list[tuple[str, str, float | None]]:
    """The figures that were read without a question and are not those of the return."""
    truth = values()
    return [
        (x.indicator, x.period, x.value)
        for document in documents
        for x in document.figures
        if x.state == CellState.READ and x.value is not None and x.value != truth[x.indicator, x.period]
    ]


def _assert_sane(name: str, documents: Sequence[Document]) -> None:
    assert documents, name
    for document in documents:
        assert document.kind in KINDS
        said = document.figures or document.issues or document.notes or document.kind in ("container", "other")
        assert said, (name, document.file)


@pytest.mark.parametrize("name", EVERY)
def test_the_undamaged_file_is_read(name: str) -> None:
    documents = read_bytes(EVERY[name], name, KEY)
    read = [x for document in documents for x in document.figures]
    assert bool(read) is (name not in NOTES)
    assert _wrong_figures(documents) == []
    if name in NOTES:
        assert REASON in documents[0].notes[0].text


@pytest.mark.parametrize("name", EVERY)
def test_a_few_damaged_files(name: str) -> None:
    for number, damage in enumerate(DAMAGES * 2):
        dice = random.Random(f"{name} {number}")
        documents = read_bytes(damage(EVERY[name], dice), name, KEY)
        _assert_sane(name, documents)
        if name in SEALED:
            assert _wrong_figures(documents) == []


@pytest.mark.parametrize("name", BARE)
def test_a_file_cut_short_gives_no_other_figures(name: str) -> None:
    data = BARE[name]
    for tenth in range(1, 10):
        documents = read_bytes(data[: len(data) * tenth // 10], name, KEY)
        assert len(_wrong_figures(documents)) <= 1, tenth  # the number that the cut goes through
        assert documents[0].issues or len(documents[0].figures) == len(values())


@pytest.mark.parametrize("name", ["есеп.csv", "бет.xls"])
def test_zeros_within_a_text_are_damage(name: str) -> None:
    middle = len(BARE[name]) // 2
    data = BARE[name][:middle] + bytes(512) + BARE[name][middle + 512 :]
    (document,) = read_bytes(data, name, KEY)
    assert (document.figures, [x.observed for x in document.issues]) == ((), ["corrupt"])


def test_an_old_workbook_whose_sectors_run_in_circles_is_damaged() -> None:
    data = repeated(BARE["есеп.xls"], random.Random("h есеп.xls 3"))
    (document,) = read_bytes(data, "есеп.xls", KEY)
    assert [x.observed for x in document.issues] == ["corrupt"]


@pytest.mark.slow
def test_thousands_of_damaged_files_of_every_kind(tmp_path: Path) -> None:
    items, names = [], []
    for seed in range(4_000):
        dice = random.Random(f"every {seed}")
        name = dice.choice(list(EVERY))
        path = tmp_path / f"{seed}"
        path.write_bytes(dice.choice(DAMAGES)(EVERY[name], dice))
        items.append((str(path), name))
        names.append(name)
    found = read_isolated(items, KEY, seconds=10, memory=1 << 30)
    ended = [name for name, x in zip(names, found, strict=True) if isinstance(x, Unread)]
    # Where a damaged old workbook claims more cells than there is memory, calamine ends its process or its time.
    assert set(ended) <= {"есеп.xls"}
    assert len(ended) <= 4
    for name, documents in zip(names, found, strict=True):
        if isinstance(documents, Unread):
            continue
        _assert_sane(name, documents)
        if name in SEALED:
            assert _wrong_figures(documents) == []
