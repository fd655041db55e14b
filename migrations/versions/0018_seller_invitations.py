"""Invitations into a shop's team."""

import sqlalchemy as sa
from alembic import op

revision = "0018_seller_invitations"
down_revision = "0017_payout_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seller_invitations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum("owner", "staff", "bookkeeper", name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["users.id"], name=op.f("fk_seller_invitations_accepted_by_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["users.id"], name=op.f("fk_seller_invitations_invited_by_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_seller_invitations_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller_invitations")),
    )
    op.create_index(op.f("ix_seller_invitations_seller_id"), "seller_invitations", ["seller_id"], unique=False)


def downgrade() -> None:
    op.drop_table("seller_invitations")
