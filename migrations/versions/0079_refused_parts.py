"""Cases name the photos and choices that were refused, until their seller has read it; old ones are read."""

import sqlalchemy as sa
from alembic import op

revision = "0079_refused_parts"
down_revision = "0078_waiting_choices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("moderation_cases") as table:
        table.add_column(sa.Column("refused_parts", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("moderation_cases") as table:
        table.alter_column("refused_parts", existing_type=sa.JSON(), server_default=None)
    op.execute(
        "UPDATE moderation_cases SET noted_at = decided_at "
        "WHERE status = 'rejected' AND CAST(risks AS VARCHAR) = '[\"photos\"]'"
    )


def downgrade() -> None:
    with op.batch_alter_table("moderation_cases") as table:
        table.drop_column("noted_at")
        table.drop_column("refused_parts")
