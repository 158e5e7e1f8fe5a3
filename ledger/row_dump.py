"""Every row of the ledger as plain values, so that it can be carried elsewhere and put back just as it was."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.database import connect
from ledger.tables import PackedJSON, metadata
from ledger.upgrade import FIRST_WITH_EVENTS, bring_to
from ledger.whole_ledger import Ledger

BYTES = "$bytes"
_AT_ONCE = 2_000
Row = dict[str, Any]


def each_row(ledger: Ledger) -> Iterator[tuple[str, Row]]:
    """Table by table and in the order of their keys all rows, as JSON can hold them; bytes are `{"$bytes": base64}`.

    What reading files gave is as it is stored, for its digest in the chain is of those bytes.
    """
    with ledger._database.reading() as connection:
        for table in metadata.sorted_tables:
            raw = [sa.type_coerce(x, sa.LargeBinary) if isinstance(x.type, PackedJSON) else x for x in table.c]
            names = [x.name for x in table.c]
            query = sa.select(*raw).order_by(table.c.id)
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                yield table.name, dict(zip(names, map(_plain, row), strict=True))


def restore_ledger(url: str, revision: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Makes a ledger in a new SQLite file of the rows that `each_row` gave at this revision; the next opening brings it
    up to date. Raises ValueError for rows that no ledger has given, LedgerError for a revision that is not known."""
    if revision < FIRST_WITH_EVENTS:  # its chain would be made anew
        raise ValueError(f"the rows are of a ledger without events (schema {revision})")
    database = connect(url)
    try:
        with database.upgrading() as connection:
            bring_to(connection, revision, database.place)
            for table, given in groupby(rows, key=lambda x: x[0]):
                while part := [row for _, row in islice(given, _AT_ONCE)]:
                    _put_back(connection, table, part)
    except (sa.exc.IntegrityError, sa.exc.StatementError) as error:
        raise ValueError(f"no row of a ledger: {str(error).splitlines()[0]}") from None
    finally:
        database.close()


def _put_back(connection: Connection, table: str, rows: list[Mapping[str, Any]]) -> None:
    if table not in metadata.tables:
        raise ValueError(f"a ledger has no table «{table}»")
    known = {x["name"] for x in sa.inspect(connection).get_columns(table)}
    names = list(rows[0])
    if strange := (set(names) - known) | {x for row in rows for x in row.keys() ^ set(names)}:
        raise ValueError(f"the ledger's {table} have no column «{sorted(strange)[0]}»")
    target = sa.table(table, *(sa.column(x) for x in names))
    connection.execute(target.insert(), [{x: _stored(row[x]) for x in names} for row in rows])


def _plain(value: Any) -> Any:
    return {BYTES: base64.b64encode(value).decode()} if isinstance(value, (bytes, memoryview)) else value


def _stored(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {BYTES}:
        return base64.b64decode(value[BYTES], validate=True)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
