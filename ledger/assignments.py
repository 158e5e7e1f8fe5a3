"""Whose a file is where it does not say so itself: names and files that a person gave to an organisation."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_now
from ledger.event_log import last_key, note_rows
from ledger.tables import aliases, assignments


class Assignments:
    """The part of the ledger that keeps aliases and assignments. Every word is kept; the last one holds.

    A name or a file that is given to "" is taken back.
    """

    _database: Database

    def aliases(self) -> dict[str, str]:
        """The organisation of each alias; the keys are names as they were given, that is, folded by the caller."""
        query = sa.select(aliases.c.name, aliases.c.organisation).order_by(aliases.c.id)
        with self._database.reading() as connection:
            last = dict(connection.execute(query).tuples().all())
        return {name: organisation for name, organisation in last.items() if organisation}

    def add_alias(self, name: str, organisation: str, author: str) -> None:
        """Says that a (folded) name means an organisation."""
        row = {"name": name, "organisation": organisation, "author": author, "at": utc_now()}
        with self._database.writing() as connection:
            before = last_key(connection, aliases)
            connection.execute(aliases.insert().values(row))
            note_rows(connection, "named", aliases, aliases.c.id > before)

    def assignments(self) -> dict[tuple[str, str], str]:
        """The organisation of each assigned document, by its path below inbox/ and its sha256."""
        query = sa.select(assignments.c.path, assignments.c.sha256, assignments.c.organisation).order_by(
            assignments.c.id
        )
        with self._database.reading() as connection:
            last = {(path, sha256): organisation for path, sha256, organisation in connection.execute(query)}
        return {document: organisation for document, organisation in last.items() if organisation}

    def assign_file(self, path: str, sha256: str, organisation: str, author: str) -> None:
        """Says whose a document is; `path` may lead into an archive (`archive.zip/name.xlsx`)."""
        row = {"path": path, "sha256": sha256, "organisation": organisation, "author": author, "at": utc_now()}
        with self._database.writing() as connection:
            before = last_key(connection, assignments)
            connection.execute(assignments.insert().values(row))
            note_rows(connection, "assigned", assignments, assignments.c.id > before)

    def assignment_log(self) -> pd.DataFrame:
        """Who assigned which document when, first to last: path, sha256, organisation, author, at (UTC)."""
        columns = [column for column in assignments.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(assignments.c.id))
