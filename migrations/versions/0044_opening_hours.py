"""Opening hours are data, one row for each weekday that has any."""

import sqlalchemy as sa
from alembic import op

revision = "0044_opening_hours"
down_revision = "0043_courier_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("seller_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name=op.f("ck_opening_hours_hours")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_opening_hours_seller_id")),
        sa.PrimaryKeyConstraint("seller_id", "weekday", name=op.f("pk_opening_hours")),
    )


def downgrade() -> None:
    op.drop_table("opening_hours")
