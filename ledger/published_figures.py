"""The figures that were published, version by version: each with where it comes from."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, insert_rows
from ledger.event_log import note, published_digests
from ledger.tables import published

_COLUMNS = ("organisation", "indicator", "value", "origin", "file", "sheet", "cell")


class PublishedFigures:
    """The part of the ledger that keeps what was published."""

    _database: Database

    def published(self, version: int) -> pd.DataFrame:
        """The figures of a version: organisation, indicator, value, origin, file, sheet, cell; origin is read,
        restated or carried from the year before."""
        query = sa.select(*(published.c[x] for x in _COLUMNS)).where(published.c.version == version)
        with self._database.reading() as connection:
            return frame(connection, query.order_by(published.c.id))

    def publish(self, version: int, figures: pd.DataFrame) -> None:
        """Keeps the figures of a version, instead of those that a killed closing has kept of it."""
        with self._database.writing() as connection:
            connection.execute(published.delete().where(published.c.version == version))
            insert_rows(connection, published, figures[list(_COLUMNS)].assign(version=version))
            digest = published_digests(connection)[str(version)] if len(figures) else ""
            note(connection, "published", {"table": "published", "digests": {str(version): digest}})
