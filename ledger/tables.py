"""The tables of the ledger, as they are at REVISION; `migrations/` holds the way from one revision to the next.

A change here goes with a new file in `migrations/versions/` and a new REVISION; the tests compare the two.

Nothing is deleted: what no longer holds keeps its row, with the run that replaced or withdrew it. Text columns hold ""
where there is nothing; times are UTC, ISO 8601. `unnamed_by` is the first run whose judgement of the round did not name
the return or finding any more, NULL while the last one does. `replies_to` of a letter are the sha256 of the messages
that it answers; `answers` keeps what each message was taken to say, anew whenever that changes. `events` is a chain:
`digest` is that of the row with `previous`, the digest of the row before; `content` is JSON as it was hashed.
`owner_round` holds one row, where the ledger lies outside the folder of its round.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

REVISION = "0010"

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class PackedJSON(sa.types.TypeDecorator[dict[str, Any]]):
    """A JSON record, deflated: a return's 150 cells take 1 kB instead of 24."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: sa.Dialect) -> bytes | None:
        """The record as it is stored."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), level=1)

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> dict[str, Any] | None:
        """The record that was stored."""
        return None if value is None else json.loads(zlib.decompress(value))


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **options)


def _run(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, ForeignKey("runs.id"), nullable=nullable)


runs = Table(
    "runs",
    metadata,
    _key(),
    _text("command"),
    _text("form_digest"),
    _text("code_version"),
    _text("started"),
    _text("ended"),
    _text("state"),
    Column("counts", sa.JSON, nullable=False),
)

files = Table(
    "files",
    metadata,
    _key(),
    _text("path"),
    _text("sha256"),
    Column("size", sa.BigInteger, nullable=False),
    _text("file_time"),
    _text("arrived_at"),
    UniqueConstraint("path", "sha256"),
)

readings = Table(
    "readings",
    metadata,
    _key(),
    Column("file_id", ForeignKey("files.id"), nullable=False),
    _text("reader_digest"),
    _text("read_at"),
    UniqueConstraint("file_id", "reader_digest"),
)

documents = Table(
    "documents",
    metadata,
    _key(),
    Column("reading_id", ForeignKey("readings.id"), nullable=False, index=True),
    _text("file"),
    _text("kind"),
    Column("record", PackedJSON, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    _key(),
    _text("name"),
    _text("organisation"),
    _text("author"),
    _text("at"),
)

assignments = Table(
    "assignments",
    metadata,
    _key(),
    _text("path"),
    _text("sha256"),
    _text("organisation"),
    _text("author"),
    _text("at"),
)

returns = Table(
    "returns",
    metadata,
    _key(),
    _text("version_key"),
    _text("file"),
    _text("sha256"),
    _text("organisation", index=True),
    Column("version", Integer),
    _text("outcome"),
    _text("received"),
    _text("note_digest"),
    _text("figures_digest"),
    _run("run"),
    _run("outcome_run"),
    _run("replaced_by", nullable=True),
    _text("counts", server_default=""),
    _run("unnamed_by", nullable=True),
    _text("identified_by", server_default=""),
    _text("sender", server_default=""),
    _text("first_seen", server_default=""),
    UniqueConstraint("version_key", "file"),
)

figures = Table(
    "figures",
    metadata,
    _key(),
    Column("return_id", ForeignKey("returns.id"), nullable=False, index=True),
    _text("indicator"),
    _text("period"),
    Column("value", sa.Double),
    _text("state"),
    _text("sheet"),
    _text("cell"),
    _text("raw"),
    _run("run"),
    _run("replaced_by", nullable=True),
)

findings = Table(
    "findings",
    metadata,
    _key(),
    Column("return_id", ForeignKey("returns.id"), index=True),
    _text("organisation"),
    _text("file"),
    _text("rule"),
    _text("severity"),
    _text("sheet"),
    _text("cell"),
    _text("indicator"),
    _text("period"),
    _text("observed"),
    _text("expected"),
    _text("message"),
    _text("state", server_default="open"),
    _text("by", server_default=""),
    _text("because", server_default=""),
    _text("parameters"),
    _run("run"),
    _run("withdrawn_by", nullable=True),
    _run("unnamed_by", nullable=True),
)

letters = Table(
    "letters",
    metadata,
    _key(),
    _text("organisation"),
    _text("version_key", index=True),
    _text("path"),
    _text("message_id", unique=True),
    _text("recipient"),
    _text("created"),
    _text("sent_at"),
    _text("error"),
    _text("stage", server_default=""),
    _text("number", server_default=""),
    _text("file", server_default=""),
    _text("language", server_default=""),
    Column("questions", sa.JSON, nullable=False, server_default="[]"),
    Column("replies_to", sa.JSON, nullable=False, server_default="[]"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _key(),
    _text("message_id", index=True),
    _text("recipient"),
    _text("at"),
    _text("state"),
    _text("said"),
    _text("source"),
)

answers = Table(
    "answers",
    metadata,
    _key(),
    _text("path"),
    _text("sha256", index=True),
    _text("sender"),
    _text("received"),
    _text("letter"),
    _text("organisation", index=True),
    Column("statements", sa.JSON, nullable=False),
    _text("state"),
    _text("at"),
    _run("run"),
)

decisions = Table(
    "decisions",
    metadata,
    _key(),
    _text("organisation", index=True),
    _text("kind"),
    Column("subject", sa.JSON, nullable=False),
    _text("author"),
    _text("at"),
    _text("note"),
)

published = Table(
    "published",
    metadata,
    _key(),
    Column("version", Integer, nullable=False, index=True),
    _text("organisation"),
    _text("indicator"),
    Column("value", sa.Double, nullable=False),
    _text("origin"),
    _text("file"),
    _text("sheet"),
    _text("cell"),
)

events = Table(
    "events",
    metadata,
    _key(),
    _text("at"),
    _text("kind"),
    _text("content"),
    _text("previous"),
    _text("digest"),
)

owner_round = Table(
    "owner_round",
    metadata,
    _key(),
    _text("round", unique=True),
)
