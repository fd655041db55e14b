"""Refunds that a lost dispute has brought to the buyer, and those that were made by hand at the gateway."""

from alembic import op

revision = "0067_refund_endings"
down_revision = "0066_onboarding_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _allow("'gateway', 'bank', 'void', 'dispute', 'by_hand'")


def downgrade() -> None:
    op.execute("UPDATE refunds SET channel = 'gateway' WHERE channel IN ('dispute', 'by_hand')")
    _allow("'gateway', 'bank', 'void'")


def _allow(channels: str) -> None:
    with op.batch_alter_table("refunds") as table:
        table.drop_constraint(op.f("ck_refunds_channel"), type_="check")
        table.create_check_constraint(op.f("ck_refunds_channel"), f"channel IN ({channels})")
