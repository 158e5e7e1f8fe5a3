"""Whose a ledger is that lies outside the folder of its round: two rounds in one would close each other's figures."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.database import Database
from ledger.tables import owner_round
from schemas.errors import LedgerError


def claim(database: Database, round: str) -> None:
    """Notes that the ledger is the round's, where it is nobody's yet. Raises LedgerError where it is another's."""
    with database.reading() as connection:
        owner = _owner(connection)
    if owner is None:
        with database.writing() as connection:
            owner = _owner(connection)
            if owner is None:
                connection.execute(owner_round.insert().values(round=round))
                return
    if owner != round:
        raise LedgerError(
            f"The ledger ({database.place}) is that of another round ({owner}), and this one is {round}: give each its "
            "own ESEP_LEDGER_URL, leave it out, or use PostgreSQL, which keeps rounds apart."
        )


def _owner(connection: Connection) -> str | None:
    found: str | None = connection.execute(sa.select(owner_round.c.round).limit(1)).scalar()
    return found
