"""Until when a packed order waits for the buyer who fetches it."""

import sqlalchemy as sa
from alembic import op

revision = "0058_fetch_by"
down_revision = "0057_cases_by_product"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("fetch_by", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.drop_column("fetch_by")
