"""Words that reviewers keep ready for questions and refusals."""

import sqlalchemy as sa
from alembic import op

revision = "0052_ready_answers"
down_revision = "0051_business_scale"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ready_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "application_question",
                "application_rejection",
                "permit_rejection",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_answers")),
    )


def downgrade() -> None:
    op.drop_table("ready_answers")
