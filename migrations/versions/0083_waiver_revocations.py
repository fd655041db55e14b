"""Waivers say who took them back and why; of those before, what the audit trail knows."""

import sqlalchemy as sa
from alembic import op

revision = "0083_waiver_revocations"
down_revision = "0082_refunds_by_sellers"
branch_labels = None
depends_on = None

EVENTS = sa.table("audit_events", sa.column("action"), sa.column("subject_id"), sa.column("actor_id"))
WAIVERS = sa.table("waivers", sa.column("id"), sa.column("revoked_by_id"))


def upgrade() -> None:
    with op.batch_alter_table("waivers") as table:
        table.add_column(sa.Column("revoked_by_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("revoked_reason", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_waivers_revoked_by_id_users"), "users", ["revoked_by_id"], ["id"])
    with op.batch_alter_table("waivers") as table:
        table.alter_column("revoked_reason", existing_type=sa.Text(), server_default=None)
    revoked = sa.select(EVENTS.c.subject_id, EVENTS.c.actor_id).where(EVENTS.c.action == "waiver.revoked")
    for subject_id, actor_id in op.get_bind().execute(revoked).all():
        op.execute(WAIVERS.update().where(WAIVERS.c.id == int(subject_id)).values(revoked_by_id=actor_id))


def downgrade() -> None:
    with op.batch_alter_table("waivers") as table:
        table.drop_constraint(op.f("fk_waivers_revoked_by_id_users"), type_="foreignkey")
        table.drop_column("revoked_reason")
        table.drop_column("revoked_by_id")
