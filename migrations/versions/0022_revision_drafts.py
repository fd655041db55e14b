"""A revision can be a draft: kept by the seller, not shown to anybody."""

from alembic import op

revision = "0022_revision_drafts"
down_revision = "0021_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("product_revisions") as table:
        table.drop_constraint(op.f("ck_product_revisions_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_product_revisions_status"), "status IN ('draft', 'in_review', 'live', 'replaced', 'rejected')"
        )


def downgrade() -> None:
    op.execute("UPDATE product_revisions SET status = 'rejected' WHERE status = 'draft'")
    with op.batch_alter_table("product_revisions") as table:
        table.drop_constraint(op.f("ck_product_revisions_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_product_revisions_status"), "status IN ('in_review', 'live', 'replaced', 'rejected')"
        )
