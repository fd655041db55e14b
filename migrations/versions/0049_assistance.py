"""Mentors and kiosks act for sellers who agreed to it."""

import sqlalchemy as sa
from alembic import op

revision = "0049_assistance"
down_revision = "0048_imports"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")
ROLES = "role IN ('reviewer', 'finance', 'superadmin')"
ROLES_WITH_HELPERS = "role IN ('reviewer', 'finance', 'superadmin', 'mentor', 'kiosk')"


def upgrade() -> None:
    _set_roles(ROLES_WITH_HELPERS)
    op.create_table(
        "assistances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("helper_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("address_masked", sa.String(length=200), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("code_salt", sa.String(length=32), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.String(length=24), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("agreed_by IN ('code', 'account')", name=op.f("ck_assistances_agreed_by")),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (expires_at IS NULL) AND (agreed_at IS NULL) = (agreed_by IS NULL)"
            " AND (agreed_at IS NULL OR person_id IS NOT NULL)",
            name=op.f("ck_assistances_agreement"),
        ),
        sa.CheckConstraint("person_id <> helper_id", name=op.f("ck_assistances_two_people")),
        sa.ForeignKeyConstraint(["helper_id"], ["users.id"], name=op.f("fk_assistances_helper_id")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_assistances_person_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_assistances_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistances")),
    )
    op.create_index(op.f("ix_assistances_person_id"), "assistances", ["person_id"], unique=False)
    op.create_index(
        "uq_assistances_open",
        "assistances",
        ["helper_id", "address_hash"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("user_sessions") as table:
        table.add_column(sa.Column("assistance_id", sa.BigInteger(), nullable=True))
        table.create_foreign_key(op.f("fk_user_sessions_assistance_id"), "assistances", ["assistance_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("user_sessions") as table:
        table.drop_constraint(op.f("fk_user_sessions_assistance_id"), type_="foreignkey")
        table.drop_column("assistance_id")
    op.drop_table("assistances")
    op.execute("DELETE FROM user_roles WHERE role IN ('mentor', 'kiosk')")
    _set_roles(ROLES)


def _set_roles(condition: str) -> None:
    with op.batch_alter_table("user_roles") as table:
        table.drop_constraint(op.f("ck_user_roles_role"), type_="check")
        table.create_check_constraint(op.f("ck_user_roles_role"), condition)
