"""Words for pictures of goods on sale that wait for a reviewer before buyers read them."""

import sqlalchemy as sa
from alembic import op

revision = "0075_words_of_pictures_wait"
down_revision = "0074_payouts_cleared_until"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("product_images", sa.Column("alt_waiting", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("product_images") as table:
        table.drop_column("alt_waiting")
