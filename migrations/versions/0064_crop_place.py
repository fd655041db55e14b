"""Whoever cuts a picture says which part of it stays; all that were cut so far show their middle."""

import sqlalchemy as sa
from alembic import op

revision = "0064_crop_place"
down_revision = "0063_fill_fetch_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("media", sa.Column("crop_place", sa.String(length=24), nullable=True))
    op.execute("UPDATE media SET crop_place = 'middle' WHERE crop IS NOT NULL")
    with op.batch_alter_table("media") as table:
        table.create_check_constraint(op.f("ck_media_crop_place"), "crop_place IN ('start', 'middle', 'end')")
        table.create_check_constraint(op.f("ck_media_crop_with_place"), "(crop IS NULL) = (crop_place IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("media") as table:
        table.drop_constraint(op.f("ck_media_crop_with_place"), type_="check")
        table.drop_constraint(op.f("ck_media_crop_place"), type_="check")
        table.drop_column("crop_place")
