"""The register, its events and the history of a round read from CSV; everything that is wrong is said at once."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from flows.round.csv_rows import read_rows, refuse
from flows.round.register_faults import is_date, register_faults
from schemas.errors import HistoryError, RegisterError
from schemas.form import Form
from schemas.frames import REGISTER_EVENTS, History, Register, RegisterEvents, empty
from schemas.languages import CODE

_FURTHER_NAME = re.compile(f"name_{CODE.pattern}")
_MAY_BE_LEFT_OUT = ("valid_from", "valid_to", "successors", "former_ids", "copies_to_parent")
_GROUPED = re.compile(r"(\d{1,3})((?:[ \u00a0\u2009\u202f]\d{3})+)(\.\d+)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_register(path: Path) -> pd.DataFrame:
    """frames.Register from a CSV file, and columns name_<language> beside. Raises RegisterError with every fault."""
    columns = list(Register.to_schema().columns)
    known = _Columns(columns)
    rows = read_rows(path, RegisterError, [x for x in columns if x not in _MAY_BE_LEFT_OUT], known)
    table = rows.table.assign(**{x: "" for x in _MAY_BE_LEFT_OUT if x not in rows.table})
    refuse(path, RegisterError, register_faults(table, rows.lines))
    further = [x for x in table if x not in columns]
    return _empty_or(Register, table[columns]).join(table[further])


class _Columns(list[str]):
    """The columns of a register, among them the names in further languages."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or bool(_FURTHER_NAME.fullmatch(str(name)))


def read_register_events(path: Path, register: pd.DataFrame) -> pd.DataFrame:
    """frames.RegisterEvents by date, empty without a file. Raises RegisterError with every fault."""
    if not path.is_file():
        return empty(RegisterEvents)
    columns = list(RegisterEvents.to_schema().columns)
    rows = read_rows(path, RegisterError, columns, columns)
    faults = []
    for line, row in zip(rows.lines, rows.table.to_dict("records"), strict=True):
        if not is_date(row["date"]):
            faults.append(f"line {line}: date «{row['date']}» is no date; write it as 2025-07-01")
        if row["event"] not in REGISTER_EVENTS:
            faults.append(f"line {line}: event «{row['event']}» is none of {', '.join(REGISTER_EVENTS)}")
        if not row["because"].strip():
            faults.append(f"line {line}: because is empty; say why")
        if not row["organisation"].strip():
            faults.append(f"line {line}: organisation is empty")
        elif row["event"] in ("admitted", "renamed", "moved") and row["organisation"] not in set(register["id"]):
            faults.append(f"line {line}: {row['organisation']} is no organisation of register.csv")
    refuse(path, RegisterError, faults)
    return _empty_or(RegisterEvents, rows.table[columns]).sort_values("date", kind="stable", ignore_index=True)


def read_history(path: Path, form: Form | None = None) -> pd.DataFrame:
    """frames.History from a CSV file; an indicator that the form lacks is left out, and so is an empty value.

    Digits in groups («30 562») are read. Raises HistoryError with every value that is no number, and every double.
    """
    columns = list(History.to_schema().columns)
    rows = read_rows(path, HistoryError, [x for x in columns if x != "carried"], columns)
    table = rows.table.assign(value=rows.table["value"].str.strip().map(_ungrouped), line=list(rows.lines))
    table["carried"] = table["carried"].str.strip() if "carried" in table else ""
    table = table[table["value"].ne("")]
    wrong = table[~table["value"].map(lambda x: bool(_NUMBER.fullmatch(x)))] if len(table) else table
    faults = [
        f"line {line}: «{value}» is no number; write it as 30562 or 95.8"
        for line, value in wrong[["line", "value"]].itertuples(index=False)
    ]
    undated = table[table["carried"].ne("") & ~table["carried"].map(is_date)]
    faults += [
        f"line {line}: carried «{day}» is no date; write it as 2025-01-01"
        for line, day in undated[["line", "carried"]].itertuples(index=False)
    ]
    nameless = table[table["organisation"].str.strip().eq("") | table["indicator"].str.strip().eq("")]
    faults += [f"line {line}: no organisation, or no indicator" for line in nameless["line"]]
    doubled = table[table.duplicated(["organisation", "indicator"])]
    faults += [
        f"line {line}: {organisation}, {indicator} stands there twice"
        for organisation, indicator, line in doubled[["organisation", "indicator", "line"]].itertuples(index=False)
    ]
    refuse(path, HistoryError, faults)
    kept = table[table["indicator"].isin(form.indicators)] if form else table
    return _empty_or(History, kept[columns].reset_index(drop=True))


def _ungrouped(text: str) -> str:
    found = _GROUPED.fullmatch(text)
    return found[1] + re.sub(r"\D", "", found[2]) + (found[3] or "") if found else text


def _empty_or(model: type[Register] | type[RegisterEvents] | type[History], table: pd.DataFrame) -> pd.DataFrame:
    validated: pd.DataFrame = model.validate(table) if len(table) else empty(model)
    return validated
