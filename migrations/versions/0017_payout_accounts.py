"""Bank accounts of sellers."""

import sqlalchemy as sa
from alembic import op

revision = "0017_payout_accounts"
down_revision = "0016_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payout_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_code", sa.String(length=40), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("number_encrypted", sa.Text(), nullable=False),
        sa.Column("number_key_id", sa.String(length=40), nullable=False),
        sa.Column("number_last_digits", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_payout_accounts_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_accounts")),
    )
    is_live = sa.text("archived_at IS NULL")
    op.create_index(
        "uq_payout_accounts_live",
        "payout_accounts",
        ["seller_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )


def downgrade() -> None:
    op.drop_table("payout_accounts")
