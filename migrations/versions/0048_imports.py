"""Imports of a shop: one file on its way in, its rows, and the mark where the work goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0048_imports"
down_revision = "0047_offline_sales"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('received', 'checked', 'running')")


def upgrade() -> None:
    op.create_table(
        "import_jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("source_name", sa.String(length=200), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("unknown_columns", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("begun_by_id", sa.BigInteger(), nullable=False),
        sa.Column("on_behalf_of_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('products', 'pictures', 'publishing')", name=op.f("ck_import_jobs_kind")),
        sa.CheckConstraint(
            "status IN ('received', 'checked', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_import_jobs_status"),
        ),
        sa.CheckConstraint("0 <= done AND done <= total", name=op.f("ck_import_jobs_done")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_import_jobs_seller_id")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["users.id"], name=op.f("fk_import_jobs_begun_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_jobs")),
    )
    op.create_index(op.f("ix_import_jobs_seller_id_import_jobs_id"), "import_jobs", ["seller_id", "id"])
    op.create_index(
        "uq_import_jobs_open", "import_jobs", ["seller_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "import_rows",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bundle", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("outcome IN ('created', 'changed', 'same', 'refused')", name=op.f("ck_import_rows_outcome")),
        sa.ForeignKeyConstraint(["job_id"], ["import_jobs.id"], name=op.f("fk_import_rows_job_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_import_rows_product_id")),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_import_rows")),
    )
    op.create_index(op.f("ix_import_rows_job_id_import_rows_outcome"), "import_rows", ["job_id", "outcome"])
    op.create_index(op.f("ix_import_rows_product_id"), "import_rows", ["product_id"])


def downgrade() -> None:
    op.drop_table("import_rows")
    op.drop_table("import_jobs")
