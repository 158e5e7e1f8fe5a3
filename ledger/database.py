"""The database under the ledger: its engine, its two kinds of transaction, and its faults told in a sentence."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlalchemy.pool import ConnectionPoolEntry

from schemas.errors import LedgerError

BUSY_SECONDS = 30
ROWS_AT_ONCE = 20_000
# one number for all of esep: who holds it is the only writer of the database
_POSTGRESQL_WRITER = 0x65736570
_INSUFFICIENT_PRIVILEGE = "42501"
_FAULTS = {
    "readonly database": "it is read-only",
    "disk is full": "the disk is full",
    "unable to open database file": "its folder is missing or closed to us",
    "not a database": "it is no database",
    "malformed": "it is damaged",
    "Connection refused": "its server does not answer",
    "could not translate host name": "its server is not known",
    "failed to resolve host": "its server is not known",
    "timeout expired": "its server does not answer",
    "password authentication failed": "its server refuses the name or the password",
    "No space left": "the disk is full",
    "is locked": f"another run has been writing to it for {BUSY_SECONDS} seconds; try again",
}


class Database:
    """Transactions on one database. Raises LedgerError where the database, and not the caller, is at fault."""

    def __init__(self, engine: sa.Engine, schema: str = "") -> None:
        self._engine = engine
        self.schema = schema
        """The schema of PostgreSQL that holds the round's tables; "" for the usual one, and in SQLite."""
        shared = schema != "" or engine.dialect.name == "postgresql"
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ") if shared else engine
        self._writer = engine.execution_options(esep_writing=True)
        self._upgrader = engine.execution_options(esep_writing=True, esep_upgrading=True)

    @property
    def place(self) -> str:
        """Where it is: the path of the SQLite file, else the URL without its password."""
        url = self._engine.url
        if url.get_backend_name() == "sqlite":
            return url.database or "in memory"
        return url.set(query={}).render_as_string()  # a password may stand in the query too

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the ledger."""
        with self._told("used"), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the only writer: all of it is stored, or nothing."""
        with self._told("written"), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """A writer's transaction in which tables can be rebuilt: foreign keys are not enforced.

        Who comes second waits for the first one, in SQLite and in PostgreSQL.
        """
        with self._told("opened"), self._upgrader.begin() as connection:
            if self.schema and self.schema not in sa.inspect(connection).get_schema_names():
                connection.execute(sa.schema.CreateSchema(self.schema))
            yield connection

    def check_writable(self) -> None:
        """Raises LedgerError when the SQLite file can be read only; a writer that is busy with it is no fault."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._told("written"), self._engine.connect() as connection:
            file = connection.connection.driver_connection
            assert isinstance(file, sqlite3.Connection)
            file.execute("PRAGMA busy_timeout=0")
            try:
                file.execute("BEGIN IMMEDIATE")
                file.execute("PRAGMA user_version=0")  # a file that can only be read refuses the write, not the lock
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
            finally:
                file.rollback()
                file.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            if _is_ours(error):
                raise
            raise LedgerError(f"The ledger ({self.place}) cannot be {done}: {_reason(error)}.") from error


def connect(url: str, schema: str = "") -> Database:
    """The database of an SQLAlchemy URL; nothing is opened yet. `schema` is that of PostgreSQL to work in.

    Raises LedgerError for a URL that cannot be one.
    """
    try:
        parsed = _with_driver(sa.make_url(url))
        sqlite = parsed.get_backend_name() == "sqlite"
        timeout = {"timeout": BUSY_SECONDS} if sqlite else {"connect_timeout": BUSY_SECONDS}
        options: dict[str, Any] = {"connect_args": timeout, "pool_pre_ping": not sqlite}
        engine = sa.create_engine(parsed, json_serializer=partial(json.dumps, ensure_ascii=False), **options)
    except sa.exc.ArgumentError:  # its text repeats the URL, and with it the password
        raise LedgerError("The ledger's address is no database URL, such as sqlite:///round/ledger.sqlite.") from None
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"The ledger's database needs a driver that is not installed: {error.name}; install esep with its extra "
            "postgresql."
        ) from None
    if sqlite:
        sa.event.listen(engine, "do_connect", _make_private)
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return Database(engine)
    sa.event.listen(engine, "connect", partial(_set_up_postgresql, schema), insert=True)
    sa.event.listen(engine, "begin", partial(_begin_postgresql, schema))
    return Database(engine, schema)


def _with_driver(url: sa.URL) -> sa.URL:
    """The URL with the driver of our extra where it names none; SQLAlchemy would take another."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _set_up_postgresql(schema: str, connection: Any, _: ConnectionPoolEntry) -> None:
    if schema:
        before, connection.autocommit = connection.autocommit, True
        connection.execute("SELECT set_config('search_path', %s, false)", [f'"{schema}"'])
        connection.autocommit = before


def _make_private(_dialect: sa.Dialect, _record: ConnectionPoolEntry, given: Sequence[Any], _options: Any) -> None:
    """Makes the file, where there is none, for its owner alone; SQLite's further files take after it."""
    path = Path(str(given[0]))
    if not path.exists() and path.parent.is_dir() and not str(given[0]).startswith((":", "file:")):
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late to protect what was read before
    with suppress(sqlite3.OperationalError):  # a network folder has no shared memory and keeps the rollback journal
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if options.get('esep_upgrading') else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("esep_writing") else "BEGIN")


def _begin_postgresql(schema: str, connection: Connection) -> None:
    """Rounds in one database do not wait for each other."""
    if connection.get_execution_options().get("esep_writing"):
        lock = sa.text("SELECT pg_advisory_xact_lock(:esep, hashtext(:schema))")
        connection.execute(lock, {"esep": _POSTGRESQL_WRITER, "schema": schema})


def _is_ours(error: sa.exc.DBAPIError | sqlite3.Error) -> bool:
    """Whether the statement is at fault, and not the database or what it lets us do."""
    denied = isinstance(error, sa.exc.DBAPIError) and getattr(error.orig, "sqlstate", "") == _INSUFFICIENT_PRIVILEGE
    return isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError)) and not denied


def _reason(error: sa.exc.DBAPIError | sqlite3.Error) -> str:
    said = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).strip()
    known = [reason for sign, reason in _FAULTS.items() if sign in said]
    return known[0] if known else said.split("\n")[0].rstrip(".")


def frame(connection: Connection, query: Select[Any]) -> pd.DataFrame:
    """What a query gives, a column of the frame for each of its own: str, int64, float64, or objects for JSON."""
    columns = list(query.selected_columns)
    values = list(zip(*connection.execute(query).all(), strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: pd.Series(given, dtype=_dtype(column.type))
            for column, given in zip(columns, values, strict=True)
        }
    )


def _dtype(kind: sa.types.TypeEngine[Any]) -> str:
    if isinstance(kind, sa.Integer):
        return "int64"
    if isinstance(kind, sa.Float):
        return "float64"
    return "str" if isinstance(kind, sa.String) else "object"


def insert_rows(connection: Connection, table: sa.Table, rows: pd.DataFrame) -> None:
    """Inserts the rows of a frame whose columns are columns of the table: texts and numbers; NaN becomes NULL.

    The statement is compiled once and its rows go straight to the driver: half the time of passing dicts.
    """
    names = list(rows.columns)
    compiled = table.insert().compile(dialect=connection.dialect, column_keys=names)
    names = list(compiled.positiontup or names)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows.iloc[start : start + ROWS_AT_ONCE]
        values: list[Any] = list(zip(*(_values(part[name]) for name in names), strict=True))
        if not compiled.positional:
            values = [dict(zip(names, row, strict=True)) for row in values]
        connection.exec_driver_sql(str(compiled), values)


def _values(column: pd.Series) -> list[Any]:
    missing = column.isna()
    values: list[Any] = (column.astype(object).mask(missing, None) if missing.any() else column).tolist()
    return [without_nul(x) if isinstance(x, str) else x for x in values]


def without_nul(text: str) -> str:
    """The text with `�` for every NUL: PostgreSQL has no place for it, and both databases are to hold the same."""
    return text.replace("\0", "\ufffd")


def utc_now() -> str:
    """This moment, UTC, ISO 8601 to the second."""
    return utc_text(dt.datetime.now(dt.UTC))


def utc_text(moment: dt.datetime | str) -> str:
    """A moment as UTC, ISO 8601 to the second; one without a zone is taken as UTC; "" stays ""."""
    if moment == "":
        return ""
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    zoned = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return zoned.isoformat(timespec="seconds")
