"""What the ledger knows of the returns: the state of each file, the versions, their figures and findings."""

from __future__ import annotations

import json
from collections.abc import Collection

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from ledger.database import Database, frame
from ledger.tables import figures as figure_table
from ledger.tables import findings as finding_table
from ledger.tables import returns as table
from ledger.version_rows import VERSIONS
from schemas.frames import OUTCOMES

_RETURN = (
    table.c.file,
    table.c.sha256,
    table.c.organisation,
    table.c.outcome,
    table.c.received,
    table.c.identified_by,
    table.c.sender,
    table.c.first_seen,
    table.c.counts,
    sa.func.coalesce(table.c.version, 0).label("version"),
    table.c.version_key,
    table.c.note_digest,
    table.c.run,
    table.c.outcome_run,
)
_CURRENT = table.c.replaced_by.is_(None)
_LAST_NAMED = _CURRENT & table.c.unnamed_by.is_(None)


class JudgedReturns:
    """The part of the ledger that tells what was judged."""

    _database: Database

    def returns(self) -> pd.DataFrame:
        """The state of every file that was judged, in the order in which they were first judged.

        frames.Returns and: version (of its organisation's return, from 1; 0 where it is none), version_key,
        note_digest, run (that judged it first), outcome_run (that gave it this outcome).
        """
        with self._database.reading() as connection:
            return frame(connection, sa.select(*_RETURN).where(_CURRENT).order_by(table.c.id))

    def last_returns(self) -> pd.DataFrame:
        """The returns as the last judgement has them, which is what returns.csv shows; columns as `returns`."""
        with self._database.reading() as connection:
            return frame(connection, sa.select(*_RETURN).where(_LAST_NAMED).order_by(table.c.id))

    def versions_of(self, organisation: str) -> pd.DataFrame:
        """All versions of an organisation's return, first to last, replaced ones too; columns as `returns`."""
        query = sa.select(*_RETURN).where(
            table.c.organisation == organisation, table.c.version.is_not(None), table.c.outcome.in_(VERSIONS)
        )
        with self._database.reading() as connection:
            return frame(connection, query.order_by(table.c.version, table.c.id))

    def figures(self, outcomes: Collection[str] = OUTCOMES) -> pd.DataFrame:
        """The figures of the returns with these outcomes: frames.Figures and version_key."""
        with self._database.reading() as connection:
            return _figures(connection, _CURRENT & table.c.outcome.in_(list(outcomes)))

    def figures_of(self, version_key: str) -> pd.DataFrame:
        """The figures of one version, be it replaced or not; columns as `figures`."""
        with self._database.reading() as connection:
            return _figures(connection, table.c.version_key == version_key)

    def findings(self) -> pd.DataFrame:
        """What stands found in files and organisations: frames.Findings and version_key ("" without a return)."""
        with self._database.reading() as connection:
            return _findings(connection, _CURRENT | finding_table.c.return_id.is_(None))

    def last_findings(self) -> pd.DataFrame:
        """The findings as the last judgement has them, which is what findings.csv shows; columns as `findings`."""
        last = (_LAST_NAMED | finding_table.c.return_id.is_(None)) & finding_table.c.unnamed_by.is_(None)
        with self._database.reading() as connection:
            return _findings(connection, last)

    def findings_of(self, version_key: str) -> pd.DataFrame:
        """What stands found in one version, be it replaced or not; columns as `findings`."""
        with self._database.reading() as connection:
            return _findings(connection, table.c.version_key == version_key)


def _figures(connection: Connection, condition: ColumnElement[bool]) -> pd.DataFrame:
    cell = figure_table.c
    columns = (table.c.organisation, cell.indicator, cell.period, cell.value, cell.state, table.c.file, cell.sheet)
    query = sa.select(*columns, cell.cell, cell.raw, table.c.version_key).join_from(figure_table, table)
    return frame(connection, query.where(condition, cell.replaced_by.is_(None)).order_by(table.c.id, cell.id))


def _findings(connection: Connection, condition: ColumnElement[bool]) -> pd.DataFrame:
    skipped = ("id", "return_id", "run", "withdrawn_by", "unnamed_by")
    columns = [column for column in finding_table.c if column.name not in skipped]
    key = sa.func.coalesce(table.c.version_key, "").label("version_key")
    query = sa.select(*columns, key).outerjoin_from(finding_table, table)
    found = frame(
        connection, query.where(condition, finding_table.c.withdrawn_by.is_(None)).order_by(finding_table.c.id)
    )
    parameters = [json.loads(x) for x in found["parameters"]]
    found["parameters"] = pd.Series(parameters, dtype="object", index=found.index)
    # a finding's confidence is kept among what fills its message
    found["confidence"] = [float(x.get("confidence", "nan")) for x in parameters]
    return found
