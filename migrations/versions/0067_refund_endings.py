"""Refunds that a lost dispute has brought to the buyer, and those that were made by hand at the gateway."""

import sqlalchemy as sa
from alembic import op

revision = "0067_refund_endings"
down_revision = "0066_onboarding_history"
branch_labels = None
depends_on = None


EVENTS = sa.table(
    "audit_events", sa.column("id"), sa.column("action"), sa.column("subject_id"), sa.column("facts", sa.JSON)
)
REFUNDS = sa.table("refunds", sa.column("id"), sa.column("channel"))


def upgrade() -> None:
    _allow("'gateway', 'bank', 'void', 'dispute', 'by_hand'")
    way = EVENTS.c.facts["way"].as_string()
    settled = sa.select(EVENTS.c.subject_id, way).where(EVENTS.c.action == "refund.settled").order_by(EVENTS.c.id)
    for refund_id, channel in dict(op.get_bind().execute(settled).all()).items():
        is_it = REFUNDS.c.id == int(refund_id), REFUNDS.c.channel == "gateway"
        op.execute(REFUNDS.update().where(*is_it).values(channel=channel))


def downgrade() -> None:
    op.execute("UPDATE refunds SET channel = 'gateway' WHERE channel IN ('dispute', 'by_hand')")
    _allow("'gateway', 'bank', 'void'")


def _allow(channels: str) -> None:
    with op.batch_alter_table("refunds") as table:
        table.drop_constraint(op.f("ck_refunds_channel"), type_="check")
        table.create_check_constraint(op.f("ck_refunds_channel"), f"channel IN ({channels})")
