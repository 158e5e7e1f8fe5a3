"""What says whose a return is, who sent it, and when a collection first saw it.

Revision 0003, of 2026-11-28. Of what was judged before, it is not known; the next collection says it anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    with op.batch_alter_table("returns") as table:
        for name in ("identified_by", "sender", "first_seen"):
            table.add_column(Column(name, sa.Text, nullable=False, server_default=""))
