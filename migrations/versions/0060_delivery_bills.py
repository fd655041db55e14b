"""What couriers and keepers of hubs were paid for parcels of the marketplace."""

import sqlalchemy as sa
from alembic import op

revision = "0060_delivery_bills"
down_revision = "0059_permits_due"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_bills",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payee", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_delivery_bills_amount")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_delivery_bills_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_bills")),
        sa.UniqueConstraint("payee", "reference", name=op.f("uq_delivery_bills_payee_reference")),
    )


def downgrade() -> None:
    op.drop_table("delivery_bills")
