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
from ledger.upgrade import bring_up_to_date


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


def open_ledger(url: str) -> Ledger:
    """The ledger at an SQLAlchemy URL (`sqlite:///round/ledger.sqlite`), created or upgraded where needed.

    Raises LedgerError when it cannot be opened or written, or is of a newer version.
    """
    database = connect(url)
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return Ledger(database)
