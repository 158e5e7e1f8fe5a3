"""The ledger of a round: what arrived, what was found, and what was decided. `open_ledger` is the way in."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from ledger.assignments import Assignments
from ledger.database import Database, connect
from ledger.decisions import Decisions
from ledger.delivery_records import Deliveries
from ledger.event_checks import EventChecks
from ledger.file_records import FileRecords
from ledger.judged_returns import JudgedReturns
from ledger.judgements import Judgements
from ledger.letter_records import Letters
from ledger.published_figures import PublishedFigures
from ledger.run_records import Runs
from ledger.upgrade import bring_up_to_date, claim


class Ledger(
    Runs, FileRecords, Assignments, Judgements, JudgedReturns, Letters, Deliveries, Decisions, PublishedFigures,
    EventChecks,
):  # fmt: skip
    """The whole ledger, one part for each subject. Every call is a transaction of its own.

    All calls raise LedgerError when the database fails them. Times are UTC, ISO 8601.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; the ledger opens them again when it is used again."""
        self._database.close()


def open_ledger(url: str, round: str = "") -> Ledger:
    """The ledger at an SQLAlchemy URL (`sqlite:///round/ledger.sqlite`), created or upgraded where needed.

    `round` tells rounds apart where the URL is not that of a file in the round's own folder: in PostgreSQL it is the
    schema that holds the round's tables; an SQLite file is of the first round that opened it, and of no other.

    Raises LedgerError when it cannot be opened or written, is of a newer version, or of another round.
    """
    database = connect(url, round)
    try:
        bring_up_to_date(database)
        claim(database, round)
    except BaseException:
        database.close()
        raise
    return Ledger(database)
