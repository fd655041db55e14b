"""What was decided about a product is found by the product."""

from alembic import op

revision = "0057_cases_by_product"
down_revision = "0056_undecided_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_moderation_cases_product_id", "moderation_cases", ["product_id"])


def downgrade() -> None:
    op.drop_index("ix_moderation_cases_product_id", "moderation_cases")
