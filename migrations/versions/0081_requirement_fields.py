"""What of a requirement an admin changed, so that a release renews the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0081_requirement_fields"
down_revision = "0079_refused_parts"
branch_labels = None
depends_on = None

BEFORE = (
    "title", "explanation", "where_to_get", "source", "evidence", "effective_from", "effective_until", "valid_days",
    "filed_days", "warn_days", "needed_for", "exempt_for",
)  # fmt: skip
REQUIREMENTS = sa.table(
    "requirements", sa.column("id"), sa.column("changed_by_id"), sa.column("changed_fields", sa.JSON)
)
EVENTS = sa.table(
    "audit_events",
    sa.column("id"),
    sa.column("action"),
    sa.column("subject_type"),
    sa.column("subject_id"),
    sa.column("facts", sa.JSON),
)


def upgrade() -> None:
    with op.batch_alter_table("requirements") as table:
        table.add_column(sa.Column("changed_fields", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("requirements") as table:
        table.alter_column("changed_fields", existing_type=sa.JSON(), server_default=None)
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("requirements") as table:
        table.drop_column("changed_fields")


def _fill() -> None:
    """As the audit says; what was changed before it named fields keeps all that could be changed then."""
    changed: dict[str, set[str]] = {}
    is_change = EVENTS.c.action == "requirement.changed", EVENTS.c.subject_type == "requirements"
    for subject_id, facts in op.get_bind().execute(sa.select(EVENTS.c.subject_id, EVENTS.c.facts).where(*is_change)):
        changed.setdefault(subject_id, set()).update(facts.get("fields", BEFORE))
    was_changed = sa.select(REQUIREMENTS.c.id).where(REQUIREMENTS.c.changed_by_id.is_not(None))
    for requirement_id in op.get_bind().scalars(was_changed).all():
        fields = sorted(changed.get(str(requirement_id), BEFORE))
        is_it = REQUIREMENTS.c.id == requirement_id
        op.execute(REQUIREMENTS.update().where(is_it).values(changed_fields=fields))
