"""Return cases."""

import sqlalchemy as sa
from alembic import op

revision = "0032_return_cases"
down_revision = "0031_payouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "damaged",
                "not_as_described",
                "wrong_item",
                "missing",
                "changed_mind",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "seller_accepted",
                "contested",
                "mediating",
                "approved",
                "rejected",
                "refunded",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("refund_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_return_cases_decided_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_return_cases_order_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_return_cases_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_return_cases_number")),
    )
    op.create_index(
        op.f("ix_return_cases_status_return_cases_answer_by"), "return_cases", ["status", "answer_by"], unique=False
    )
    op.create_index(
        "uq_return_cases_open",
        "return_cases",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("status NOT IN ('closed')"),
        postgresql_where=sa.text("status NOT IN ('closed')"),
    )
    op.create_table(
        "return_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_lines_quantity")),
        sa.ForeignKeyConstraint(["case_id"], ["return_cases.id"], name=op.f("fk_return_lines_case_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_return_lines_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_lines")),
        sa.UniqueConstraint("case_id", "order_line_id", name=op.f("uq_return_lines_case_id_order_line_id")),
    )
    op.create_table(
        "return_photos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["return_cases.id"], name=op.f("fk_return_photos_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_return_photos_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_photos")),
        sa.UniqueConstraint("document_id", name=op.f("uq_return_photos_document_id")),
    )
    op.create_index(op.f("ix_return_photos_case_id"), "return_photos", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("return_photos")
    op.drop_table("return_lines")
    op.drop_table("return_cases")
