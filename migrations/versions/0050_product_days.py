"""How often a product is looked at and put in carts, by day and without a word about who it was."""

import sqlalchemy as sa
from alembic import op

revision = "0050_product_days"
down_revision = "0049_assistance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_days",
        sa.Column("product_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("carted", sa.Integer(), nullable=False),
        sa.CheckConstraint("views >= 0 AND carted >= 0", name=op.f("ck_product_days_counts")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_days_product_id")),
        sa.PrimaryKeyConstraint("product_id", "day", name=op.f("pk_product_days")),
    )
    op.create_index(op.f("ix_product_days_day"), "product_days", ["day"], unique=False)


def downgrade() -> None:
    op.drop_table("product_days")
