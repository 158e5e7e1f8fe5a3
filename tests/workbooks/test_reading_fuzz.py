"""Thousands of damaged workbooks: every one gets an outcome, in time and memory, and no figure is read as another."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from reading_returns import KEY, NOTE, cover, full, read, sheet

from schemas.documents import CellState, Document
from workbooks.read.isolation import read_isolated
from workbooks.text.number_grammar import read_figure

Mutation = Callable[[bytes, random.Random], bytes]
STRANGE = [
    "590 740",
    "1О 892",
    "-",
    "",
    "х",
    "16 адам",
    "590,740",
    "0.73",
    "#REF!",
    "=1+1",
    "=SUM(D8:D10)",
    "1e400",
    "-5",
    "NaN",
    "1,5 млн",
    "99999999999999999999",
    "\u202e123",
    "<b>1</b>",
    "1\n2",
    "12:30",
    "31.12.2025",
    "1 2 3",
    "+7 (700)",
    "101",
    "½",
    "٣٤",
    "1_000",
    "0x10",
    "1,000",
    "1.000,5",
    "'",
    '=HYPERLINK("x")',
]


def _strings_in_a_table() -> bytes:
    """A return as Excel writes it: shared strings, formulas with their results."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    built = sheet(language="ru")
    for name, rows in {"Титул": cover(), "Есеп": built.rows, "Түсіндірме": NOTE}.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if name == "Есеп" and column == 5 and isinstance(value, float):
                    page.write_formula(number, column, f"=E{number + 1}-D{number + 1}", None, value)
                elif value != "":
                    page.write(number, column, value)
    book.close()
    return stream.getvalue()


SOURCES = [full(sheet()), _strings_in_a_table(), full(sheet(down=2, right=1, codes=None))]


def flip_bytes(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 40))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    first, second = sorted(dice.randrange(len(data)) for _ in range(2))
    return dice.choice((data[:first], data[second:], data[:first] + data[second:], data + data[first:second]))


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def change_members(data: bytes, dice: random.Random) -> bytes:
    members = _members(data)
    name, other = dice.choice(list(members)), dice.choice(list(members))
    action = dice.randrange(4)
    if action == 0:
        del members[name]
    elif action == 1:
        members[name] = members[other]
    elif action == 2:
        members[name] = members[name][: dice.randrange(len(members[name]) + 1)]
    else:
        members[name] = flip_bytes(members[name] or b" ", dice)
    return _packed(members)


def change_xml(data: bytes, dice: random.Random) -> bytes:
    members = _members(data)
    name = dice.choice([x for x in members if "sheet" in x or "workbook" in x or "Strings" in x or "styles" in x])
    text = members[name].decode("utf-8", "replace")
    tags = list(re.finditer(r"<[^>]+>", text))
    tag = dice.choice(tags)
    replacement = dice.choice(
        [
            "",
            tag.group() * 2,
            tag.group().replace('"', "'"),
            re.sub(r'"[^"]*"', '"99999999"', tag.group(), count=1),
            re.sub(r'r="[A-Z]+', 'r="XFD', tag.group()),
            '<c r="ZZZ1048577"><v>7</v></c>',
            "<!-- -->",
            "<f>1+1</f>",
            tag.group().replace("<", "<x:"),
        ]
    )
    members[name] = (text[: tag.start()] + replacement + text[tag.end() :]).encode()
    return _packed(members)


def change_cells(data: bytes, dice: random.Random) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Есеп"]
    for _ in range(dice.randrange(1, 6)):
        cell = page.cell(dice.randrange(1, page.max_row + 1), dice.randrange(1, page.max_column + 1))
        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
            cell.value = dice.choice([*STRANGE, dice.random(), dice.randrange(10**7), True, None])
    action = dice.randrange(6)
    if action == 0:
        page.insert_rows(dice.randrange(1, page.max_row), dice.randrange(1, 4))
    elif action == 1:
        page.delete_rows(dice.randrange(1, page.max_row), 1)
    elif action == 2:
        page.insert_cols(dice.randrange(1, 8))
    elif action == 3:
        page.merge_cells(start_row=8, end_row=dice.randrange(8, 12), start_column=4, end_column=dice.randrange(4, 7))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


MUTATIONS: list[Mutation] = [flip_bytes, cut, change_members, change_xml, change_cells]


def assert_true_to_the_file(document: Document, data: bytes) -> None:
    """Every figure that was read is what another library finds in that very cell."""
    figures = [
        x for x in document.figures if x.state == CellState.READ and not x.repair.startswith(("formula", "percent"))
    ]
    if not figures:
        return
    try:
        book: Any = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:
        return
    for figure in figures:
        if figure.sheet not in book.sheetnames:
            continue
        value = book[figure.sheet][figure.cell].value
        unit = next(row.unit for row in KEY.rows if row.indicator == figure.indicator)
        if value is None or isinstance(value, bool):
            continue
        other = read_figure(value, unit, change=figure.period == "change")
        assert figure.value in (other.value, other.proposed), (figure, value)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_few_damaged_workbooks(mutation: Mutation) -> None:
    for seed in range(15):
        dice = random.Random(seed)
        data = mutation(dice.choice(SOURCES), dice)
        document = read(data)
        assert document.figures or document.issues or document.kind == "other"
        assert_true_to_the_file(document, data)


@pytest.mark.slow
def test_thousands_of_damaged_workbooks(tmp_path: Path) -> None:
    items, contents = [], []
    for seed in range(2_500):
        dice = random.Random(f"slow {seed}")
        data = dice.choice(MUTATIONS)(dice.choice(SOURCES), dice)
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(data)
        items.append((str(path), path.name))
        contents.append(data)
    found = read_isolated(items, KEY, seconds=10, memory=1 << 30)
    odd = [name for (_, name), documents in zip(items, found, strict=True) if len(documents) != 1]
    assert odd == []
    reasons: dict[str, int] = {}
    for (document,), data in zip(found, contents, strict=True):
        assert document.figures or document.issues or document.kind == "other"
        for issue in document.issues:
            if issue.rule == "workbook-unreadable":
                reasons[issue.observed] = reasons.get(issue.observed, 0) + 1
        assert_true_to_the_file(document, data)
    assert "timeout" not in reasons
    assert "killed" not in reasons


@pytest.mark.slow
def test_thousands_of_damaged_files_of_other_kinds(tmp_path: Path) -> None:
    import test_reading_containers as containers
    import test_reading_formats as formats
    import test_reading_notes as notes

    sources = {
        "есеп.xls": formats._xls(sheet()),
        "есеп.ods": formats._ods(sheet()),
        "есеп.csv": formats._csv(sheet()).encode(),
        "бет.xls": formats._html(sheet()),
        "хат.eml": containers.message({"есеп.xlsx": SOURCES[0]}),
        "бәрі.zip": containers.zipped({"есеп.xlsx": SOURCES[0], "хат.eml": containers.message({"а.xlsx": SOURCES[1]})}),
        "жазба.docx": notes._document("ТҮСІНДІРМЕ ЖАЗБА", notes.SENTENCE),
    }
    items = []
    for seed in range(3_000):
        dice = random.Random(f"other {seed}")
        name = dice.choice(list(sources))
        path = tmp_path / f"{seed}"
        path.write_bytes(dice.choice((flip_bytes, cut))(sources[name], dice))
        items.append((str(path), name))
    found = read_isolated(items, KEY, seconds=10, memory=1 << 30)
    assert all(found)
    reasons = {issue.observed for documents in found for document in documents for issue in document.issues}
    assert not reasons & {"timeout", "killed"}
