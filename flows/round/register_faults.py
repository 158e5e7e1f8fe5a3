"""What is wrong in a register, each fault a sentence with its line. What a reader would stumble over ends here."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import pandas as pd

from flows.round.fault_sentences import fault, meant, on_line
from schemas.addresses import recipients_in
from schemas.frames import KINDS
from schemas.languages import CODE, SHIPPED
from schemas.succession import ids_in

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_DATES = ("admitted", "valid_from", "valid_to")
_DAY = "2025-07-01"
_YES_OR_NO = ("yes", "no")
_YEARS = range(1900, 2101)
_MARKS = re.compile(r"[«»„“”\"'\s]+")
Row = Mapping[str, str]


def register_faults(table: pd.DataFrame, lines: Sequence[int]) -> Iterator[str]:
    """The faults of a register with all its columns as text."""
    rows = [{str(k): str(x) for k, x in row.items()} for row in table.assign(line=list(lines)).to_dict("records")]
    known = {x["id"] for x in rows}
    for row in rows:
        own = (*_row_faults(row), *_date_faults(row), *_kin_faults(row, known))
        yield from (on_line(row["line"], x) for x in own)
    yield from _doubles(rows)
    yield from _shared_former_ids(rows)
    yield from _circles({x["id"]: x["parent"] for x in reversed(rows)}, "register.circle")
    lone = {x["id"]: ids_in(x["successors"])[0] for x in rows if len(ids_in(x["successors"])) == 1}
    yield from _circles(lone, "register.successors_circle")
    yield from _shared_aliases(rows)


def faults_as_of(register: pd.DataFrame, as_of: dt.date) -> Iterator[str]:
    """What is wrong in a register on a day: nobody reports, or one whose parent does so no longer, or not yet."""
    day = as_of.isoformat()
    active = register[(register["valid_to"].eq("") | (register["valid_to"] >= day)) & (register["valid_from"] <= day)]
    if active.empty:
        yield fault("register.nobody", day=day)
    lone = active[active["parent"].ne("") & ~active["parent"].isin(active["id"])]
    for organisation, parent in lone[["id", "parent"]].itertuples(index=False):
        yield fault("register.parent_gone", id=organisation, parent=parent, day=day)
    later = active[active["admitted"].gt(day) & active["valid_from"].eq("")]
    for organisation, admitted in later[["id", "admitted"]].itertuples(index=False):
        said = fault("register.joins_later", value=admitted, day=day)
        yield fault("place.field", field=organisation, said=said)


def _row_faults(row: Row) -> Iterator[str]:
    if not is_id(row["id"]):
        yield fault("register.id", id=row["id"])
    if row["kind"] not in KINDS:
        known = ", ".join(KINDS)
        yield fault("table.none_of", column="kind", value=row["kind"], known=known, meant=meant(row["kind"], KINDS))
    yield from (fault("table.empty", column=x) for x in ("name_kk", "name_ru") if not row[x])
    if not CODE.fullmatch(row["language"]):
        yield fault("register.language_code", value=row["language"], meant=meant(row["language"], SHIPPED))
    # who has no address is asked through the parent, or shown to the statistician
    if row["email"] and not recipients_in(row["email"]):
        yield fault("table.no_address", column="email", value=row["email"])
    if row["kind"] == "branch" and not row["parent"]:
        yield fault("register.lone_branch")
    if row["former_parent"] and row["former_parent"] == row["id"]:
        yield fault("register.own_former_parent")
    if row["copies_to_parent"] not in ("", *_YES_OR_NO):
        known = ", ".join(_YES_OR_NO)
        said = {"column": "copies_to_parent", "value": row["copies_to_parent"]}
        yield fault("table.none_of", **said, known=known, meant=meant(row["copies_to_parent"], _YES_OR_NO))
    elif row["copies_to_parent"] == "yes" and not row["parent"]:
        yield fault("register.copies_to_nobody")


def _date_faults(row: Row) -> Iterator[str]:
    for name in _DATES:
        if row[name] and not is_date(row[name]):
            yield fault("table.no_date", column=name, value=row[name], example=_DAY)
        elif row[name] and int(row[name][:4]) not in _YEARS:
            yield fault("table.far_date", column=name, value=row[name])
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        yield fault("register.ends_before", to=row["valid_to"], begin=row["valid_from"])
    if row["successors"] and not row["valid_to"]:
        yield fault("register.no_end")


def _kin_faults(row: Row, known: Collection[str]) -> Iterator[str]:
    """Parents and successors that are no organisation, and former ids that are none, or somebody's."""
    if row["parent"] and row["parent"] not in known:
        yield fault("register.parent", id=row["parent"], meant=meant(row["parent"], known))
    for successor in ids_in(row["successors"]):
        if successor not in known or successor == row["id"]:
            yield fault("register.successor", id=successor, meant=meant(successor, set(known) - {row["id"]}))
    for former in ids_in(row["former_ids"]):
        if not is_id(former):
            yield fault("register.ids", column="former_ids", value=former)
        elif former in known:
            yield fault("register.former", id=former)


def is_id(text: str) -> bool:
    """Whether it is written as the id of an organisation."""
    return bool(_ID.fullmatch(text))


def is_date(text: str) -> bool:
    """Whether it is a day of the calendar, written as 2025-07-01."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _doubles(rows: Sequence[Row]) -> Iterator[str]:
    places: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        places[row["id"]].append(row["line"])
    for organisation, found in places.items():
        if len(found) > 1:
            name = "register.id_twice" if len(found) == 2 else "register.id_often"
            yield fault(name, lines=", ".join(found), id=organisation, count=str(len(found)))


def _shared_former_ids(rows: Sequence[Row]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for row in rows:
        for former in ids_in(row["former_ids"]):
            if owners.setdefault(former, row["id"]) != row["id"]:
                yield on_line(row["line"], fault("register.former_shared", id=former, owner=owners[former]))


def _circles(after: Mapping[str, str], name: str) -> Iterator[str]:
    """Each circle once: its organisations would belong to nobody, and their figures be lost."""
    done: set[str] = set()
    for start in after:
        way: list[str] = []
        here = start
        while here in after and here not in done and here not in way:
            way.append(here)
            here = after[here]
        if here in way:
            yield fault(name, ids=" → ".join([*way[way.index(here) :], here]))
        done |= set(way)


def _shared_aliases(rows: Sequence[Row]) -> Iterator[str]:
    """Aliases by which two organisations that still report are known: a return under one would be nobody's."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    present = [x for x in rows if not x["valid_to"]]
    for row in present:
        for alias in row["aliases"].split("|"):
            if folded := _folded(alias):
                named[folded].setdefault(row["id"], alias.strip())
    for row in present:
        for name in (row["name_kk"], row["name_ru"], row["name_en"]):
            if (folded := _folded(name)) in named:
                named[folded].setdefault(row["id"], name)
    for owners in named.values():
        if len(owners) > 1:
            yield fault("register.shared_name", name=next(iter(owners.values())), ids=" · ".join(owners))


def _folded(name: str) -> str:
    return _MARKS.sub(" ", name.casefold()).strip()
