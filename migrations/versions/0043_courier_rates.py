"""What couriers said that a parcel costs, kept so that no page waits for them."""

import sqlalchemy as sa
from alembic import op

revision = "0043_courier_rates"
down_revision = "0042_parcels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "courier_rates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("origin_code", sa.String(length=13), nullable=False),
        sa.Column("destination_code", sa.String(length=13), nullable=False),
        sa.Column("kilograms", sa.Integer(), nullable=False),
        sa.Column("rates", sa.JSON(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kilograms > 0", name=op.f("ck_courier_rates_kilograms")),
        sa.ForeignKeyConstraint(["destination_code"], ["regions.code"], name=op.f("fk_courier_rates_destination_code")),
        sa.ForeignKeyConstraint(["origin_code"], ["regions.code"], name=op.f("fk_courier_rates_origin_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_rates")),
        sa.UniqueConstraint(
            "provider",
            "origin_code",
            "destination_code",
            "kilograms",
            name=op.f("uq_courier_rates_provider_origin_code_destination_code_kilograms"),
        ),
    )


def downgrade() -> None:
    op.drop_table("courier_rates")
