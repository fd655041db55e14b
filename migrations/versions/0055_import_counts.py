"""How many pieces there were when a row of an import was looked at: what was sold since is not counted away."""

import sqlalchemy as sa
from alembic import op

revision = "0055_import_counts"
down_revision = "0054_asked_parcels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_rows", sa.Column("on_hand", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("import_rows") as table:
        table.drop_column("on_hand")
