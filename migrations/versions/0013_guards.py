"""Guards in the database: sealed entries, append-only books and traces."""

from alembic import op

from migrations import triggers

revision = "0013_guards"
down_revision = "0012_outbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in triggers.create(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop(op.get_bind().dialect.name):
        op.execute(statement)
