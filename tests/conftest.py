"""Fixtures that tests of several rooms use: the form, and small rounds of returns that keep every rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schemas.form.loading import load_form
from schemas.form.model import Form
from tests.postgresql_server import PostgresServer, running_server
from tests.prefect_server import prefect_server


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form()


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server for all commands that are given it as PREFECT_API_URL."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as address:
        yield address


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this run's own."""
    with running_server() as server:
        yield server
