"""How far ahead owners are warned, for each requirement, and who of the admins changed it last."""

import sqlalchemy as sa
from alembic import op

revision = "0069_requirement_data"
down_revision = "0068_listing_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("requirements") as table:
        table.add_column(sa.Column("warn_days", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("changed_by_id", sa.BigInteger(), nullable=True))
        table.create_foreign_key(op.f("fk_requirements_changed_by_id"), "users", ["changed_by_id"], ["id"])
    with op.batch_alter_table("requirements") as table:
        table.alter_column("warn_days", existing_type=sa.JSON(), server_default=None)
    op.execute("UPDATE requirements SET warn_days = '[60, 30, 7]' WHERE purpose = 'permit' AND evidence = 'verified'")
    op.execute(
        "UPDATE requirements SET changed_by_id = (SELECT max(actor_id) FROM audit_events"
        " WHERE action = 'requirement.changed' AND subject_type = 'requirements'"
        " AND subject_id = CAST(requirements.id AS VARCHAR))"
    )


def downgrade() -> None:
    with op.batch_alter_table("requirements") as table:
        table.drop_constraint(op.f("fk_requirements_changed_by_id"), type_="foreignkey")
        table.drop_column("changed_by_id")
        table.drop_column("warn_days")
