"""Which shelves hold food, and which goods there a reviewer agreed are none."""

import sqlalchemy as sa
from alembic import op

revision = "0065_food_shelves"
down_revision = "0064_crop_place"
branch_labels = None
depends_on = None

SEEDED = (
    "camilan-laut", "bumbu-rempah", "fermentasi", "lauk-sambal", "hasil-laut", "frozen", "mie-olahan", "kue-camilan",
    "minuman", "madu-hutan", "hasil-kebun", "hampers",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("categories") as table:
        table.add_column(sa.Column("is_food", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("categories") as table:
        table.alter_column("is_food", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("products") as table:
        table.add_column(sa.Column("no_food_agreed_at", sa.DateTime(timezone=True), nullable=True))
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("products") as table:
        table.drop_column("no_food_agreed_at")
    with op.batch_alter_table("categories") as table:
        table.drop_column("is_food")
    _say_as_before()


def _say_as_before() -> None:
    """That goods on a shelf of food are called none was said of changed claims only."""
    cases = sa.table("moderation_cases", sa.column("id"), sa.column("risks", sa.JSON))
    for case_id, risks in op.get_bind().execute(sa.select(cases)).all():
        said = list(dict.fromkeys("reclassified" if risk == "no_food" else risk for risk in risks))
        if said != risks:
            op.execute(cases.update().where(cases.c.id == case_id).values(risks=said))


def _fill() -> None:
    """The shelves that come with the shop, and those of which most goods are food; what was looked at stays agreed."""
    slugs = ", ".join(f"'{slug}'" for slug in SEEDED)
    op.execute(
        f"UPDATE categories SET is_food = TRUE WHERE slug IN ({slugs}) OR "  # noqa: S608
        "(SELECT count(CASE WHEN is_food THEN 1 END) * 2 > count(*) FROM products"
        " WHERE category_id = categories.id AND status <> 'archived')"
    )
    op.execute(
        "UPDATE products SET no_food_agreed_at = (SELECT max(decided_at) FROM moderation_cases"
        " WHERE product_id = products.id AND status IN ('approved', 'granted')"
        """ AND (CAST(risks AS TEXT) LIKE '%"no_food"%' OR CAST(risks AS TEXT) LIKE '%"reclassified"%'))"""
        " WHERE NOT is_food"
    )
