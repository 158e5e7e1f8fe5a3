"""Whose the ledger is, where it lies outside the folder of its round.

Revision 0010, of 2026-11-28.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "owner_round",
        Column("id", Integer),
        Column("round", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owner_round"),
        sa.UniqueConstraint("round", name="uq_owner_round_round"),
    )
