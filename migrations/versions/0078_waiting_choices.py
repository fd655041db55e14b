"""Choices of goods that buyers know wait for a reviewer before buyers choose from them."""

import sqlalchemy as sa
from alembic import op

revision = "0078_waiting_choices"
down_revision = "0076_orders_of_payouts"
branch_labels = None
depends_on = None

CASES = sa.table("moderation_cases", sa.column("id"), sa.column("status"), sa.column("risks", sa.JSON))
CHOICES = "choices"  # what releases before this did not look at


def upgrade() -> None:
    op.add_column("products", sa.Column("choices_waiting", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("products") as table:
        table.drop_column("choices_waiting")
    for case_id, status, risks in op.get_bind().execute(sa.select(CASES)).all():
        said = [risk for risk in risks if risk != CHOICES]
        ended = "withdrawn" if risks == [CHOICES] and status in ("waiting", "appealed") else status
        if said != risks:
            op.execute(CASES.update().where(CASES.c.id == case_id).values(risks=said, status=ended))
