"""Applications that are filled in step by step: name, village, bank account."""

import sqlalchemy as sa
from alembic import op

revision = "0014_application_details"
down_revision = "0013_guards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seller_applications") as table:
        table.add_column(sa.Column("legal_name", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("bank_code", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("bank_holder", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("bank_account_last_digits", sa.String(length=4), nullable=False, server_default=""))
        table.add_column(sa.Column("bank_account_encrypted", sa.Text(), nullable=True))
        table.add_column(sa.Column("bank_account_key_id", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("village_code", sa.String(length=13), nullable=True))
        table.create_foreign_key(op.f("fk_seller_applications_village_code"), "regions", ["village_code"], ["code"])
        table.alter_column("district_code", existing_type=sa.String(length=13), nullable=True)
    with op.batch_alter_table("seller_applications") as table:
        table.alter_column("legal_name", existing_type=sa.String(length=200), server_default=None)
        table.alter_column("bank_code", existing_type=sa.String(length=40), server_default=None)
        table.alter_column("bank_holder", existing_type=sa.String(length=200), server_default=None)
        table.alter_column("bank_account_last_digits", existing_type=sa.String(length=4), server_default=None)


def downgrade() -> None:
    # a draft may have no place yet; the table before insists on one
    op.execute(
        "UPDATE seller_applications SET district_code = (SELECT MIN(code) FROM regions WHERE level = 3)"
        " WHERE district_code IS NULL"
    )
    with op.batch_alter_table("seller_applications") as table:
        table.alter_column("district_code", existing_type=sa.String(length=13), nullable=False)
        table.drop_constraint(op.f("fk_seller_applications_village_code"), type_="foreignkey")
        for column in ("village_code", "bank_account_key_id", "bank_account_encrypted"):
            table.drop_column(column)
        for column in ("bank_account_last_digits", "bank_holder", "bank_code", "legal_name"):
            table.drop_column(column)
