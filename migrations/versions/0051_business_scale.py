"""How large a business is, so that its class follows from the law and its growth can be measured."""

import sqlalchemy as sa
from alembic import op

revision = "0051_business_scale"
down_revision = "0050_product_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seller_applications") as table:
        table.add_column(sa.Column("business_form", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("workers", sa.Integer(), nullable=True))
        table.add_column(sa.Column("turnover_amount", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("capital_amount", sa.BigInteger(), nullable=True))
        table.create_check_constraint(
            op.f("ck_seller_applications_scale"), "workers >= 0 AND turnover_amount >= 0 AND capital_amount >= 0"
        )
    with op.batch_alter_table("seller_applications") as table:
        table.alter_column("business_form", existing_type=sa.String(length=40), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("seller_applications") as table:
        table.drop_constraint(op.f("ck_seller_applications_scale"), type_="check")
        for column in ("capital_amount", "turnover_amount", "workers", "business_form"):
            table.drop_column(column)
