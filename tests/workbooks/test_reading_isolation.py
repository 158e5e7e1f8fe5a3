"""A file that kills, hangs or floods its reader costs no other its reading, and nothing is said of it by that."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import time
import zipfile
from pathlib import Path

import pytest
from hostile_reader import hostile_work
from reading_returns import KEY, assert_read, full, rules, sheet, workbook

from workbooks.files.limits import Refused
from workbooks.files.process_limits import limit_memory
from workbooks.read.file_reading import read_file
from workbooks.read.isolation import WorkerPool, read_isolated
from workbooks.read.own_failures import Unread, own_failure

CONTENT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def far_cells(rows: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose one sheet holds `rows`."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"Есеп": [[1]]}))) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                data = f'<worksheet xmlns="{CONTENT}"><sheetData>{rows}</sheetData></worksheet>'.encode()
            target.writestr(name, data)
    return stream.getvalue()


def test_cells_at_the_far_corners_do_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        far_cells('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="60000"><c r="A60000"><v>2</v></c></row>')
    )
    assert rules(read_file(str(path), "a.xlsx", KEY)[0]) == ["sheet-not-found"]


def test_a_stray_cell_far_away_does_not_hide_the_table() -> None:
    built = sheet()

    def stray(book: object) -> None:
        book["Есеп"]["XFD1"] = " "  # type: ignore[index]
        book["Есеп"]["A60000"] = " "  # type: ignore[index]

    from reading_returns import read

    document = read(full(built, stray))
    assert_read(document, built)
    assert rules(document) == []


def test_everything_comes_back_in_order_and_equal_to_reading_here(tmp_path: Path) -> None:
    items = []
    for number in range(12):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(full(sheet(down=number % 3)) if number % 4 else b"PK\x03\x04 broken")
        items.append((str(path), f"{number}.xlsx"))
    found = read_isolated(items, KEY)
    assert found == [read_file(path, name, KEY) for path, name in items]


def test_a_reader_that_dies_or_hangs_or_floods_costs_only_its_file() -> None:
    names = ["good", "hang", "good", "die", "flood", "good", "hang"] + ["good"] * 20
    pool = WorkerPool([(name, name) for name in names], KEY, 2, seconds=1.0, memory=400 << 20, work=hostile_work)
    started = time.monotonic()
    found = pool.run()
    pool.close()
    assert time.monotonic() - started < 10
    reasons = [x.reason if isinstance(x, Unread) else "" for x in found]
    expected = {"good": "", "hang": "timeout", "die": "killed", "flood": "memory"}
    assert reasons == [expected[name] for name in names]


def test_where_every_reader_dies_at_once_nobody_waits_for_each_file() -> None:
    pool = WorkerPool([("die", "die")] * 500, KEY, 2, seconds=5.0, memory=400 << 20, work=hostile_work)
    started = time.monotonic()
    assert pool.run() == [Unread("killed")] * 500
    pool.close()
    assert time.monotonic() - started < 10


def test_memory_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    stream = io.BytesIO(
        far_cells("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3_000)))
    )
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{CONTENT}"><si><t>{"x" * 1_000_000}</t></si></sst>')
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                shared = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
                data = relations.replace("</Relationships>", shared).encode()
            target.writestr(name, data)
    (found,) = read_isolated([(str(path), "big.xlsx")], KEY, workers=1, memory=400 << 20)
    assert isinstance(found, Unread)
    assert found.reason in ("memory", "killed")


def test_what_is_missing_closed_or_altered_is_not_read_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(full(sheet()))
    right = hashlib.sha256(path.read_bytes()).hexdigest()
    items = [(str(tmp_path / "жоқ.xlsx"), "жоқ.xlsx"), (str(tmp_path), "folder"), (str(path), "a.xlsx", "0" * 64)]
    found = read_isolated([*items, (str(path), "a.xlsx", right)], KEY, workers=1)
    assert found[:3] == [Unread("missing"), Unread("closed"), Unread("altered")]
    assert found[3] == read_file(str(path), "a.xlsx", KEY)


def test_a_reader_has_no_more_memory_than_this_process_may_have() -> None:
    pid = os.fork()
    if not pid:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
            limit_memory(8 << 30)
            os._exit(0 if resource.getrlimit(resource.RLIMIT_AS) == (3 << 30, 3 << 30) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_what_the_machine_lacks_is_told_from_what_is_wrong_with_a_file() -> None:
    def caused(by: BaseException) -> Exception:
        error = Refused("corrupt")
        error.__cause__ = by
        return error

    assert own_failure(MemoryError()) == "memory"
    assert own_failure(caused(MemoryError())) == "memory"
    assert own_failure(caused(OSError(errno.ENOMEM, "Cannot allocate memory"))) == "memory"
    assert own_failure(caused(ValueError("Error -4 while decompressing data: out of memory"))) == "memory"
    assert own_failure(caused(OSError(errno.EIO, "Input/output error"))) == "closed"
    assert own_failure(caused(OSError(errno.EMFILE, "Too many open files"))) == "closed"
    for of_the_file in (
        Refused("too-large"),
        ValueError("bad zip"),
        caused(OSError("Invalid stream")),
        OSError(errno.EINVAL, "x"),
    ):
        assert own_failure(of_the_file) == ""


def test_a_huge_file_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(full(sheet()))
    import dataclasses

    from workbooks.read import file_reading

    monkeypatch.setattr(file_reading, "LIMITS", dataclasses.replace(file_reading.LIMITS, file_bytes=10))
    assert read_file(str(path), "a.xlsx", KEY)[0].issues[0].observed == "too-large"


def test_nothing_to_read() -> None:
    assert read_isolated([], KEY) == []
