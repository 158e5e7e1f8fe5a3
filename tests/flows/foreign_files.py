"""Files that are no returns, as offices drop them into an inbox: made here, and gathered from the Python at hand."""

from __future__ import annotations

import io
import random
import sysconfig
import tarfile
import zipfile
from collections import defaultdict
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl

CODES = (
    101,
    102,
    103,
    104,
    105,
    201,
    202,
    203,
    301,
    302,
    303,
    304,
    401,
    402,
    501,
    502,
    503,
    601,
    602,
    603,
    604,
    605,
    606,
)
GOODS = ("Цемент М400", "Кабель ВВГ 3х2,5", "Бумага А4", "Картридж", "Стол ученический", "Доска", "Мел", "Парта")
LARGEST = 400_000


def workbook(title: str, header: list[object], rows: list[list[object]], sheet: str = "Лист1") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in [[title], [], header, *rows]:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def document(*paragraphs: str) -> bytes:
    written = docx.Document()
    for text in paragraphs:
        written.add_paragraph(text)
    stream = io.BytesIO()
    written.save(stream)
    return stream.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return stream.getvalue()


def price_list(dice: random.Random, *, headed: bool) -> bytes:
    """Articles bear the numbers of the form's rows; with `headed` the header is the form's own."""
    header = [
        "Код строки",
        "Наименование показателя",
        "Единица",
        "Прошлый год (01.01.2025)",
        "Отчётный год (01.01.2026)",
    ]
    plain = ["Артикул", "Товар", "Ед.", "Цена 2024", "Цена 2025"]
    rows = [[x, dice.choice(GOODS), "шт.", dice.randrange(9000), dice.randrange(9000)] for x in CODES]
    return workbook("Прайс-лист", header if headed else plain, rows)


def budget(dice: random.Random, place: str) -> bytes:
    rows = [
        [n, f"{article}: расходы выросли, потому что увеличены выплаты по городу {place}", dice.randrange(10**7), 2016]
        for n, article in enumerate(("Заработная плата", "Налоги", "Ремонт школ", "Стипендии студентам"), 1)
    ]
    return workbook(f"{place} бюджеті, 2016 жыл", ["№", "Статья", "Сумма, тыс. тенге", "Год"], rows)


def invoice(dice: random.Random) -> bytes:
    rows = [[n, dice.choice(GOODS), dice.randrange(1, 50), dice.randrange(10**5)] for n in range(1, 12)]
    return workbook(f"Счёт на оплату № {dice.randrange(999)}", ["№", "Товар", "Кол-во", "Сумма"], rows, "Счёт")


def staff_list(dice: random.Random) -> bytes:
    names = ("Ахметов А.", "Сериков Б.", "Иванова В.", "Омарова Г.")
    rows = [[x, dice.choice(names), "адам", dice.randrange(2), dice.randrange(2), 0] for x in CODES]
    return workbook("Мүшелер тізімі", ["Жол коды", "Аты-жөні", "Өлшем бірлігі", "2024", "2025", "Айырма"], rows, "Есеп")


def mail(sender: str, subject: str, body: str, attachments: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "department@example.org", subject
    message["Date"] = "Wed, 28 Jan 2026 10:00:00 +0500"
    message.set_content(body)
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def built_files(dice: random.Random) -> dict[str, bytes]:
    """By name: one file of every kind, none of them a return."""
    calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:X\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    fork = b"\x00\x05\x16\x07\x00\x02\x00\x00" + bytes(400)
    table = "\r\n".join(f"{x};{dice.choice(GOODS)};шт.;{dice.randrange(900)};{dice.randrange(900)}" for x in CODES)
    page = "".join(f"<tr><td>{x}</td><td>{dice.choice(GOODS)}</td><td>{dice.randrange(99)}</td></tr>" for x in CODES)
    return {
        "прайс.xlsx": price_list(dice, headed=False),
        "прайс с шапкой.xlsx": price_list(dice, headed=True),
        "прайс.csv": table.encode("cp1251"),
        "прайс.xls": f"<html><body><table>{page}</table></body></html>".encode(),
        "Оңтүстік бюджет.xlsx": budget(dice, "Оңтүстік"),
        "Солтүстік бюджет 2016.xlsx": budget(dice, "Солтүстік"),
        "счёт.xlsx": invoice(dice),
        "тізім.xlsx": staff_list(dice),
        "приказ.docx": document("БҰЙРЫҚ № 12", "Кезекші тағайындалсын.", "Директор"),
        "пусто.docx": document(),
        "договор.rtf": b"{\\rtf1\\ansi Dogovor postavki No 7. Cena vyrosla na 12 procentov.\\par}",
        "встреча.ics": calendar,
        "карточка.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n",
        "база.mdb": b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(dice.randbytes(2000)),
        "база.sqlite": b"SQLite format 3\x00" + dice.randbytes(2000),
        "setup.exe": b"MZ\x90\x00\x03" + dice.randbytes(3000),
        "дауыс.mp3": b"ID3\x04\x00" + dice.randbytes(3000),
        "бейне.mp4": b"\x00\x00\x00\x18ftypmp42" + dice.randbytes(3000),
        "скан.pdf": b"%PDF-1.7\n" + dice.randbytes(3000) + b"\n%%EOF",
        "фото.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + dice.randbytes(3000),
        "слайд.pptx": zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}),
        "кесте.numbers": zipped({"Index/Document.iwa": b"x", "preview.jpg": b"\xff\xd8\xff"}),
        "архив.rar": b"Rar!\x1a\x07\x01\x00" + dice.randbytes(900),
        "архив.7z": b"7z\xbc\xaf\x27\x1c" + dice.randbytes(900),
        "архив.tar.gz": tarred({"a.txt": b"text", "b.xlsx": invoice(dice)}),
        "бос архив.zip": zipped({}),
        "архив в архиве.zip": zipped({"ішкі.zip": zipped({"прайс.xlsx": price_list(dice, headed=True), "a.ics": calendar})}),
        "бос.xlsx": b"",
        "бос.csv": b"",
        "бос.eml": b"",
        "пустая книга.xlsx": workbook("", [], []),
        "~$north.xlsx": b"\x05user" + bytes(160),
        "._south.xlsx": fork,
        ".DS_Store": b"\x00\x00\x00\x01Bud1" + bytes(400),
        "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024),
        "сілтеме.url": b"[InternetShortcut]\r\nURL=https://example.org\r\n",
        "north@.eml": mail("north@example.org", "Прайс", "Добрый день! Направляем прайс.", {"п.xlsx": price_list(dice, headed=True)}),
        "south@.eml": mail("south@example.org", "Бюджет", "Бюджет қоса беріледі.", {"б.xlsx": budget(dice, "Оңтүстік")}),
        "жарнама.eml": mail("shop@example.com", "Жеңілдік!", "Бағалар 50 пайызға төмендеді, себебі маусым аяқталды.", {}),
        "шум.xlsx": dice.randbytes(5000),
        "шум.zip": b"PK\x03\x04" + dice.randbytes(5000),
        "шум.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(5000),
    }  # fmt: skip


def gathered_files(dice: random.Random, of_each: int) -> dict[str, bytes]:
    """Files of the Python at hand, so many of each ending; some under the name of an office's file."""
    by_ending: dict[str, list[Path]] = defaultdict(list)
    for root in (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")):
        for path in Path(root).rglob("*"):
            if path.suffix != ".pyc" and path.is_file() and not path.is_symlink() and path.stat().st_size < LARGEST:
                by_ending[path.suffix.lower()].append(path)
    found: dict[str, bytes] = {}
    for ending, paths in sorted(by_ending.items()):
        for path in dice.sample(sorted(paths), min(of_each, len(paths))):
            disguise = dice.choice((".xlsx", ".xls", ".csv", ".docx", ".zip", ".eml", ".ods", ".xlsb", ".html", ".doc"))
            name = f"{len(found):04d}-{path.stem[:40]}" + (disguise if dice.random() < 0.4 else ending)
            found[name] = path.read_bytes()
    return found
