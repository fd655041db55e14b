"""The day a settlement reached the bank, what each timer did last, and the ways to what waits and to a period."""

import sqlalchemy as sa
from alembic import op

revision = "0034_books_facts"
down_revision = "0033_dispute_accounts"
branch_labels = None
depends_on = None

NOT_APPLIED = sa.text("applied_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("settlements") as table:
        table.add_column(sa.Column("settled_on", sa.Date(), nullable=True))
    op.execute("UPDATE settlements SET settled_on = DATE(created_at)")
    with op.batch_alter_table("settlements") as table:
        table.alter_column("settled_on", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("leases") as table:
        table.add_column(sa.Column("last_done", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("last_failure", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("leases") as table:
        table.alter_column("last_done", existing_type=sa.Integer(), server_default=None)
        table.alter_column("last_failure", existing_type=sa.String(length=200), server_default=None)
    op.create_index(
        "ix_gateway_events_waiting",
        "gateway_events",
        ["received_at"],
        sqlite_where=NOT_APPLIED,
        postgresql_where=NOT_APPLIED,
    )
    op.create_index(op.f("ix_journal_entries_occurred_at"), "journal_entries", ["occurred_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_entries_occurred_at"), table_name="journal_entries")
    op.drop_index("ix_gateway_events_waiting", table_name="gateway_events")
    with op.batch_alter_table("leases") as table:
        table.drop_column("last_failure")
        table.drop_column("last_done")
    with op.batch_alter_table("settlements") as table:
        table.drop_column("settled_on")
