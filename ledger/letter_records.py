"""The letters: what was written to whom of which version of its return, and whether it was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_now, utc_text
from ledger.tables import letters


class Letters:
    """The part of the ledger that keeps letters."""

    _database: Database

    def letters(self) -> pd.DataFrame:
        """All letters in the order in which they were written.

        Columns: organisation, version_key, path, message_id, recipient, created, sent_at ("" until sent), error (of the
        last attempt that failed, "" after a success).
        """
        columns = [column for column in letters.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(letters.c.id))

    def add_letter(self, organisation: str, version_key: str, path: str, message_id: str, recipient: str) -> None:
        """Notes a letter, once for each Message-ID; until it is sent, path and recipient follow the last call."""
        place = {"path": path, "recipient": recipient}
        row = {"organisation": organisation, "version_key": version_key, "message_id": message_id, **place}
        same = letters.c.message_id == message_id
        with self._database.writing() as connection:
            if connection.execute(sa.select(sa.exists().where(same))).scalar():
                connection.execute(letters.update().where(same, letters.c.sent_at == "").values(place))
            else:
                connection.execute(letters.insert().values(created=utc_now(), sent_at="", error="", **row))

    def mark_sent(self, message_id: str, at: dt.datetime | str) -> None:
        """Notes that the server took the letter. Raises ValueError when there is no such letter."""
        self._mark(message_id, {"sent_at": utc_text(at), "error": ""})

    def mark_failed(self, message_id: str, error: str) -> None:
        """Notes why a letter could not be sent. Raises ValueError when there is no such letter."""
        self._mark(message_id, {"error": error})

    def _mark(self, message_id: str, values: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            change = letters.update().where(letters.c.message_id == message_id).values(values)
            if not connection.execute(change).rowcount:
                raise ValueError(f"there is no letter {message_id}")
