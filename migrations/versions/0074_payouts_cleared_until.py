"""Payouts keep until when the orders in them were completed, however long earnings are held later."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0074_payouts_cleared_until"
down_revision = "0073_listing_reasons"
branch_labels = None
depends_on = None

HOLD_DAYS_BEFORE = 3  # what held until somebody said otherwise, in all releases before


def upgrade() -> None:
    op.add_column("payouts", sa.Column("cleared_until", sa.DateTime(timezone=True), nullable=True))
    _fill()
    with op.batch_alter_table("payouts") as table:
        table.alter_column("cleared_until", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("payouts") as table:
        table.drop_column("cleared_until")


def _fill() -> None:
    """By the hold of the moment when each was prepared."""
    moment = sa.DateTime(timezone=True)
    payouts = sa.table("payouts", sa.column("id"), sa.column("created_at", moment), sa.column("cleared_until", moment))
    said = sa.table("dated_settings", sa.column("name"), sa.column("value"), sa.column("valid_from", moment))
    days = (
        sa.select(said.c.value)
        .where(said.c.name == "payout_hold_days", said.c.valid_from <= payouts.c.created_at)
        .order_by(said.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    prepared = sa.select(payouts.c.id, payouts.c.created_at, sa.func.coalesce(days, HOLD_DAYS_BEFORE))
    for payout_id, created_at, hold_days in op.get_bind().execute(prepared).all():
        is_it = payouts.c.id == payout_id
        op.execute(payouts.update().where(is_it).values(cleared_until=created_at - timedelta(days=hold_days)))
