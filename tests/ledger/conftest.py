"""A ledger to test with, and small judgements. Every test of a ledger runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from ledger.tables import metadata
from ledger.whole_ledger import Ledger, open_ledger
from schemas.frames import Figures, Findings, empty
from tests.postgresql_server import PostgresServer


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.sqlite"
    server: PostgresServer = request.getfixturevalue("postgresql")
    return server.new_place()


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with open_ledger(url) as opened:
        yield opened


class Judgement:
    """The three frames of a judgement, built up return by return."""

    def __init__(self) -> None:
        self._returns: list[dict[str, Any]] = []
        self._figures: list[dict[str, Any]] = []
        self._findings: list[dict[str, Any]] = []

    def add(
        self,
        organisation: str,
        file: str,
        outcome: str = "accepted",
        *,
        key: str = "",
        received: str = "2026-10-01T09:00:00+00:00",
        values: dict[str, float] | None = None,
        rules: tuple[str, ...] = (),
    ) -> Judgement:
        """Adds a return with a current figure for each of `values` (NaN: empty) and a finding for each of `rules`."""
        said = {"file": file, "sha256": "0" * 64, "organisation": organisation, "outcome": outcome}
        said |= {"identified_by": "code|address", "sender": f"{organisation}@example.org", "first_seen": received}
        said["counts"] = "yes" if organisation and outcome in ("accepted", "queried", "returned") else ""
        self._returns.append({**said, "received": received, "version_key": key or f"{organisation}:{file}"})
        place = {"organisation": organisation, "file": file, "sheet": "Көрсеткіштер"}
        for row, (indicator, value) in enumerate((values or {}).items(), start=8):
            cell = {"indicator": indicator, "period": "current", "value": value, "cell": f"E{row}", "raw": f"{value}"}
            state = "empty" if np.isnan(value) else "read"
            self._figures.append({**place, **cell, "state": state})
        for rule in rules:
            text = {"severity": "hard", "observed": "1", "expected": "2", "message": f"{rule}: қате"}
            where = {
                "cell": "E8",
                "indicator": "members",
                "period": "current",
                "parameters": {"lhs": 1.0, "raw": "1 адам"},
            }
            self._findings.append({**place, **where, **text, "rule": rule})
        return self

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Returns, figures, findings."""
        figures = pd.DataFrame(self._figures) if self._figures else empty(Figures)
        findings = pd.DataFrame(self._findings) if self._findings else empty(Findings)
        return pd.DataFrame(self._returns), Figures.validate(figures), Findings.validate(findings)


@pytest.fixture
def judgement() -> Callable[[], Judgement]:
    """Starts a judgement."""
    return Judgement


def dump(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with ledger._database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.id))]
            for table in metadata.sorted_tables
        }


@pytest.fixture
def contents() -> Callable[[Ledger], dict[str, list[tuple[Any, ...]]]]:
    """Tells every row of every table."""
    return dump
