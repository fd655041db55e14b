"""Synonyms that admins edit, counts of what people look for, the search behind a line of a cart, ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0038_search_learning"
down_revision = "0037_replaced_disputes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("canonical", sa.String(length=200), nullable=False),
        sa.Column("spellings", sa.JSON(), nullable=False),
        sa.Column("category_slug", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("seed_key", sa.String(length=200), nullable=True),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source IN ('seed', 'admin', 'learned')", name=op.f("ck_synonym_groups_source")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_synonym_groups_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_groups")),
        sa.UniqueConstraint("seed_key", name=op.f("uq_synonym_groups_seed_key")),
    )
    op.create_index(op.f("ix_synonym_groups_canonical"), "synonym_groups", ["canonical"], unique=False)
    op.create_table(
        "search_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text_folded", sa.String(length=60), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("found_nothing", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("purchases", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "searches >= 0 AND found_nothing >= 0 AND clicks >= 0 AND purchases >= 0 AND found_nothing <= searches",
            name=op.f("ck_search_counts_counts"),
        ),
        sa.PrimaryKeyConstraint("day", "text_folded", name=op.f("pk_search_counts")),
    )
    op.create_index(
        op.f("ix_search_counts_text_folded_search_counts_day"), "search_counts", ["text_folded", "day"], unique=False
    )
    op.create_table(
        "search_shown",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("shown >= 0", name=op.f("ck_search_shown_shown")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_search_shown_seller_id")),
        sa.PrimaryKeyConstraint("day", "seller_id", name=op.f("pk_search_shown")),
    )
    op.add_column("cart_lines", sa.Column("found_by", sa.String(length=60), nullable=True))
    with op.batch_alter_table("sellers") as table:
        table.add_column(sa.Column("search_turn", sa.Integer(), nullable=False, server_default="100"))
        table.create_check_constraint(op.f("ck_sellers_search_turn"), "search_turn BETWEEN 0 AND 100")
    with op.batch_alter_table("sellers") as table:
        table.alter_column("search_turn", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("products") as table:
        table.add_column(sa.Column("rating_count", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("rating_sum", sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint(
            op.f("ck_products_rating"), "rating_count >= 0 AND rating_sum BETWEEN rating_count AND 5 * rating_count"
        )
    with op.batch_alter_table("products") as table:
        table.alter_column("rating_count", existing_type=sa.Integer(), server_default=None)
        table.alter_column("rating_sum", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("products") as table:
        table.drop_constraint(op.f("ck_products_rating"), type_="check")
        table.drop_column("rating_sum")
        table.drop_column("rating_count")
    with op.batch_alter_table("sellers") as table:
        table.drop_constraint(op.f("ck_sellers_search_turn"), type_="check")
        table.drop_column("search_turn")
    with op.batch_alter_table("cart_lines") as table:
        table.drop_column("found_by")
    op.drop_table("search_shown")
    op.drop_table("search_counts")
    op.drop_table("synonym_groups")
