"""Rights of admins end without losing their trace."""

import sqlalchemy as sa
from alembic import op

revision = "0020_revoked_roles"
down_revision = "0019_email_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_roles") as table:
        table.add_column(sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("user_roles") as table:
        table.drop_column("revoked_at")
