"""A private file may belong to other rows than an application."""

import sqlalchemy as sa
from alembic import op

revision = "0026_private_files"
down_revision = "0025_dated_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("documents") as table:
        table.alter_column("application_id", existing_type=sa.BigInteger(), nullable=True)
        table.drop_constraint(op.f("ck_documents_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_documents_kind"),
            "kind IN ('identity', 'business', 'product', 'nib', 'permit',"
            " 'payment_proof', 'return_photo', 'turnover_statement')",
        )


def downgrade() -> None:
    op.execute("DELETE FROM documents WHERE application_id IS NULL")
    with op.batch_alter_table("documents") as table:
        table.alter_column("application_id", existing_type=sa.BigInteger(), nullable=False)
        table.drop_constraint(op.f("ck_documents_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_documents_kind"), "kind IN ('identity', 'business', 'product', 'nib', 'permit')"
        )
