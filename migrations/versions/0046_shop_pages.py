"""Shops have a banner, policies, holidays and a measured response; their hours are rows, no text any more."""

import sqlalchemy as sa
from alembic import op

revision = "0046_shop_pages"
down_revision = "0045_fill_opening_hours"
branch_labels = None
depends_on = None

TEXTS = ("shipping_policy", "returns_policy", "made_to_order_policy")
CHECKS = {
    "holiday_is_whole": "(holiday_from IS NULL) = (holiday_until IS NULL)",
    "holiday_says_orders": "(holiday_from IS NULL) = (holiday_orders IS NULL)",
    "holiday_ends_later": "holiday_from < holiday_until",
    "holiday_orders": "holiday_orders IN ('refused', 'later')",
}


def upgrade() -> None:
    with op.batch_alter_table("sellers") as table:
        table.drop_column("opening_hours")
        table.add_column(sa.Column("banner_id", sa.String(length=32), nullable=True))
        table.create_foreign_key(op.f("fk_sellers_banner_id"), "media", ["banner_id"], ["id"])
        for name in TEXTS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("holiday_from", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("holiday_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("holiday_orders", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("holiday_message", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("accepts_in_minutes", sa.Integer(), nullable=True))
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_sellers_{name}"), condition)
    with op.batch_alter_table("sellers") as table:
        for name in TEXTS:
            table.alter_column(name, existing_type=sa.Text(), server_default=None)
        table.alter_column("holiday_message", existing_type=sa.String(length=200), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sellers") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_sellers_{name}"), type_="check")
        for name in (
            "holiday_from",
            "holiday_until",
            "holiday_orders",
            "holiday_message",
            "accepts_in_minutes",
            *TEXTS,
        ):
            table.drop_column(name)
        table.drop_constraint(op.f("fk_sellers_banner_id"), type_="foreignkey")
        table.drop_column("banner_id")
        table.add_column(sa.Column("opening_hours", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("sellers") as table:
        table.alter_column("opening_hours", existing_type=sa.String(length=200), server_default=None)
