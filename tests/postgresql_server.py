"""A PostgreSQL server to test with, thrown away afterwards: on loopback, with a password, its data in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# where .ci/run sets it, nothing may be left out for want of a program
_NOTHING_LEFT_OUT = "ESEP_TEST_EVERYTHING"
_SUPERUSER = "postgres"


@dataclass(frozen=True)
class PostgresServer:
    """A running server; its superuser has a password."""

    port: int
    password: str

    def url(self, database: str = "postgres", user: str = _SUPERUSER, password: str = "") -> str:
        """The address of a database as a person writes it, without a driver."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> None:
        """Run statements, each by itself."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql)

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def new_place(self) -> str:
        """The address of an empty schema in a database that tests share: made in a hundredth of a database's time."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.url()}?options=-csearch_path%3D{name}"


def _programs() -> Path | None:
    if found := shutil.which("pg_ctl"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda x: int(x.parent.name))


def _missing() -> str:
    """Why there can be no server here, "" where there can."""
    with contextlib.suppress(ImportError):
        import psycopg  # noqa: F401

        return "" if _programs() else "PostgreSQL is not installed (apt-get install postgresql)"
    return "the extra postgresql is not installed"


@contextlib.contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server of its own; the test is left out, with the reason, where none can be."""
    if why := _missing():
        assert not os.environ.get(_NOTHING_LEFT_OUT), why
        pytest.skip(why)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PostgresServer(port, secrets.token_hex(8))
    folder = Path(tempfile.mkdtemp(prefix="esep-postgresql-"))
    try:
        _make(folder, server)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
        _as_owner(
            folder, "pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "-t", "120", "start"
        )
        try:
            yield server
        finally:
            _as_owner(folder, "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path, server: PostgresServer) -> None:
    (folder / "password").write_text(server.password)
    if os.geteuid() == 0:  # it refuses to run as root
        for path in (folder, folder / "password"):
            shutil.chown(path, _SUPERUSER, _SUPERUSER)
    options = ("-A", "scram-sha-256", "-U", _SUPERUSER, "-E", "UTF8", "--locale=C", "--no-sync")
    _as_owner(folder, "initdb", "-D", f"{folder}/data", f"--pwfile={folder}/password", *options)


def _as_owner(folder: Path, program: str, *words: str) -> None:
    user = {"user": _SUPERUSER, "group": _SUPERUSER, "extra_groups": []} if os.geteuid() == 0 else {}
    programs = _programs()
    assert programs is not None
    done = subprocess.run([str(programs / program), *words], cwd=folder, stdout=subprocess.DEVNULL, check=False, **user)
    assert done.returncode == 0, (
        f"{program} failed: {(folder / 'log').read_text() if (folder / 'log').exists() else ''}"
    )


def tables_of(url: str) -> list[tuple[str, str]]:
    """(schema, table) of all tables that somebody made in the database, in order."""
    import sqlalchemy as sa

    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)' ORDER BY 1, 2"
        found = [(str(x), str(y)) for x, y in connection.exec_driver_sql(query)]
    engine.dispose()
    return found
