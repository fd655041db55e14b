"""A dispute that the gateway tells anew is replaced by another row, so that the books keep what they said before."""

import sqlalchemy as sa
from alembic import op

revision = "0037_replaced_disputes"
down_revision = "0036_bank_references"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("status <> 'replaced'")


def upgrade() -> None:
    with op.batch_alter_table("disputes") as table:
        table.drop_constraint(op.f("uq_disputes_payment_id_gateway_reference"), type_="unique")
        table.drop_constraint(op.f("ck_disputes_status"), type_="check")
        table.create_check_constraint(op.f("ck_disputes_status"), "status IN ('open', 'won', 'lost', 'replaced')")
    op.create_index(
        "uq_disputes_in_force",
        "disputes",
        ["payment_id", "gateway_reference"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_index("uq_disputes_in_force", table_name="disputes")
    with op.batch_alter_table("disputes") as table:
        table.drop_constraint(op.f("ck_disputes_status"), type_="check")
        table.create_check_constraint(op.f("ck_disputes_status"), "status IN ('open', 'won', 'lost')")
        table.create_unique_constraint(
            op.f("uq_disputes_payment_id_gateway_reference"), ["payment_id", "gateway_reference"]
        )
