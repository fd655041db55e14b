"""The bank's reference of a transfer that came, and each reference of one that went out once."""

import sqlalchemy as sa
from alembic import op

revision = "0036_bank_references"
down_revision = "0035_asked_at"
branch_labels = None
depends_on = None

PAID_OUT = sa.text("bank_reference <> ''")
PAID_BACK = sa.text("channel = 'bank' AND status = 'succeeded'")


def upgrade() -> None:
    with op.batch_alter_table("transfer_proofs") as table:
        table.add_column(sa.Column("bank_reference", sa.String(length=120), nullable=False, server_default=""))
    # what was accepted before was settled under the name of its attempt
    op.execute(
        "UPDATE transfer_proofs SET bank_reference ="
        " (SELECT g.number || '-payment-' || p.attempt FROM payments p JOIN order_groups g ON g.id = p.group_id"
        " WHERE p.id = transfer_proofs.payment_id) WHERE status = 'accepted'"
    )
    with op.batch_alter_table("transfer_proofs") as table:
        table.alter_column("bank_reference", existing_type=sa.String(length=120), server_default=None)
    _tell_apart("payouts", "bank_reference", PAID_OUT)
    _tell_apart("refunds", "gateway_reference", PAID_BACK)
    op.create_index(
        "uq_payouts_bank_reference",
        "payouts",
        ["bank_reference"],
        unique=True,
        sqlite_where=PAID_OUT,
        postgresql_where=PAID_OUT,
    )
    op.create_index(
        "uq_refunds_bank_reference",
        "refunds",
        ["gateway_reference"],
        unique=True,
        sqlite_where=PAID_BACK,
        postgresql_where=PAID_BACK,
    )


def _tell_apart(table: str, column: str, which: sa.TextClause) -> None:
    """The first row of a reference keeps it, the others bear their id behind it: nothing forbade them before."""
    is_later = f"first.{column} = {table}.{column} AND first.id < {table}.id"
    op.execute(
        f"UPDATE {table} SET {column} = SUBSTR({column}, 1, 90) || ' (' || id || ')'"  # noqa: S608 - our own names
        f" WHERE {which} AND EXISTS (SELECT 1 FROM {table} first WHERE {is_later} AND {which})"
    )


def downgrade() -> None:
    op.drop_index("uq_refunds_bank_reference", table_name="refunds")
    op.drop_index("uq_payouts_bank_reference", table_name="payouts")
    with op.batch_alter_table("transfer_proofs") as table:
        table.drop_column("bank_reference")
