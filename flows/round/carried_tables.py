"""What earlier rounds leave behind for this one, read from CSV: settled-before.csv and learnt.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from flows.round.csv_rows import read_rows, refuse, stands_there
from flows.round.fault_sentences import fault, meant, on_line
from flows.round.register_faults import is_date, is_id
from schemas.addresses import can_be_written_to
from schemas.errors import RoundError
from schemas.frames import Learnt, SettledBefore, empty

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?|nan|", re.IGNORECASE)
_STATES = ("explained", "confirmed")
_KINDS = ("name", "address")
_Cells = dict[str, str]


def read_settled_before(path: Path) -> pd.DataFrame:
    """frames.SettledBefore, empty without a file. Raises RoundError with every fault."""
    if not stands_there(path, RoundError):
        return empty(SettledBefore)
    columns = list(SettledBefore.to_schema().columns)
    rows = read_rows(path, RoundError, columns, columns)
    lined = zip(rows.lines, _records(rows.table), strict=True)
    refuse(path, RoundError, [on_line(line, x) for line, cells in lined for x in _settled_faults(cells)])
    numbers = {x: pd.to_numeric(rows.table[x].replace("", None)).astype(float) for x in ("residual", "figure")}
    validated: pd.DataFrame = (
        SettledBefore.validate(rows.table[columns].assign(**numbers)) if len(rows.table) else empty(SettledBefore)
    )
    return validated


def read_learnt(path: Path) -> pd.DataFrame:
    """frames.Learnt, empty without a file. Raises RoundError with every fault."""
    if not stands_there(path, RoundError):
        return empty(Learnt)
    columns = list(Learnt.to_schema().columns)
    rows = read_rows(path, RoundError, columns, columns)
    owners: dict[tuple[str, str], str] = {}
    faults = []
    for line, cells in zip(rows.lines, _records(rows.table), strict=True):
        faults += [on_line(line, x) for x in _learnt_faults(cells)]
        owner = owners.setdefault((cells["kind"], cells["text"].casefold()), cells["organisation"])
        if owner != cells["organisation"]:
            faults.append(on_line(line, fault("carried.two_owners", text=cells["text"], owner=owner)))
    refuse(path, RoundError, faults)
    validated: pd.DataFrame = Learnt.validate(rows.table[columns]) if len(rows.table) else empty(Learnt)
    return validated


def _records(table: pd.DataFrame) -> Iterator[_Cells]:
    return ({str(k): str(x) for k, x in row.items()} for row in table.to_dict("records"))


def _settled_faults(cells: _Cells) -> Iterator[str]:
    yield from _not_of("state", cells["state"], _STATES)
    yield from _not_of("period", cells["period"], ("current",))
    yield from (fault("table.empty", column=x) for x in ("organisation", "rule") if not cells[x])
    for column in ("residual", "figure"):
        if not _NUMBER.fullmatch(cells[column]):
            yield fault("table.no_number", value=cells[column])
    if not is_date(cells["as_of"]):
        yield fault("table.no_date", column="as_of", value=cells["as_of"], example="2025-01-01")


def _learnt_faults(cells: _Cells) -> Iterator[str]:
    yield from _not_of("kind", cells["kind"], _KINDS)
    if not cells["text"]:
        yield fault("table.empty", column="text")
    elif cells["kind"] == "address" and not can_be_written_to(cells["text"]):
        yield fault("table.no_address", column="text", value=cells["text"])
    if not is_id(cells["organisation"]):
        yield fault("register.id", id=cells["organisation"])


def _not_of(column: str, value: str, known: tuple[str, ...]) -> Iterator[str]:
    if value not in known:
        near = meant(value, known)
        yield fault("table.none_of", column=column, value=value, known=", ".join(known), meant=near)
