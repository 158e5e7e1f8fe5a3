"""The deliveries: what became of a letter at each of its addresses. Every attempt is kept; the last one holds."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_text
from ledger.event_log import last_key, note_rows
from ledger.tables import deliveries, letters
from schemas.addresses import addresses_in


class DeliveryState(StrEnum):
    """What became of a letter at an address.

    sent: our server took it. deferred: not taken now, to be tried again. refused: not taken, for good. undelivered: it
    was taken, and came back.
    """

    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNDELIVERED = "undelivered"


class Deliveries:
    """The part of the ledger that keeps deliveries."""

    _database: Database

    def deliveries(self) -> pd.DataFrame:
        """All attempts, first to last: message_id, recipient (one address), at (UTC), state, said (by the server or in
        the message that gives the letter back), source (sha256 of that message).
        """
        columns = [column for column in deliveries.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(deliveries.c.id))

    def add_delivery(
        self,
        message_id: str,
        recipient: str,
        state: DeliveryState,
        at: dt.datetime | str,
        *,
        said: str = "",
        source: str = "",
    ) -> None:
        """Notes an attempt, and at the letter that it was sent, or why not; a `source` is noted once for an address.

        Raises ValueError when there is no such letter.
        """
        row = {"message_id": message_id, "recipient": recipient, "state": str(state), "said": said, "source": source}
        same = sa.and_(*(deliveries.c[name] == row[name] for name in ("message_id", "recipient", "source")))
        letter = letters.update().where(letters.c.message_id == message_id)
        with self._database.writing() as connection:
            if source and connection.execute(sa.select(sa.exists().where(same))).scalar():
                return
            if not connection.execute(letter.values(error=said)).rowcount:
                raise ValueError(f"there is no letter {message_id}")
            if state == DeliveryState.SENT:
                connection.execute(letter.where(letters.c.sent_at == "").values(sent_at=utc_text(at)))
            before = last_key(connection, deliveries)
            connection.execute(deliveries.insert().values(at=utc_text(at), **row))
            note_rows(connection, "delivery", deliveries, deliveries.c.id > before)
            note_rows(connection, "letter", letters, letters.c.message_id == message_id)

    def mark_sent(self, message_id: str, at: dt.datetime | str) -> None:
        """Notes that a letter was sent to all its addresses. Raises ValueError when there is no such letter."""
        with self._database.reading() as connection:
            query = sa.select(letters.c.recipient).where(letters.c.message_id == message_id)
            recipient = connection.execute(query).scalar()
        for address in addresses_in(recipient or "") or ("",):
            self.add_delivery(message_id, address, DeliveryState.SENT, at)
