"""What became of each letter at each of its addresses, and which letters are reminders.

Revision 0005, of 2026-11-28. A letter that was sent before counts as taken by the server for the address that it had.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXTS = ("message_id", "recipient", "at", "state", "said", "source")
_SENT_BEFORE = """
INSERT INTO deliveries (message_id, recipient, at, state, said, source)
SELECT message_id, LOWER(recipient), sent_at, 'sent', '', '' FROM letters WHERE sent_at <> ''
"""


def upgrade() -> None:
    """Adds the column and the table, and fills the table from what is known."""
    with op.batch_alter_table("letters") as table:
        table.add_column(Column("stage", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "deliveries",
        Column("id", Integer),
        *[Column(name, sa.Text, nullable=False) for name in _TEXTS],
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id"])
    op.execute(_SENT_BEFORE)
