"""A table of a round read from CSV as it stands, each row with its line; what is no table ends in sentences."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.round.fault_sentences import fault, meant, on_line
from schemas.errors import RoundError

_MOST_FAULTS = 50
_LONGEST_CELL = 1 << 20
_MARKS = {b"\xff\xfe\x00\x00": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": ""}
_SEPARATOR = re.compile(r"sep=.?", re.IGNORECASE)
_ABOUT = " \t\r\n\u00a0\u2007\u202f\u2009\u200b\u2060\ufeff"
# what prints nothing and belongs to no text; a line break within a cell does
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True)
class CsvRows:
    """The cells as text, without the spaces about them; `lines` is the line of each row, as an editor counts them."""

    table: pd.DataFrame
    lines: tuple[int, ...]


def text_of(path: Path, error: type[RoundError]) -> str:
    """The text of a file in UTF-8. Raises the error where it is missing, or in another encoding."""
    content = _bytes_of(path, error)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = "file.encoding_table" if path.suffix == ".csv" else "file.encoding"
        raise error(fault(said, path=str(path), known=_kind_of(content))) from None


def stands_there(path: Path, error: type[RoundError]) -> bool:
    """Whether there is a file that may be left out. Raises the error where a folder, or a dead link, has its name."""
    if path.is_dir():
        raise error(fault("file.no_file", path=str(path)))
    if path.is_symlink() and not path.exists():
        raise error(fault("file.unreadable", path=str(path), why=fault("file.dead_link")))
    return path.exists()


def refuse_taken(folders: Iterable[Path]) -> None:
    """Raises RoundError where something else has the name of one of these folders; one that is not there is none."""
    if taken := [x for x in folders if x.exists() and not x.is_dir()]:
        raise RoundError("\n".join(fault("file.folder", path=str(x)) for x in taken))


def _bytes_of(path: Path, error: type[RoundError]) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if path.is_symlink():
            raise error(fault("file.unreadable", path=str(path), why=fault("file.dead_link"))) from None
        missing = "file.missing" if path.parent.is_dir() else "file.no_folder"
        raise error(fault(missing, path=str(path))) from None
    except IsADirectoryError:
        raise error(fault("file.no_file", path=str(path))) from None
    except OSError as wrong:
        why = fault("file.denied") if isinstance(wrong, PermissionError) else str(wrong.strerror)
        raise error(fault("file.unreadable", path=str(path), why=why)) from None


def _kind_of(content: bytes) -> str:
    told = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    if told is None:
        return fault("file.perhaps", encoding="UTF-16" if b"\0" in content[:200] else "Windows-1251")
    return told or fault("file.workbook")


def read_rows(path: Path, error: type[RoundError], needed: Collection[str], known: Collection[str]) -> CsvRows:
    """The rows of a CSV file; blank lines are none. Raises the error where its columns are not those that are known."""
    rows = _rows(path, error)
    header = rows[0][1] if rows else []
    refuse(path, error, [*_header_faults(header, needed, known)])
    counts = {"wanted": str(len(header))}
    wrong = [(line, len(row)) for line, row in rows[1:] if len(row) != len(header)]
    refuse(path, error, [on_line(line, fault("table.cells", count=str(x), **counts)) for line, x in wrong])
    refuse(path, error, _invisible(rows[1:], header))
    cells = [row for _, row in rows[1:]]
    table = pd.DataFrame(cells, columns=header, dtype=object).astype(str) if cells else pd.DataFrame(columns=header)
    return CsvRows(table, tuple(line for line, _ in rows[1:]))


def _rows(path: Path, error: type[RoundError]) -> list[tuple[int, list[str]]]:
    """Each row that holds something, with its line."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text_of(path, error), newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows += ((reader.line_num, [x.strip(_ABOUT) for x in row]) for row in reader if any(map(str.strip, row)))
    except csv.Error:
        raise error(f"{path}: {on_line(reader.line_num, fault('table.no_line'))}") from None
    # Excel's own first line, by which it knows what stands between the columns
    return rows[1:] if rows and _SEPARATOR.fullmatch(",".join(rows[0][1])) else rows


def refuse(path: Path, error: type[RoundError], faults: Iterable[str]) -> None:
    """Raises the error with all the faults, one a line, where there are any."""
    told = list(dict.fromkeys(faults))
    shown = [f"{path}: {x}" for x in told[:_MOST_FAULTS]]
    if len(told) > _MOST_FAULTS:
        shown.append(f"{path}: {fault('place.more', count=str(len(told) - _MOST_FAULTS))}")
    if shown:
        raise error("\n".join(shown))


def _invisible(rows: Iterable[tuple[int, list[str]]], header: list[str]) -> Iterator[str]:
    for line, row in rows:
        for column, cell in zip(header, row, strict=True):
            if found := _CONTROL.search(cell):
                yield on_line(line, fault("table.control", column=column, code=f"U+{ord(found[0]):04X}"))


def _header_faults(header: list[str], needed: Collection[str], known: Collection[str]) -> Iterator[str]:
    if len(header) == 1 and (found := [x for x in (";", "\t") if x in header[0]]):
        yield fault("table.tabs") if found[0] == "\t" else fault("table.semicolons", between=found[0])
        return
    if not set(header) & set(known):
        yield fault("table.no_header", known=", ".join(needed))
        return
    missing = [x for x in needed if x not in header]
    if missing:
        yield fault("table.column_missing" if len(missing) == 1 else "table.columns_missing", names=", ".join(missing))
    for strange in dict.fromkeys(x for x in header if x not in known):
        near = meant(strange, missing)
        named = strange or fault("table.nameless")
        yield fault("table.column_unknown", names=named, meant=near, known=", ".join(known))
    for double in sorted({x for x in header if header.count(x) > 1}):
        yield fault("table.column_twice", names=double or fault("table.nameless"))
