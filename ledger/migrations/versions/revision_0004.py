"""What letters asked, which messages they answer, what messages were taken to say, and who settled a finding.

Revision 0004, of 2026-11-28. Of letters written before it is not known what they asked: their number, file and
questions stay empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, ForeignKey, Integer

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns and the table of answers."""
    with op.batch_alter_table("letters") as table:
        for name in ("number", "file", "language"):
            table.add_column(Column(name, sa.Text, nullable=False, server_default=""))
        for name in ("questions", "replies_to"):
            table.add_column(Column(name, sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("findings") as table:
        for name, default in (("state", "open"), ("by", ""), ("because", "")):
            table.add_column(Column(name, sa.Text, nullable=False, server_default=default))
    op.create_table(
        "answers",
        Column("id", Integer),
        *(Column(x, sa.Text, nullable=False) for x in ("path", "sha256", "sender", "received", "letter")),
        Column("organisation", sa.Text, nullable=False),
        Column("statements", sa.JSON, nullable=False),
        *(Column(x, sa.Text, nullable=False) for x in ("state", "at")),
        Column("run", Integer, ForeignKey("runs.id", name="fk_answers_run"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_sha256", "answers", ["sha256"])
    op.create_index("ix_answers_organisation", "answers", ["organisation"])
