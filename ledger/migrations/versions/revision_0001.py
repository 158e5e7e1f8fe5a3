"""The first ledger: files, what reading them gave, returns, figures, findings, letters, decisions, runs.

Revision 0001, of 2026-11-24.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, ForeignKey, Integer

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables, parents first."""
    _arrivals()
    _judgements()
    _letters_and_decisions()


def _arrivals() -> None:
    _table("runs", *_texts("command form_digest code_version started ended state"), _json("counts"))
    _table(
        "files",
        *_texts("path sha256"),
        Column("size", sa.BigInteger, nullable=False),
        *_texts("file_time arrived_at"),
        sa.UniqueConstraint("path", "sha256", name="uq_files_path_sha256"),
    )
    _table(
        "readings",
        _to("file_id", "files.id", "fk_readings_file_id"),
        *_texts("reader_digest read_at"),
        sa.UniqueConstraint("file_id", "reader_digest", name="uq_readings_file_id_reader_digest"),
    )
    _table(
        "documents",
        _to("reading_id", "readings.id", "fk_documents_reading_id"),
        *_texts("file kind"),
        Column("record", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_documents_reading_id", "documents", ["reading_id"])
    _table("aliases", *_texts("name organisation author at"))
    _table("assignments", *_texts("path sha256 organisation author at"))


def _judgements() -> None:
    _table(
        "returns",
        *_texts("version_key file sha256 organisation"),
        Column("version", Integer),
        *_texts("outcome received note_digest figures_digest"),
        _to("run", "runs.id", "fk_returns_run"),
        _to("outcome_run", "runs.id", "fk_returns_outcome_run"),
        _to("replaced_by", "runs.id", "fk_returns_replaced_by", nullable=True),
        sa.UniqueConstraint("version_key", "file", name="uq_returns_version_key_file"),
    )
    op.create_index("ix_returns_organisation", "returns", ["organisation"])
    _table(
        "figures",
        _to("return_id", "returns.id", "fk_figures_return_id"),
        *_texts("indicator period"),
        Column("value", sa.Double),
        *_texts("state sheet cell raw"),
        _to("run", "runs.id", "fk_figures_run"),
        _to("replaced_by", "runs.id", "fk_figures_replaced_by", nullable=True),
    )
    op.create_index("ix_figures_return_id", "figures", ["return_id"])
    _table(
        "findings",
        _to("return_id", "returns.id", "fk_findings_return_id", nullable=True),
        *_texts("organisation file rule severity sheet cell indicator period observed expected message parameters"),
        _to("run", "runs.id", "fk_findings_run"),
        _to("withdrawn_by", "runs.id", "fk_findings_withdrawn_by", nullable=True),
    )
    op.create_index("ix_findings_return_id", "findings", ["return_id"])


def _letters_and_decisions() -> None:
    _table(
        "letters",
        *_texts("organisation version_key path message_id recipient created sent_at error"),
        sa.UniqueConstraint("message_id", name="uq_letters_message_id"),
    )
    op.create_index("ix_letters_version_key", "letters", ["version_key"])
    _table("decisions", *_texts("organisation kind"), _json("subject"), *_texts("author at note"))
    op.create_index("ix_decisions_organisation", "decisions", ["organisation"])


def _table(name: str, *parts: Any) -> None:
    op.create_table(name, Column("id", Integer), *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))


def _texts(names: str) -> list[Column[str]]:
    return [Column(name, sa.Text, nullable=False) for name in names.split()]


def _json(name: str) -> Column[Any]:
    return Column(name, sa.JSON, nullable=False)


def _to(name: str, target: str, constraint: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target, name=constraint), nullable=nullable)
