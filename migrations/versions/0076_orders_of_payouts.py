"""Payouts keep which orders are in them, not until when those were completed: two that came back can cross in time."""

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0076_orders_of_payouts"
down_revision = "0075_words_of_pictures_wait"
branch_labels = None
depends_on = None

KEY = sa.BigInteger()
MOMENT = sa.DateTime(timezone=True)
HOLD = timedelta(days=7)
PAYOUTS = sa.table(
    "payouts",
    sa.column("id"),
    sa.column("seller_id"),
    sa.column("created_at", MOMENT),
    sa.column("cleared_until", MOMENT),
)
ORDERS = sa.table("orders", sa.column("id"), sa.column("seller_id"), sa.column("completed_at", MOMENT))
CHANGES = sa.table(
    "state_changes",
    sa.column("id"),
    sa.column("machine"),
    sa.column("subject_id"),
    sa.column("to_status"),
    sa.column("at", MOMENT),
)


def upgrade() -> None:
    members = op.create_table(
        "payout_orders",
        sa.Column("payout_id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["payout_id"], ["payouts.id"], name=op.f("fk_payout_orders_payout_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payout_orders_order_id")),
        sa.PrimaryKeyConstraint("payout_id", "order_id", name=op.f("pk_payout_orders")),
    )
    op.create_index(op.f("ix_payout_orders_order_id"), "payout_orders", ["order_id"])
    _fill(members)
    with op.batch_alter_table("payouts") as table:
        table.drop_column("cleared_until")


def downgrade() -> None:
    op.add_column("payouts", sa.Column("cleared_until", MOMENT, nullable=True))
    members = sa.table("payout_orders", sa.column("payout_id"), sa.column("order_id"))
    last = sa.select(members.c.payout_id, sa.func.max(ORDERS.c.completed_at, type_=MOMENT)).join(
        ORDERS, ORDERS.c.id == members.c.order_id
    )
    until = dict(op.get_bind().execute(last.group_by(members.c.payout_id)).all())
    for payout_id, created_at in op.get_bind().execute(sa.select(PAYOUTS.c.id, PAYOUTS.c.created_at)).all():
        cleared_until = until.get(payout_id, created_at - HOLD)
        op.execute(PAYOUTS.update().where(PAYOUTS.c.id == payout_id).values(cleared_until=cleared_until))
    with op.batch_alter_table("payouts") as table:
        table.alter_column("cleared_until", existing_type=MOMENT, nullable=False)
    op.drop_table("payout_orders")


def _fill(members: sa.Table) -> None:
    """Each payout took what was completed by then and was in none before that had not failed at that moment."""
    bind = op.get_bind()
    moves = defaultdict(list)
    changes = sa.select(CHANGES).where(CHANGES.c.machine == "payouts").order_by(CHANGES.c.id)
    for change in bind.execute(changes).all():
        moves[change.subject_id].append((change.at, change.to_status))
    by_seller = defaultdict(list)
    for payout in bind.execute(sa.select(PAYOUTS).order_by(PAYOUTS.c.id)).all():
        by_seller[payout.seller_id].append(payout)
    for seller_id, payouts in by_seller.items():
        own = ORDERS.c.seller_id == seller_id, ORDERS.c.completed_at.is_not(None)
        orders = bind.execute(sa.select(ORDERS.c.id, ORDERS.c.completed_at).where(*own)).all()
        within: dict[int, set[int]] = {}
        for payout in payouts:
            alive = [key for key in within if _is_alive(moves[str(key)], payout.created_at)]
            elsewhere = set().union(*(within[key] for key in alive))
            cleared = {order.id for order in orders if order.completed_at <= payout.cleared_until}
            within[payout.id] = cleared - elsewhere
        rows = [{"payout_id": key, "order_id": order_id} for key, found in within.items() for order_id in sorted(found)]
        if rows:
            op.bulk_insert(members, rows)


def _is_alive(moves: list[tuple[datetime, str]], moment: datetime) -> bool:
    before = [status for at, status in moves if at <= moment]
    return not before or before[-1] != "failed"
