"""Rates, days and amounts that count from a moment on."""

import sqlalchemy as sa
from alembic import op

revision = "0025_dated_settings"
down_revision = "0024_wanted_emails"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dated_settings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum("user", "job", "gateway", name="actor_kind", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("on_behalf_of_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dated_settings")),
        sa.UniqueConstraint("name", "valid_from", name=op.f("uq_dated_settings_name_valid_from")),
    )


def downgrade() -> None:
    op.drop_table("dated_settings")
