"""What must be shown, what was submitted for it, and what was waived."""

import sqlalchemy as sa
from alembic import op

revision = "0040_requirements"
down_revision = "0039_listing_facts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requirements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "onboarding",
                "opening",
                "permit",
                "programme",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "evidence",
            sa.Enum(
                "computed",
                "attested",
                "verified",
                name="evidence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("where_to_get", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number_label", sa.String(length=200), nullable=False),
        sa.Column("badge", sa.String(length=40), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        sa.Column("filed_days", sa.Integer(), nullable=True),
        sa.Column("needed_when", sa.JSON(), nullable=False),
        sa.Column("filed_counts_when", sa.JSON(), nullable=False),
        sa.Column("instead", sa.JSON(), nullable=False),
        sa.CheckConstraint("effective_until >= effective_from", name=op.f("ck_requirements_effective")),
        sa.CheckConstraint("valid_days > 0 AND filed_days > 0", name=op.f("ck_requirements_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
        sa.UniqueConstraint("code", name=op.f("uq_requirements_code")),
    )
    op.create_table(
        "requirement_categories",
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "effect",
            sa.Enum("needed", "exempt", name="effect", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_requirement_categories_category_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_requirement_categories_requirement_id")
        ),
        sa.PrimaryKeyConstraint("requirement_id", "category_id", name=op.f("pk_requirement_categories")),
    )
    op.create_table(
        "requirement_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=True),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(application_id IS NULL) <> (seller_id IS NULL)", name=op.f("ck_requirement_requests_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["seller_applications.id"], name=op.f("fk_requirement_requests_application_id")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_requirement_requests_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_requirement_requests_requirement_id")
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_requirement_requests_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_requests")),
    )
    with op.batch_alter_table("requirement_requests") as table:
        table.create_index(table.f("ix_requirement_requests_application_id"), ["application_id"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=True),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "accepted",
                "rejected",
                "withdrawn",
                "expired",
                "replaced",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "proof",
            sa.Enum("issued", "filed", name="proof", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("number_encrypted", sa.Text(), nullable=True),
        sa.Column("number_key_id", sa.String(length=40), nullable=True),
        sa.Column("number_masked", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("warned_days", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint("(application_id IS NULL) <> (seller_id IS NULL)", name=op.f("ck_submissions_one_subject")),
        sa.CheckConstraint("valid_until >= issued_on", name=op.f("ck_submissions_dates")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["seller_applications.id"], name=op.f("fk_submissions_application_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_submissions_decided_by_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirements.id"], name=op.f("fk_submissions_requirement_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_submissions_seller_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["users.id"], name=op.f("fk_submissions_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions") as table:
        table.create_index(table.f("ix_submissions_application_id"), ["application_id"], unique=False)
        table.create_index(
            table.f("ix_submissions_seller_id_submissions_requirement_id"),
            ["seller_id", "requirement_id"],
            unique=False,
        )
        table.create_index(
            table.f("ix_submissions_status_submissions_submitted_at"), ["status", "submitted_at"], unique=False
        )
        table.create_index(
            table.f("ix_submissions_status_submissions_valid_until"), ["status", "valid_until"], unique=False
        )

    op.create_table(
        "waivers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=True),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(application_id IS NULL) <> (seller_id IS NULL)", name=op.f("ck_waivers_one_subject")),
        sa.ForeignKeyConstraint(["application_id"], ["seller_applications.id"], name=op.f("fk_waivers_application_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_waivers_granted_by_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirements.id"], name=op.f("fk_waivers_requirement_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_waivers_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    with op.batch_alter_table("waivers") as table:
        table.create_index(
            "uq_waivers_of_application",
            ["requirement_id", "application_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        table.create_index(
            "uq_waivers_of_seller",
            ["requirement_id", "seller_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "submission_documents",
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_submission_documents_document_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_documents_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "document_id", name=op.f("pk_submission_documents")),
        sa.UniqueConstraint("document_id", name=op.f("uq_submission_documents_document_id")),
    )


def downgrade() -> None:
    op.drop_table("submission_documents")
    with op.batch_alter_table("waivers") as table:
        table.drop_index(
            "uq_waivers_of_seller",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        table.drop_index(
            "uq_waivers_of_application",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.drop_table("waivers")
    with op.batch_alter_table("submissions") as table:
        table.drop_index(table.f("ix_submissions_status_submissions_valid_until"))
        table.drop_index(table.f("ix_submissions_status_submissions_submitted_at"))
        table.drop_index(table.f("ix_submissions_seller_id_submissions_requirement_id"))
        table.drop_index(table.f("ix_submissions_application_id"))

    op.drop_table("submissions")
    with op.batch_alter_table("requirement_requests") as table:
        table.drop_index(table.f("ix_requirement_requests_application_id"))

    op.drop_table("requirement_requests")
    op.drop_table("requirement_categories")
    op.drop_table("requirements")
