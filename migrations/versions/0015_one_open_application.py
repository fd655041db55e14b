"""One open application for each person."""

import sqlalchemy as sa
from alembic import op

revision = "0015_one_open_application"
down_revision = "0014_application_details"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_open = sa.text("status IN ('draft', 'submitted', 'in_review', 'needs_info')")
    op.create_index(
        "uq_seller_applications_open",
        "seller_applications",
        ["applicant_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_index("uq_seller_applications_open", table_name="seller_applications")
