"""Shops have a logo."""

import sqlalchemy as sa
from alembic import op

revision = "0023_seller_logos"
down_revision = "0022_revision_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sellers") as table:
        table.add_column(sa.Column("logo_id", sa.String(length=32), nullable=True))
        table.create_foreign_key(op.f("fk_sellers_logo_id"), "media", ["logo_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sellers") as table:
        table.drop_constraint(op.f("fk_sellers_logo_id"), type_="foreignkey")
        table.drop_column("logo_id")
