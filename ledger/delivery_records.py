"""The deliveries: what became of a letter at each of its addresses. Every attempt is kept; the last one holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_text
from ledger.event_log import last_key, note_rows
from ledger.tables import deliveries, letters
from schemas.addresses import addresses_in


class DeliveryState(StrEnum):
    """What became of a letter at an address.

    claimed: a run is handing it over; one that dies then leaves it so. sent: our server took it. deferred: not taken
    now, to be tried again. released: the server took no letter at all, which is held against none. refused: not taken,
    for good. undelivered: it was taken, and came back.
    """

    CLAIMED = "claimed"
    SENT = "sent"
    DEFERRED = "deferred"
    RELEASED = "released"
    REFUSED = "refused"
    UNDELIVERED = "undelivered"


class Deliveries:
    """The part of the ledger that keeps deliveries."""

    _database: Database

    def deliveries(self) -> pd.DataFrame:
        """All attempts, first to last: message_id, recipient (one address), at (UTC), state, said (by the server or in
        the message that gives the letter back), source (sha256 of that message; of a claim, the run that has the
        letter in hand).
        """
        columns = [column for column in deliveries.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(deliveries.c.id))

    def claim_letter(
        self, message_id: str, recipients: Sequence[str], run: str, at: dt.datetime | str, *, seen: int, unless: str
    ) -> bool:
        """Whether a run may hand a letter over to these addresses now; it is noted that it does, before it does.

        Not where another attempt was noted since the run saw `seen` of them, nor where the letter bears the error
        `unless`: so of several runs at once one alone has a letter in hand.
        """
        row = {"message_id": message_id, "at": utc_text(at), "state": str(DeliveryState.CLAIMED), "said": ""}
        mine = deliveries.c.message_id == message_id
        free = sa.select(sa.exists().where(letters.c.message_id == message_id, letters.c.error != unless))
        with self._database.writing() as connection:
            noted = connection.execute(sa.select(sa.func.count()).select_from(deliveries).where(mine)).scalar_one()
            if noted != seen or not connection.execute(free).scalar():
                return False
            before = last_key(connection, deliveries)
            connection.execute(deliveries.insert(), [{**row, "recipient": x, "source": run} for x in recipients])
            note_rows(connection, "delivery", deliveries, deliveries.c.id > before)
            return True

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
