"""Everything that was said or decided as a chain of events; and the figures that were published, version by version.

Revision 0006, of 2026-11-28. What was in the ledger before is noted as one event when the ledger is opened.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables."""
    op.create_table(
        "events",
        Column("id", Integer),
        *[Column(name, sa.Text, nullable=False) for name in ("at", "kind", "content", "previous", "digest")],
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_table(
        "published",
        Column("id", Integer),
        Column("version", Integer, nullable=False),
        *[Column(name, sa.Text, nullable=False) for name in ("organisation", "indicator")],
        Column("value", sa.Double, nullable=False),
        *[Column(name, sa.Text, nullable=False) for name in ("origin", "file", "sheet", "cell")],
        sa.PrimaryKeyConstraint("id", name="pk_published"),
    )
    op.create_index("ix_published_version", "published", ["version"])
