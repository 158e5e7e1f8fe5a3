"""The runs: when each command ran, on which form and code, and what it counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_now
from ledger.event_log import note_rows
from ledger.tables import runs

RUNNING = "running"


class Runs:
    """The part of the ledger that keeps its runs."""

    _database: Database

    def start_run(self, command: str, form_digest: str, code_version: str) -> int:
        """Notes that a command starts; the run's number. A run that was killed stays `running` for ever."""
        row = {
            "command": command,
            "form_digest": form_digest,
            "code_version": code_version,
            "started": utc_now(),
            "ended": "",
            "state": RUNNING,
            "counts": {},
        }
        with self._database.writing() as connection:
            run = _only_key(connection.execute(runs.insert().values(row)))
            note_rows(connection, "started", runs, runs.c.id == run)
            return run

    def finish_run(self, run: int, state: str, counts: Mapping[str, Any]) -> None:
        """Notes how a run ended and what it counted. Raises ValueError when there is no such run."""
        ended = {"ended": utc_now(), "state": state, "counts": dict(counts)}
        with self._database.writing() as connection:
            if not connection.execute(runs.update().where(runs.c.id == run).values(ended)).rowcount:
                raise ValueError(f"there is no run {run}")
            note_rows(connection, "ended", runs, runs.c.id == run)

    def unfinished_runs(self, command: str) -> list[int]:
        """The numbers of the runs of a command that have not ended, first to last."""
        query = sa.select(runs.c.id).where(runs.c.command == command, runs.c.state == RUNNING).order_by(runs.c.id)
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def runs(self) -> pd.DataFrame:
        """All runs, first to last: id, command, form_digest, code_version, started, ended, state, counts (dict)."""
        with self._database.reading() as connection:
            return frame(connection, sa.select(*runs.c).order_by(runs.c.id))


def _only_key(result: sa.CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
