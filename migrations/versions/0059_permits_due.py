"""Until when a product may be sold without a permit that it lacks."""

import sqlalchemy as sa
from alembic import op

revision = "0059_permits_due"
down_revision = "0058_fetch_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("products") as table:
        table.add_column(sa.Column("permits_due_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("products") as table:
        table.drop_column("permits_due_at")
