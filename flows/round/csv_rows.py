"""A table of a round read from CSV as it stands, each row with its line; what is no table ends in sentences."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from schemas.errors import RoundError

_MOST_FAULTS = 50
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class CsvRows:
    """The cells as text; `lines` is the line of each row in the file, as an editor counts them."""

    table: pd.DataFrame
    lines: tuple[int, ...]


def text_of(path: Path, error: type[RoundError]) -> str:
    """The text of a file in UTF-8. Raises the error where it is missing, or in another encoding."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = (
            "is this the folder of a round? `esep init DIR` makes one"
            if path.parent.is_dir()
            else "there is no such folder"
        )
        raise error(f"{path} is missing: {hint}") from None
    except UnicodeDecodeError:
        known = "UTF-16" if path.read_bytes()[:2] in _MARKS_OF_UTF16 else "perhaps Windows-1251"
        raise error(f"{path} is not in UTF-8 ({known}): save it as «CSV UTF-8»") from None
    except OSError as fault:
        raise error(f"{path} cannot be read: {fault.strerror}") from None


def read_rows(path: Path, error: type[RoundError], needed: Collection[str], known: Collection[str]) -> CsvRows:
    """The rows of a CSV file; blank lines are none. Raises the error where its columns are not those that are known."""
    reader = csv.reader(io.StringIO(text_of(path, error), newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows += ((reader.line_num, row) for row in reader if any(map(str.strip, row)))
    except csv.Error as fault:
        raise error(f"{path}: line {reader.line_num} is no line of a CSV table: {fault}") from None
    header = [x.strip() for x in rows[0][1]] if rows else []
    refuse(path, error, [*_header_faults(header, needed, known)])
    wrong = [(line, len(row)) for line, row in rows[1:] if len(row) != len(header)]
    refuse(path, error, [f"line {line} has {count} cells; the header has {len(header)}" for line, count in wrong])
    cells = [row for _, row in rows[1:]]
    table = pd.DataFrame(cells, columns=header, dtype=object).astype(str) if cells else pd.DataFrame(columns=header)
    return CsvRows(table, tuple(line for line, _ in rows[1:]))


def refuse(path: Path, error: type[RoundError], faults: Iterable[str]) -> None:
    """Raises the error with all the faults, one a line, where there are any."""
    told = list(dict.fromkeys(faults))
    shown = [f"{path}: {x}" for x in told[:_MOST_FAULTS]]
    shown += [f"{path}: and {len(told) - _MOST_FAULTS} more"] if len(told) > _MOST_FAULTS else []
    if shown:
        raise error("\n".join(shown))


def _header_faults(header: list[str], needed: Collection[str], known: Collection[str]) -> Iterable[str]:
    if len(header) == 1 and (found := [x for x in (";", "\t") if x in header[0]]):
        between = "tabs" if found[0] == "\t" else f"«{found[0]}»"
        yield f"the columns stand between {between}: save it with commas between them"
        return
    if missing := [x for x in needed if x not in header]:
        yield f"{_columns(missing)} missing"
    if strange := [x for x in header if x not in known]:
        yield f"{_columns(strange)} unknown; known: {', '.join(known)}"
    if double := sorted({x for x in header if header.count(x) > 1}):
        yield f"{_columns(double)} there twice"


def _columns(names: list[str]) -> str:
    told = ", ".join(x or "without a name" for x in names)
    return f"column {told} is" if len(names) == 1 else f"columns {told} are"
