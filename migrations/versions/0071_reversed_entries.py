"""Settlements and bills that were typed wrongly stay, reversed; their numbers can be recorded again."""

import sqlalchemy as sa
from alembic import op

revision = "0071_reversed_entries"
down_revision = "0070_permit_issuers"
branch_labels = None
depends_on = None

NUMBERED = {"settlements": ("gateway", "reference"), "delivery_bills": ("payee", "reference")}
REVERSALS = {"settlements": "settlement-reversed:", "delivery_bills": "delivery-bill-reversed:"}
LONGEST_REFERENCE = 120
NOT_REVERSED = sa.text("reversed_at IS NULL")


def upgrade() -> None:
    for name, columns in NUMBERED.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True))
            table.drop_constraint(op.f(f"uq_{name}_{columns[0]}_reference"), type_="unique")
        _restore_reversed(name)
        op.create_index(
            f"uq_{name}_in_force",
            name,
            list(columns),
            unique=True,
            sqlite_where=NOT_REVERSED,
            postgresql_where=NOT_REVERSED,
        )


def downgrade() -> None:
    for name, columns in NUMBERED.items():
        op.drop_index(f"uq_{name}_in_force", name)
        _rename_reversed(name)
        with op.batch_alter_table(name) as table:
            table.drop_column("reversed_at")
            table.create_unique_constraint(op.f(f"uq_{name}_{columns[0]}_reference"), list(columns))


def _rename_reversed(name: str) -> None:
    """Their numbers are free for what was recorded again."""
    beginning = f"substr(reference, 1, {LONGEST_REFERENCE} - length('#' || id))"
    op.execute(f"UPDATE {name} SET reference = {beginning} || '#' || id WHERE reversed_at IS NOT NULL")  # noqa: S608


def _restore_reversed(name: str) -> None:
    """What went down reversed is so by its entry in the books."""
    entry = f"FROM journal_entries e WHERE e.reference = '{REVERSALS[name]}' || {name}.id"
    op.execute(
        f"UPDATE {name} SET reversed_at = (SELECT e.occurred_at {entry}),"  # noqa: S608
        " reference = substr(reference, 1, length(reference) - length('#' || id))"
        f" WHERE EXISTS (SELECT 1 {entry})"
    )
