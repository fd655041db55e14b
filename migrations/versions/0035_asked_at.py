"""When a gateway was last asked about a payment, so that short runs take turns and starve none."""

import sqlalchemy as sa
from alembic import op

revision = "0035_asked_at"
down_revision = "0034_books_facts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payments", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("payments") as table:
        table.drop_column("asked_at")
