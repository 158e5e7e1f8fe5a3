"""What is wrong in a register, each fault a sentence with its line. What a reader would stumble over ends here."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pandas as pd

from schemas.addresses import recipients_in
from schemas.frames import KINDS
from schemas.languages import CODE
from schemas.succession import ids_in

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_DATES = ("admitted", "valid_from", "valid_to")
_MARKS = re.compile(r"[«»„“”\"'\s]+")


def register_faults(table: pd.DataFrame, lines: Sequence[int]) -> Iterator[str]:
    """The faults of a register with all its columns as text."""
    rows = [{str(k): x for k, x in row.items()} for row in table.assign(line=list(lines)).to_dict("records")]
    for row in rows:
        yield from (f"line {row['line']}: {x}" for x in _row_faults({k: str(v) for k, v in row.items()}))
    known = {str(x) for x in table["id"]}
    yield from _doubles(rows)
    yield from _strangers(rows, known)
    yield from _cycles({str(x["id"]): str(x["parent"]) for x in reversed(rows)})
    yield from _shared_aliases(rows)


def families_ended(register: pd.DataFrame, as_of: dt.date) -> Iterator[str]:
    """The organisations that report but whose parent does so no longer, or not yet."""
    day = as_of.isoformat()
    active = register[(register["valid_to"].eq("") | (register["valid_to"] >= day)) & (register["valid_from"] <= day)]
    lone = active[active["parent"].ne("") & ~active["parent"].isin(active["id"])]
    for organisation, parent in lone[["id", "parent"]].itertuples(index=False):
        yield f"{organisation}: its parent {parent} does not report as of {day}; name another, or end this line too"


def _row_faults(row: dict[str, str]) -> Iterator[str]:
    if not _ID.fullmatch(row["id"]):
        yield f"id «{row['id']}» must consist of small Latin letters, digits and hyphens"
    if row["kind"] not in KINDS:
        yield f"kind «{row['kind']}» is none of {', '.join(KINDS)}"
    yield from (f"{x} is empty" for x in ("name_kk", "name_ru") if not row[x].strip())
    if not CODE.fullmatch(row["language"]):
        yield f"language «{row['language']}» is no code such as kk or ru"
    # who has no address is asked through the parent, or shown to the statistician
    if row["email"].strip() and not recipients_in(row["email"]):
        yield f"email «{row['email']}» is no address; several stand between ;"
    for name in _DATES:
        if row[name] and not is_date(row[name]):
            yield f"{name} «{row[name]}» is no date; write it as 2025-07-01"
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        yield f"valid_to {row['valid_to']} lies before valid_from {row['valid_from']}"
    if row["copies_to_parent"] not in ("", "yes", "no"):
        yield f"copies_to_parent «{row['copies_to_parent']}» is neither yes nor no"
    elif row["copies_to_parent"] == "yes" and not row["parent"]:
        yield "copies_to_parent is yes, but it has no parent"
    if row["successors"].strip() and not row["valid_to"]:
        yield "it has successors but no valid_to, the last day on which it was a member"


def is_date(text: str) -> bool:
    """Whether it is a day of the calendar, written as 2025-07-01."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _doubles(rows: Sequence[dict[str, object]]) -> Iterator[str]:
    places: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        places[str(row["id"])].append(str(row["line"]))
    for organisation, found in places.items():
        if len(found) > 1:
            yield f"lines {', '.join(found)}: id {organisation} stands there {_times(len(found))}"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _strangers(rows: Sequence[dict[str, object]], known: set[str]) -> Iterator[str]:
    """Parents and successors that are no organisation, and former ids that are somebody's."""
    owners: dict[str, str] = {}
    for row in rows:
        line, mine = f"line {row['line']}", str(row["id"])
        if row["parent"] and row["parent"] not in known:
            yield f"{line}: parent {row['parent']} is no organisation of the register"
        for successor in ids_in(str(row["successors"])):
            if successor not in known or successor == mine:
                yield f"{line}: successor {successor} is no other organisation of the register"
        for former in ids_in(str(row["former_ids"])):
            if former in known:
                yield f"{line}: former id {former} is the id of an organisation of the register"
            elif owners.setdefault(former, mine) != mine:
                yield f"{line}: former id {former} is {owners[former]}'s too"


def _cycles(parents: dict[str, str]) -> Iterator[str]:
    """Each circle of parents once: its organisations would belong to nobody, and their figures be lost."""
    done: set[str] = set()
    for start in parents:
        way: list[str] = []
        here = start
        while here in parents and here not in done and here not in way:
            way.append(here)
            here = parents[here]
        if here in way:
            circle = way[way.index(here) :]
            yield f"parents go round in a circle: {' → '.join([*circle, here])}"
        done |= set(way)


def _shared_aliases(rows: Sequence[dict[str, object]]) -> Iterator[str]:
    """Aliases by which two organisations that still report are known: a return under one would be nobody's."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    present = [x for x in rows if not x["valid_to"]]
    for row in present:
        for alias in str(row["aliases"]).split("|"):
            if folded := _folded(alias):
                named[folded].setdefault(str(row["id"]), alias.strip())
    for row in present:
        for name in (row["name_kk"], row["name_ru"], row["name_en"]):
            if (folded := _folded(str(name))) in named:
                named[folded].setdefault(str(row["id"]), str(name))
    for owners in named.values():
        if len(owners) > 1:
            yield f"«{next(iter(owners.values()))}» is a name of {' and '.join(owners)}: leave it to one of them"


def _folded(name: str) -> str:
    return _MARKS.sub(" ", name.casefold()).strip()
