"""Regions of Indonesia and shipping zones."""

import sqlalchemy as sa
from alembic import op

revision = "0001_regions"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("parent_code", sa.String(length=13), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=5), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["regions.code"], name=op.f("fk_regions_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_index(op.f("ix_regions_parent_code"), "regions", ["parent_code"], unique=False)
    op.create_table(
        "shipping_zones",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin_island", sa.String(length=40), nullable=False),
        sa.Column("destination_code", sa.String(length=13), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("first_kg_amount", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_amount", sa.BigInteger(), nullable=False),
        sa.Column("fastest_days", sa.Integer(), nullable=False),
        sa.Column("slowest_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= fastest_days AND fastest_days <= slowest_days", name=op.f("ck_shipping_zones_days")),
        sa.CheckConstraint("first_kg_amount >= 0 AND next_kg_amount >= 0", name=op.f("ck_shipping_zones_amounts")),
        sa.ForeignKeyConstraint(
            ["destination_code"], ["regions.code"], name=op.f("fk_shipping_zones_destination_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_zones")),
        sa.UniqueConstraint(
            "origin_island", "destination_code", name=op.f("uq_shipping_zones_origin_island_destination_code")
        ),
    )


def downgrade() -> None:
    op.drop_table("shipping_zones")
    op.drop_table("regions")
