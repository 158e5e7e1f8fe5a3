"""The bench of files: writing templates, reading returns, marked copies, letters."""

from __future__ import annotations

import datetime as dt
import io
import multiprocessing as mp
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter

from reports.letters.letter_content import LetterContent
from reports.letters.letter_message import letter
from schemas.documents import Document
from schemas.form.model import Form, Text
from schemas.frames import Commentary, Findings, Suspects, empty
from tests.bench.calamine_alone import Cell, list_cells
from tests.bench.rows import Row, seconds_of
from tests.bench.synthetic_round import write_returns
from workbooks.form_key import form_key
from workbooks.marked.marking import mark_return
from workbooks.read.file_reading import read_file
from workbooks.read.isolation import read_isolated

PROCESSES, MARKED = 2, 40


def _calamine(paths: Sequence[str]) -> None:
    with mp.get_context("forkserver").Pool(PROCESSES) as pool:
        pool.map(list_cells, paths, chunksize=8)


def _reading(paths: Sequence[str], form: Form) -> pd.DataFrame:
    key = form_key(form, form.as_of, form.prior_as_of)
    read = read_isolated([(path, Path(path).name) for path in paths], key, PROCESSES)
    rows = [(d.file, x.indicator, x.period, x.value, x.sheet, x.cell) for one in read for d in one for x in d.figures]
    return pd.DataFrame(rows, columns=["file", "indicator", "period", "value", "sheet", "cell"])


def _write_plainly(cells: Sequence[Cell]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheets = {name: book.add_worksheet(name) for name in dict.fromkeys(x[0] for x in cells)}
        for name, row, column, value in cells:
            sheets[name].write(row, column, str(value) if isinstance(value, dt.date | dt.timedelta) else value)
    return out.getvalue()


def _load_and_save(data: bytes) -> None:
    openpyxl.load_workbook(io.BytesIO(data)).save(io.BytesIO())


def _findings(document: Document) -> pd.DataFrame:
    cells = {(x.indicator, x.period): x for x in document.figures}
    rows = []
    for indicator, rule in (("members", "members-balance"), ("working", "working-by-occupation"), ("women", "late")):
        cell = cells[indicator, "current"]
        rows.append({"organisation": "o0", "file": document.file, "sheet": cell.sheet, "cell": cell.cell,
                     "indicator": indicator, "period": "current", "rule": rule, "observed": cell.raw, "expected": "1",
                     "severity": "soft" if rule == "late" else "hard", "message": "101 ≠ 102 + 103 + 104",
                     "parameters": {"lhs": 1.0, "rhs": 2.0, "diff": -1.0}})  # fmt: skip
    return Findings.validate(pd.DataFrame(rows))


def _content(document: Document, findings: pd.DataFrame, attachment: tuple[str, bytes], form: Form) -> LetterContent:
    figures = pd.DataFrame([{"organisation": "o0", "indicator": x.indicator, "period": x.period, "value": x.value,
                             "state": x.state, "file": document.file, "sheet": x.sheet, "cell": x.cell, "raw": x.raw}
                            for x in document.figures])  # fmt: skip
    return LetterContent(
        "o0", Text(kk="Ұйым", ru="Организация", en="Organisation"), "kk", "o@example.org", "d@example.org", "returned",
        document.file, "0" * 64, "2026-01-20", form.as_of, form.as_of, dt.datetime(2026, 1, 21, tzinfo=dt.UTC), "k",
        findings, empty(Commentary), empty(Suspects), figures, attachment,
    )  # fmt: skip


def _bare_message(name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = "o@example.org", "d@example.org", "Есеп"
    message.set_content("Құрметті әріптестер!\n" * 40)
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def file_rows(folder: Path, count: int, form: Form) -> Iterator[Row]:
    """The rows about files, over `count` written returns."""
    paths: list[Path] = []
    writing = seconds_of(lambda: paths.extend(write_returns(folder, count, form)))
    names = [str(path) for path in paths]
    listed = [list_cells(name) for name in names[:MARKED]]
    plain = seconds_of(lambda: [_write_plainly(cells) for cells in listed]) * count / len(listed)
    yield Row("writing templates", count, writing, plain, "XlsxWriter, the same cells without styles")
    _calamine(names[:8])
    _reading(names[:8], form)
    ours, floor = seconds_of(lambda: _reading(names, form), 3), seconds_of(lambda: _calamine(names), 3)
    yield Row("reading returns", count, ours, floor, "calamine, listing the cells, 2 processes", most_ratio=3)
    key = form_key(form, form.as_of, form.prior_as_of)
    documents = [read_file(str(path), path.name, key)[0] for path in paths[:MARKED]]
    found = [_findings(document) for document in documents]
    data = [path.read_bytes() for path in paths[:MARKED]]
    copies: list[tuple[str, bytes]] = []

    def mark() -> None:
        for one, findings in zip(data, found, strict=True):
            marked = mark_return(one, "a.xlsx", findings, "kk", form)
            copies.append((marked.file_name, marked.data))

    marking = seconds_of(mark)
    opening = seconds_of(lambda: [_load_and_save(x) for x in data])
    yield Row("marked copies", MARKED, marking, opening, "openpyxl, load and save")
    contents = [_content(d, f, c, form) for d, f, c in zip(documents, found, copies, strict=True)]
    letters = seconds_of(lambda: [letter(x, form).as_bytes() for x in contents])
    bare = seconds_of(lambda: [_bare_message(*x) for x in copies])
    yield Row("letters", MARKED, letters, bare, "email, the attachment and 40 lines")
