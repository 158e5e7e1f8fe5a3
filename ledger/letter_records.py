"""The letters: what was written to whom of which version of its return, and whether it was sent."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_now
from ledger.tables import letters


class Letters:
    """The part of the ledger that keeps letters."""

    _database: Database

    def letters(self) -> pd.DataFrame:
        """All letters in the order in which they were written.

        Columns: organisation, version_key, path, message_id, recipient (the register's cell, which may hold several
        addresses), created, sent_at ("" until a server took it for one of them), error (of the last attempt that
        failed, "" after a success), stage (of a reminder; "" for a letter about a return).
        """
        columns = [column for column in letters.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(letters.c.id))

    def add_letter(
        self, organisation: str, version_key: str, path: str, message_id: str, recipient: str, stage: str = ""
    ) -> None:
        """Notes a letter, once for each Message-ID; until it is sent, path and recipient follow the last call."""
        place = {"path": path, "recipient": recipient}
        row = {"organisation": organisation, "version_key": version_key, "message_id": message_id, "stage": stage}
        same = letters.c.message_id == message_id
        with self._database.writing() as connection:
            if connection.execute(sa.select(sa.exists().where(same))).scalar():
                connection.execute(letters.update().where(same, letters.c.sent_at == "").values(place))
            else:
                connection.execute(letters.insert().values(created=utc_now(), sent_at="", error="", **row, **place))

    def mark_failed(self, message_id: str, error: str) -> None:
        """Notes why a letter could not be sent, or "" after all. Raises ValueError when there is no such letter."""
        with self._database.writing() as connection:
            change = letters.update().where(letters.c.message_id == message_id).values(error=error)
            if not connection.execute(change).rowcount:
                raise ValueError(f"there is no letter {message_id}")
