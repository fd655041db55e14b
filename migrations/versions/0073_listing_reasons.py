"""Why a listing is not shown is kept by admins; the file of old is brought in by `flask prepare`."""

import sqlalchemy as sa
from alembic import op

revision = "0073_listing_reasons"
down_revision = "0072_waiting_pictures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_reasons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_listing_reasons_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_reasons")),
        sa.UniqueConstraint("code", name=op.f("uq_listing_reasons_code")),
    )


def downgrade() -> None:
    op.drop_table("listing_reasons")
