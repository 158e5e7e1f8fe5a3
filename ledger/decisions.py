"""The decisions of people: of what kind, about what, whose, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_now
from ledger.event_log import last_key, note_rows
from ledger.tables import decisions


class Decisions:
    """The part of the ledger that keeps decisions."""

    _database: Database

    def decisions(self) -> pd.DataFrame:
        """All decisions, first to last: organisation, kind, subject (dict), author, at (UTC), note."""
        columns = [column for column in decisions.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(decisions.c.id))

    def decide(self, organisation: str, kind: str, subject: Mapping[str, Any], author: str, note: str) -> None:
        """Keeps a decision; a later one about the same subject does not remove it."""
        row = {"organisation": organisation, "kind": kind, "subject": dict(subject), "author": author, "note": note}
        with self._database.writing() as connection:
            before = last_key(connection, decisions)
            connection.execute(decisions.insert().values(at=utc_now(), **row))
            note_rows(connection, "decided", decisions, decisions.c.id > before)
