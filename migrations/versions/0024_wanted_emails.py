"""An account moves to another address only after that address is confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0024_wanted_emails"
down_revision = "0023_seller_logos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("email_changes") as table:
        table.alter_column("changed_at", new_column_name="asked_at", existing_type=sa.DateTime(timezone=True))
        table.add_column(sa.Column("new_email", sa.String(length=254), nullable=True))
        table.add_column(sa.Column("new_email_folded", sa.String(length=254), nullable=True))
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE email_changes SET confirmed_at = asked_at")  # until now an account moved as soon as it was asked
    is_waiting = sa.text("confirmed_at IS NULL AND cancelled_at IS NULL")
    op.create_index(
        "uq_email_changes_waiting_user_id",
        "email_changes",
        ["user_id"],
        unique=True,
        sqlite_where=is_waiting,
        postgresql_where=is_waiting,
    )


def downgrade() -> None:
    op.drop_index("uq_email_changes_waiting_user_id", table_name="email_changes")
    op.execute("DELETE FROM email_changes WHERE confirmed_at IS NULL")  # the older table tells only what happened
    op.execute("UPDATE email_changes SET asked_at = confirmed_at")
    with op.batch_alter_table("email_changes") as table:
        for name in ("cancelled_at", "confirmed_at", "new_email_folded", "new_email"):
            table.drop_column(name)
        table.alter_column("asked_at", new_column_name="changed_at", existing_type=sa.DateTime(timezone=True))
