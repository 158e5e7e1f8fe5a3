"""Whether the ledger is what its chain of events says: the chain itself, then every table held to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from ledger.event_log import (
    BEGINNING,
    LOGGED_BY_ROW,
    LOGGED_WHOLE,
    EventLog,
    canonical,
    content_of,
    event_digest,
    figure_digests,
    published_digests,
    reading_digests,
    whole_digest,
)
from ledger.tables import events
from schemas.differences import Difference

_SHOWN = 60


class EventChecks(EventLog):
    """The part of the ledger that keeps its events, and checks the ledger by them."""

    def differences(self, *, quick: bool = False) -> list[Difference]:
        """Everything in which the ledger differs from its chain of events.

        `quick` leaves out the figures as they were judged and published, which nothing is computed from.
        """
        with self._database.reading() as connection:
            chain = connection.execute(sa.select(*events.c).order_by(events.c.id)).mappings().all()
            broken = list(_chain_faults(chain))
            told = _Told()
            for event in chain:
                told.add(content_of(event["content"]))
            return [*broken, *_held(connection, told, quick=quick)]


def _chain_faults(chain: Any) -> Iterator[Difference]:
    """Events that are missing, or that are not as they were noted."""
    previous, number = BEGINNING, 0
    for event in chain:
        if event["id"] != number + 1 or event["previous"] != previous:
            yield Difference("event-missing", {"number": str(number + 1), "next": str(event["id"])})
        said = {x: event[x] for x in ("id", "at", "kind", "content", "previous")}
        if event_digest(**said) != event["digest"]:
            yield Difference("event-changed", {"number": str(event["id"]), "kind": event["kind"], "at": event["at"]})
        previous, number = event["digest"], event["id"]


class _Told:
    """What the chain says of the tables: their rows and digests, the last word of each."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in LOGGED_BY_ROW}
        self.digests: dict[str, dict[str, str]] = {"readings": {}, "published": {}, "figures": {}}
        self.whole: dict[str, str] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        """Takes in what an event says."""
        table = content.get("table", "")
        if table in self.rows:
            self.rows[table] |= {row["id"]: row for row in content.get("rows", [])}
        if table in self.digests:
            self.digests[table] |= content.get("digests", {})
        self.whole |= content.get("whole", {})
        self.digests["figures"] |= content.get("figures", {})


def _held(connection: Connection, told: _Told, *, quick: bool) -> Iterator[Difference]:
    for name, table in LOGGED_BY_ROW.items():
        yield from _row_differences(connection, table, told.rows[name])
    yield from _digest_differences("readings", told.digests["readings"], reading_digests(connection))
    for name, table in LOGGED_WHOLE.items():
        if whole_digest(connection, table) != told.whole.get(name) and (told.whole or _has_rows(connection, table)):
            yield Difference("table-changed", {"table": name})
    digests: dict[str, Callable[[Connection], dict[str, str]]] = {
        "figures": figure_digests,
        "published": published_digests,
    }
    for name in () if quick else digests:
        yield from _digest_differences(name, told.digests[name], digests[name](connection))


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(sa.select(table.c.id).limit(1)).first() is not None


def _row_differences(connection: Connection, table: Table, noted: dict[int, dict[str, Any]]) -> Iterator[Difference]:
    found = {x["id"]: dict(x) for x in connection.execute(sa.select(*table.c)).mappings()}
    for key in sorted(noted.keys() - found.keys()):
        yield Difference("row-missing", {"table": table.name, "row": str(key), "what": _described(noted[key])})
    for key in sorted(found.keys() - noted.keys()):
        yield Difference("row-added", {"table": table.name, "row": str(key), "what": _described(found[key])})
    for key in sorted(found.keys() & noted.keys()):
        for column in (x for x in noted[key] if canonical(noted[key][x]) != canonical(found[key].get(x))):
            said = {"table": table.name, "row": str(key), "column": column}
            yield Difference(
                "row-changed", said | {"old": _short(noted[key][column]), "new": _short(found[key].get(column))}
            )


def _described(row: Mapping[str, Any]) -> str:
    """What a person knows the row by: its texts, as many as fit."""
    return _short(" · ".join(str(x) for name, x in row.items() if x and name != "id"))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else canonical(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _digest_differences(name: str, noted: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    known = {key: digest for key, digest in noted.items() if digest}
    for key in sorted(known.keys() | found.keys()):
        if known.get(key) != found.get(key):
            kind = "missing" if key not in found else "added" if key not in known else "changed"
            yield Difference(f"{name}-{kind}", {"key": key})
