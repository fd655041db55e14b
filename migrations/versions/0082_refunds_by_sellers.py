"""Refunds of cash that the seller who took it gave back in cash."""

import sqlalchemy as sa
from alembic import op

revision = "0082_refunds_by_sellers"
down_revision = "0081_requirement_fields"
branch_labels = None
depends_on = None

BEFORE = "'gateway', 'bank', 'void', 'dispute', 'by_hand'"
EVENTS = sa.table("audit_events", sa.column("action"), sa.column("subject_id"), sa.column("facts", sa.JSON))
REFUNDS = sa.table("refunds", sa.column("id"), sa.column("channel"))


def upgrade() -> None:
    _allow(f"{BEFORE}, 'seller'")
    by_seller = EVENTS.c.action == "refund.settled", EVENTS.c.facts["way"].as_string() == "seller"
    for subject_id in op.get_bind().scalars(sa.select(EVENTS.c.subject_id).where(*by_seller)).all():
        op.execute(REFUNDS.update().where(REFUNDS.c.id == int(subject_id)).values(channel="seller"))


def downgrade() -> None:
    op.execute("UPDATE refunds SET channel = 'by_hand' WHERE channel = 'seller'")
    _allow(BEFORE)


def _allow(channels: str) -> None:
    with op.batch_alter_table("refunds") as table:
        table.drop_constraint(op.f("ck_refunds_channel"), type_="check")
        table.create_check_constraint(op.f("ck_refunds_channel"), f"channel IN ({channels})")
