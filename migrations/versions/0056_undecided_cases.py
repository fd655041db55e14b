"""An order may have several return cases, one undecided at a time: what is decided waits for its money alone."""

import sqlalchemy as sa
from alembic import op

revision = "0056_undecided_cases"
down_revision = "0055_import_counts"
branch_labels = None
depends_on = None

UNDECIDED = sa.text("status IN ('requested', 'seller_accepted', 'contested', 'mediating')")
OPEN = sa.text("status NOT IN ('closed')")


def upgrade() -> None:
    op.drop_index("uq_return_cases_open", "return_cases")
    op.create_index(
        "uq_return_cases_undecided",
        "return_cases",
        ["order_id"],
        unique=True,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )


def downgrade() -> None:
    op.drop_index("uq_return_cases_undecided", "return_cases")
    op.create_index(
        "uq_return_cases_open", "return_cases", ["order_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
