"""The register of a round and its events read from CSV; everything that is wrong is said at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pandas as pd

from flows.round.csv_rows import read_rows, refuse, stands_there
from flows.round.fault_sentences import fault, meant, on_line
from flows.round.register_faults import faults_as_of, is_date, register_faults
from schemas.errors import RegisterError
from schemas.frames import REGISTER_EVENTS, Register, RegisterEvents, empty
from schemas.languages import CODE

_FURTHER_NAME = re.compile(f"name_{CODE.pattern}")
_MAY_BE_LEFT_OUT = ("valid_from", "valid_to", "successors", "former_ids", "copies_to_parent")


def read_register(path: Path) -> pd.DataFrame:
    """frames.Register from a CSV file, and columns name_<language> beside. Raises RegisterError with every fault."""
    columns = list(Register.to_schema().columns)
    known = _Columns(columns)
    rows = read_rows(path, RegisterError, [x for x in columns if x not in _MAY_BE_LEFT_OUT], known)
    table = rows.table.assign(**{x: "" for x in _MAY_BE_LEFT_OUT if x not in rows.table})
    refuse(path, RegisterError, register_faults(table, rows.lines))
    further = [x for x in table if x not in columns]
    return _empty_or(Register, table[columns]).join(table[further])


def register_as_of(register: pd.DataFrame, path: Path, as_of: dt.date, languages: Sequence[str]) -> pd.DataFrame:
    """The register of the file, of a round on a day in which people read these languages. Raises RegisterError."""
    strange = register[~register["language"].isin(languages)]
    known = ", ".join(languages)
    faults = [
        on_line(int(str(place)) + 2, fault("register.language", value=x, known=known))
        for place, x in strange["language"].items()
    ]
    refuse(path, RegisterError, [*faults, *faults_as_of(register, as_of)])
    return register


def read_register_before(path: Path) -> pd.DataFrame:
    """frames.Register of the year before, empty without a file. Raises RegisterError with every fault."""
    return read_register(path) if stands_there(path, RegisterError) else empty(Register)


class _Columns(list[str]):
    """The columns of a register, among them the names in further languages."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or bool(_FURTHER_NAME.fullmatch(str(name)))


def read_register_events(path: Path, register: pd.DataFrame) -> pd.DataFrame:
    """frames.RegisterEvents by date, empty without a file. Raises RegisterError with every fault."""
    if not stands_there(path, RegisterError):
        return empty(RegisterEvents)
    columns = list(RegisterEvents.to_schema().columns)
    rows = read_rows(path, RegisterError, columns, columns)
    known, seen = set(register["id"]), set[tuple[str, ...]]()
    faults = []
    for line, row in zip(rows.lines, rows.table.to_dict("records"), strict=True):
        event = {str(k): str(x) for k, x in row.items()}
        faults += [on_line(line, x) for x in _event_faults(event, known)]
        said = (event["date"], event["organisation"], event["event"])
        if said in seen:
            faults.append(on_line(line, fault("table.twice", what=", ".join(said))))
        seen.add(said)
    refuse(path, RegisterError, faults)
    table = rows.table[columns]
    validated: pd.DataFrame = RegisterEvents.validate(table) if len(table) else empty(RegisterEvents)
    return validated.sort_values("date", kind="stable", ignore_index=True)


def _event_faults(event: dict[str, str], known: Collection[str]) -> Iterator[str]:
    if not is_date(event["date"]):
        yield fault("table.no_date", column="date", value=event["date"], example="2025-07-01")
    if event["event"] not in REGISTER_EVENTS:
        near = meant(event["event"], REGISTER_EVENTS)
        known_events = ", ".join(REGISTER_EVENTS)
        yield fault("table.none_of", column="event", value=event["event"], known=known_events, meant=near)
    if not event["because"]:
        yield fault("register.no_reason")
    if not event["organisation"]:
        yield fault("table.empty", column="organisation")
    elif event["event"] in ("admitted", "renamed", "moved") and event["organisation"] not in known:
        yield fault("register.not_registered", id=event["organisation"], meant=meant(event["organisation"], known))


def _empty_or(model: type[Register], table: pd.DataFrame) -> pd.DataFrame:
    validated: pd.DataFrame = model.validate(table) if len(table) else empty(model)
    return validated
