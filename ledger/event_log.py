"""The chain of events: whatever is said, found or decided is noted with the digest of the event before.

An event notes rows of a table as they then stand, or digests where there are many; so the tables can be held to the
chain, and the chain to itself. Who changes a byte in one of them is found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table

from ledger import tables
from ledger.database import Database, frame, utc_now

BEGINNING = "0" * 64
LOGGED_BY_ROW: dict[str, Table] = {
    x.name: x
    for x in (
        tables.runs, tables.files, tables.aliases, tables.assignments, tables.letters, tables.deliveries,
        tables.answers, tables.decisions,
    )
}  # fmt: skip
LOGGED_WHOLE: dict[str, Table] = {x.name: x for x in (tables.returns, tables.findings)}
_FIGURE = ("indicator", "period", "value", "state", "sheet", "cell", "raw")
_PUBLISHED = ("organisation", "indicator", "value", "origin", "file", "sheet", "cell")


class EventLog:
    """The part of the ledger that keeps events."""

    _database: Database

    def events(self) -> pd.DataFrame:
        """All events, first to last: id, at (UTC), kind, content (dict), previous, digest.

        Of one whose content is damaged it is empty: the chain tells of it.
        """
        with self._database.reading() as connection:
            found = frame(connection, sa.select(*tables.events.c).order_by(tables.events.c.id))
        found["content"] = pd.Series([content_of(x) for x in found["content"]], dtype="object", index=found.index)
        return found

    def is_blank(self) -> bool:
        """Whether nothing at all has been noted: no event, no file, no letter."""
        some = (sa.select(x.c.id).limit(1) for x in (tables.events, tables.files, tables.letters))
        with self._database.reading() as connection:
            return all(connection.execute(x).first() is None for x in some)

    def last_event(self, kind: str) -> dict[str, Any]:
        """What the last event of a kind says; empty where there was none."""
        chain = tables.events
        query = sa.select(chain.c.content).where(chain.c.kind == kind).order_by(chain.c.id.desc()).limit(1)
        with self._database.reading() as connection:
            text = connection.execute(query).scalar()
        found: dict[str, Any] = json.loads(text) if text else {}
        return found

    def log_event(self, kind: str, content: Mapping[str, Any]) -> None:
        """Notes what is kept nowhere else in the ledger, such as the digests of the files that were written."""
        with self._database.writing() as connection:
            note(connection, kind, content)


def content_of(text: str) -> dict[str, Any]:
    """What an event says; of one that is damaged, nothing: the chain says so."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def note(connection: Connection, kind: str, content: Mapping[str, Any]) -> None:
    """Adds an event to the chain, within the transaction of what it notes."""
    chain = tables.events
    last = connection.execute(sa.select(chain.c.id, chain.c.digest).order_by(chain.c.id.desc()).limit(1)).first()
    key, previous = (last.id + 1, last.digest) if last else (1, BEGINNING)
    at, text = utc_now(), canonical(content)
    row = {"id": key, "at": at, "kind": kind, "content": text, "previous": previous}
    connection.execute(chain.insert().values(**row, digest=event_digest(key, at, kind, text, previous)))


def event_digest(id: int, at: str, kind: str, content: str, previous: str) -> str:
    """The digest of an event: of all that it says, and of the event before."""
    return hashlib.sha256("\n".join((previous, str(id), at, kind, content)).encode()).hexdigest()


def canonical(content: Any) -> str:
    """The content as JSON, always in the same form."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def note_rows(connection: Connection, kind: str, table: Table, condition: ColumnElement[bool]) -> None:
    """Adds an event with the rows of a table that fulfil a condition, as they now stand."""
    found = connection.execute(sa.select(*table.c).where(condition).order_by(table.c.id)).mappings()
    if rows := [dict(x) for x in found]:
        note(connection, kind, {"table": table.name, "rows": rows})


def last_key(connection: Connection, table: Table) -> int:
    """The key of the table's last row, 0 for none: what is inserted next has a greater one."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one())


def whole_digest(connection: Connection, table: Table) -> str:
    """A digest of all rows of a table."""
    digest = hashlib.sha256()
    for row in connection.execute(sa.select(*table.c).order_by(table.c.id)):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def reading_digests(connection: Connection, condition: ColumnElement[bool] | None = None) -> dict[str, str]:
    """A digest of each reading with all its documents, as they are stored; by the reading's key as text."""
    read, kept = tables.readings, tables.documents
    record = sa.type_coerce(kept.c.record, sa.LargeBinary)
    query = (
        sa.select(read.c.id, read.c.file_id, read.c.reader_digest, read.c.read_at, kept.c.file, kept.c.kind, record)
        .outerjoin_from(read, kept)
        .order_by(read.c.id, kept.c.id)
    )
    digests: dict[str, Any] = {}
    rows = connection.execute(query if condition is None else query.where(condition))
    for key, *said, content in rows:
        digest = digests.setdefault(str(key), hashlib.sha256())
        digest.update(repr(said).encode() + bytes(content or b"") + b"\0")
    return {key: digest.hexdigest() for key, digest in digests.items()}


def figure_digests(connection: Connection) -> dict[str, str]:
    """A digest of the figures that each run stored of each return; by `run/return`."""
    cell = tables.figures.c
    query = sa.select(cell.run, cell.return_id, *(cell[x] for x in _FIGURE))
    rows = frame(connection, query)
    return digests_of_groups(rows[["run", "return_id"]], row_hashes(rows[list(_FIGURE)]))


def published_digests(connection: Connection) -> dict[str, str]:
    """A digest of the figures of each published version, by its number as text."""
    query = sa.select(*tables.published.c).order_by(tables.published.c.version, tables.published.c.id)
    rows = frame(connection, query)
    return digests_of_groups(rows[["version"]], row_hashes(rows[list(_PUBLISHED)]))


def row_hashes(rows: pd.DataFrame) -> pd.Series:
    """A 64-bit hash of each row, the same for a frame as it is saved and as it is read."""
    return pd.util.hash_pandas_object(rows, index=False)


def digests_of_groups(keys: pd.DataFrame, hashes: pd.Series) -> dict[str, str]:
    """A digest over the row hashes of each group, whatever their order; by the group's keys with `/` between."""
    if keys.empty:
        return {}
    order = np.lexsort([hashes.to_numpy(), *(keys[x].to_numpy() for x in reversed(list(keys)))])
    sorted_keys, sorted_hashes = keys.iloc[order].reset_index(drop=True), hashes.to_numpy()[order]
    starts = (sorted_keys != sorted_keys.shift()).any(axis=1).to_numpy().nonzero()[0]
    names = ["/".join(map(str, x)) for x in sorted_keys.iloc[starts].itertuples(index=False, name=None)]
    parts = np.split(sorted_hashes, starts[1:])
    return {name: hashlib.sha256(part.tobytes()).hexdigest() for name, part in zip(names, parts, strict=True)}


def note_everything(connection: Connection) -> None:
    """The first event of a ledger that is older than the chain: all that it holds."""
    for table in LOGGED_BY_ROW.values():
        note_rows(connection, "begun", table, sa.true())
    if readings := reading_digests(connection):
        note(connection, "begun", {"table": "readings", "digests": readings})
    note_judgement(connection, "begun", figure_digests(connection))


def note_judgement(connection: Connection, kind: str, figures: Mapping[str, str]) -> None:
    """Notes the returns and findings as they stand, and the digests of figures that were stored."""
    whole = {name: whole_digest(connection, table) for name, table in LOGGED_WHOLE.items()}
    note(connection, kind, {"whole": whole, "figures": dict(figures)})
