"""Words of a seller to the buyer of an order."""

import sqlalchemy as sa
from alembic import op

revision = "0053_order_notes"
down_revision = "0052_ready_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("on_behalf_of_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("actor_kind IN ('user', 'job', 'gateway')", name=op.f("ck_order_notes_actor_kind")),
        sa.CheckConstraint("position BETWEEN 1 AND 5", name=op.f("ck_order_notes_position")),
        sa.CheckConstraint("LENGTH(text) BETWEEN 1 AND 500", name=op.f("ck_order_notes_text")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_notes_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_notes")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_notes_order_id_position")),
    )


def downgrade() -> None:
    op.drop_table("order_notes")
