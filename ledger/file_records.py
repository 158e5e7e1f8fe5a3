"""The files that arrived, and what reading them gave, so that no file is read twice by the same reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.database import Database, frame, insert_rows, utc_now, utc_text
from ledger.event_log import last_key, note, note_rows, reading_digests
from ledger.tables import documents, files, readings
from schemas.documents import Document

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file of the inbox: its path below inbox/, its content, its own time, and when it was first seen (UTC)."""

    path: str
    sha256: str
    file_time: str
    arrived_at: str


class FileReading(NamedTuple):
    """What a reader made of one file, in the order in which it met the parts."""

    path: str
    sha256: str
    documents: Sequence[Document]


class FileRecords:
    """The part of the ledger that keeps files and documents."""

    _database: Database

    def known_files(self) -> pd.DataFrame:
        """The files that arrived, in that order: path, sha256. A path comes again when its content changed."""
        with self._database.reading() as connection:
            return frame(connection, sa.select(files.c.path, files.c.sha256).order_by(files.c.id))

    def add_files(self, found: pd.DataFrame) -> int:
        """Notes files (path, sha256, size in bytes, file_time) and returns how many of them are new.

        `file_time` is a text in ISO 8601, a date-time, or ""; they arrived now, or at their `arrived_at`.
        """
        with self._database.writing() as connection:
            known = pd.MultiIndex.from_frame(frame(connection, sa.select(files.c.path, files.c.sha256)))
            keys = pd.MultiIndex.from_frame(found[["path", "sha256"]])
            new = found.loc[~(keys.isin(known) | keys.duplicated()), ["path", "sha256", "size", "file_time"]]
            times = [utc_text(moment) for moment in new["file_time"]]
            arrived = found["arrived_at"].reindex(new.index) if "arrived_at" in found else utc_now()
            before = last_key(connection, files)
            insert_rows(connection, files, new.assign(file_time=times, arrived_at=arrived))
            note_rows(connection, "arrived", files, files.c.id > before)
        return len(new)

    def unread(self, reader_digest: str) -> pd.DataFrame:
        """The files that this reader has not read, in the order in which they arrived: path, sha256, file_time,
        arrived_at (UTC)."""
        of_reader = sa.and_(readings.c.file_id == files.c.id, readings.c.reader_digest == reader_digest)
        query = sa.select(files.c.path, files.c.sha256, files.c.file_time, files.c.arrived_at).outerjoin_from(
            files, readings, of_reader
        )
        with self._database.reading() as connection:
            return frame(connection, query.where(readings.c.id.is_(None)).order_by(files.c.id))

    def save_documents(self, path: str, sha256: str, reader_digest: str, given: Sequence[Document]) -> None:
        """Keeps what this reader made of a file; see save_readings."""
        self.save_readings(reader_digest, [FileReading(path, sha256, given)])

    def save_readings(self, reader_digest: str, read: Iterable[FileReading]) -> None:
        """Keeps what this reader made of many files, in one transaction: all of them, or none.

        A file that this reader has read already keeps its documents. Raises ValueError for a file that never arrived.
        """
        with self._database.writing() as connection:
            places = _file_keys(connection)
            done = set(
                connection.scalars(sa.select(readings.c.file_id).where(readings.c.reader_digest == reader_digest))
            )
            fresh: dict[int, Sequence[Document]] = {}
            for path, sha256, given in read:
                if (path, sha256) not in places:
                    raise ValueError(f"the file {path} ({sha256}) was never added")
                fresh.setdefault(places[path, sha256], given)
            fresh = {key: given for key, given in fresh.items() if key not in done}
            if fresh:
                _insert_readings(connection, reader_digest, fresh)

    def documents(self, reader_digest: str) -> list[tuple[Arrival, Document]]:
        """All documents of this reader with the file of each; see each_document."""
        return list(self.each_document(reader_digest))

    def each_document(self, reader_digest: str) -> Iterator[tuple[Arrival, Document]]:
        """The documents of this reader one after the other, in the order in which the files arrived."""
        query = (
            sa.select(files.c.path, files.c.sha256, files.c.file_time, files.c.arrived_at, documents.c.record)
            .join_from(files, readings)
            .join(documents)
            .where(readings.c.reader_digest == reader_digest)
            .order_by(files.c.id, documents.c.id)
        )
        with self._database.reading() as connection:
            for *arrival, record in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                yield Arrival(*arrival), Document.from_json(record)


def _file_keys(connection: Connection) -> dict[tuple[str, str], int]:
    rows = connection.execute(sa.select(files.c.path, files.c.sha256, files.c.id))
    return {(path, sha256): key for path, sha256, key in rows}


def _insert_readings(connection: Connection, reader_digest: str, fresh: dict[int, Sequence[Document]]) -> None:
    now, before = utc_now(), last_key(connection, readings)
    connection.execute(
        readings.insert(), [{"file_id": key, "reader_digest": reader_digest, "read_at": now} for key in fresh]
    )
    query = sa.select(readings.c.file_id, readings.c.id).where(readings.c.reader_digest == reader_digest)
    reading_of = dict(connection.execute(query).tuples().all())
    rows = chain.from_iterable(_document_rows(reading_of[key], given) for key, given in fresh.items())
    while part := list(islice(rows, _AT_ONCE)):
        connection.execute(documents.insert(), part)
    digests = reading_digests(connection, readings.c.id > before)
    note(connection, "read", {"table": "readings", "digests": digests})


def _document_rows(reading: int, given: Sequence[Document]) -> Iterator[dict[str, object]]:
    for document in given:
        yield {
            "reading_id": reading,
            "file": document.file,
            "kind": document.kind,
            "record": document.to_json(),
        }
