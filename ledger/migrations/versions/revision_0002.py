"""What the last judgement named, and which return counts of its organisation.

Revision 0002, of 2026-11-27. In a ledger that was written before, everything that is current was named last, and of an
organisation's versions the one that no later one has superseded counts; the next collection says it anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, ForeignKey, Integer

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COUNTING = """
UPDATE returns SET counts = 'yes'
WHERE organisation <> '' AND outcome IN ('accepted', 'queried', 'returned') AND replaced_by IS NULL
"""
_PAST = """
UPDATE findings SET unnamed_by = (SELECT outcome_run FROM returns WHERE returns.id = findings.return_id)
WHERE rule <> 'return-duplicated'
AND return_id IN (SELECT id FROM returns WHERE outcome IN ('superseded', 'duplicate') OR replaced_by IS NOT NULL)
"""


def upgrade() -> None:
    """Adds the columns and fills them from what is known."""
    with op.batch_alter_table("returns") as table:
        table.add_column(Column("counts", sa.Text, nullable=False, server_default=""))
        table.add_column(_unnamed_by("returns"))
    with op.batch_alter_table("findings") as table:
        table.add_column(_unnamed_by("findings"))
    op.execute(_COUNTING)
    op.execute(_PAST)


def _unnamed_by(table: str) -> Column[int]:
    return Column("unnamed_by", Integer, ForeignKey("runs.id", name=f"fk_{table}_unnamed_by"), nullable=True)
