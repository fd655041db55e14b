"""Pictures of goods on sale that wait for a reviewer before buyers see them."""

import sqlalchemy as sa
from alembic import op

revision = "0072_waiting_pictures"
down_revision = "0071_reversed_entries"
branch_labels = None
depends_on = None

CASES = sa.table("moderation_cases", sa.column("id"), sa.column("status"), sa.column("risks", sa.JSON))
BEFORE = {"edited": "reclassified", "refused": "first_listings"}  # what releases before this called it
PHOTOS = "photos"  # what they did not look at


def upgrade() -> None:
    op.add_column("product_images", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute(
        "UPDATE product_images SET archived_at = waits_since WHERE archived_at IS NULL AND waits_since IS NOT NULL"
    )
    with op.batch_alter_table("product_images") as table:
        table.drop_column("waits_since")
    _say_as_before()


def _say_as_before() -> None:
    """Cases are about what releases before this know; nobody needs to look at photos that are gone."""
    for case_id, status, risks in op.get_bind().execute(sa.select(CASES)).all():
        said = list(dict.fromkeys(BEFORE.get(risk, risk) for risk in risks if risk != PHOTOS))
        ended = "withdrawn" if risks == [PHOTOS] and status in ("waiting", "appealed") else status
        if said != risks:
            op.execute(CASES.update().where(CASES.c.id == case_id).values(risks=said, status=ended))
