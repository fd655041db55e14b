"""Reviewers keep words ready for refusing listings too."""

from alembic import op

revision = "0068_listing_answers"
down_revision = "0067_refund_endings"
branch_labels = None
depends_on = None

BEFORE = "'application_question', 'application_rejection', 'permit_rejection'"


def upgrade() -> None:
    _allow(f"{BEFORE}, 'listing_rejection'")


def downgrade() -> None:
    op.execute("DELETE FROM ready_answers WHERE kind = 'listing_rejection'")
    _allow(BEFORE)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("ready_answers") as table:
        table.drop_constraint(op.f("ck_ready_answers_kind"), type_="check")
        table.create_check_constraint(op.f("ck_ready_answers_kind"), f"kind IN ({kinds})")
