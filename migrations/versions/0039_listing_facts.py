"""What a listing says beyond its price, cropped pictures, former addresses of categories, listings under review."""

import sqlalchemy as sa
from alembic import op

revision = "0039_listing_facts"
down_revision = "0038_search_learning"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SIDES = ("length_cm", "width_cm", "height_cm")


def upgrade() -> None:
    _add_facts()
    _add_crops()
    op.create_table(
        "category_slugs",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_category_slugs_category_id")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_category_slugs")),
    )
    _create_words()
    _create_cases()


def _add_facts() -> None:
    with op.batch_alter_table("products") as table:
        table.add_column(sa.Column("minimum_quantity", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("ships_not_to", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("is_category_guessed", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint(op.f("ck_products_minimum_quantity"), "minimum_quantity BETWEEN 1 AND 999")
    with op.batch_alter_table("products") as table:
        table.alter_column("minimum_quantity", existing_type=sa.Integer(), server_default=None)
        table.alter_column("ships_not_to", existing_type=sa.JSON(), server_default=None)
        table.alter_column("is_category_guessed", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("variants") as table:
        for side in SIDES:
            table.add_column(sa.Column(side, sa.Integer(), nullable=True))
        table.create_check_constraint(
            op.f("ck_variants_whole_parcel"),
            "(length_cm IS NULL) = (width_cm IS NULL) AND (width_cm IS NULL) = (height_cm IS NULL)",
        )
        table.create_check_constraint(op.f("ck_variants_parcel"), "length_cm > 0 AND width_cm > 0 AND height_cm > 0")


def _add_crops() -> None:
    with op.batch_alter_table("media") as table:
        table.add_column(sa.Column("crop", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("cropped_from_id", sa.String(length=32), nullable=True))
        table.create_check_constraint(op.f("ck_media_crop"), "crop IN ('square', 'wide')")
        table.create_check_constraint(op.f("ck_media_crop_with_whole"), "(crop IS NULL) = (cropped_from_id IS NULL)")
        table.create_foreign_key(op.f("fk_media_cropped_from_id"), "media", ["cropped_from_id"], ["id"])
    op.create_index(op.f("ix_media_cropped_from_id"), "media", ["cropped_from_id"], unique=False)


def _create_words() -> None:
    op.create_table(
        "listing_words",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.Column("spellings", sa.JSON(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("seed_key", sa.String(length=200), nullable=True),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('prohibited', 'health_claim', 'watched')", name=op.f("ck_listing_words_kind")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_listing_words_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_words")),
        sa.UniqueConstraint("seed_key", name=op.f("uq_listing_words_seed_key")),
    )
    op.create_index(op.f("ix_listing_words_kind"), "listing_words", ["kind"], unique=False)


def _create_cases() -> None:
    op.create_table(
        "moderation_cases",
        sa.Column("id", KEY, nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.Column("reason_codes", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("appeal_text", sa.Text(), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_note", sa.Text(), nullable=False),
        sa.Column("appeal_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_decided_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'approved', 'rejected', 'withdrawn', 'appealed', 'granted', 'upheld')",
            name=op.f("ck_moderation_cases_status"),
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_moderation_cases_decided")),
        sa.CheckConstraint("(appealed_at IS NULL) = (appeal_text IS NULL)", name=op.f("ck_moderation_cases_appealed")),
        sa.CheckConstraint("appeal_decided_by_id <> decided_by_id", name=op.f("ck_moderation_cases_another_admin")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_moderation_cases_product_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_moderation_cases_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by_id"], ["users.id"], name=op.f("fk_moderation_cases_appeal_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_cases")),
    )
    op.create_index(
        op.f("ix_moderation_cases_status_moderation_cases_due_at"),
        "moderation_cases",
        ["status", "due_at"],
        unique=False,
    )
    is_open = sa.text("status IN ('waiting', 'appealed')")
    op.create_index(
        "uq_moderation_cases_open",
        "moderation_cases",
        ["product_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("moderation_cases")
    op.drop_table("listing_words")
    op.drop_table("category_slugs")
    op.drop_index(op.f("ix_media_cropped_from_id"), table_name="media")
    with op.batch_alter_table("media") as table:
        table.drop_constraint(op.f("fk_media_cropped_from_id"), type_="foreignkey")
        table.drop_constraint(op.f("ck_media_crop_with_whole"), type_="check")
        table.drop_constraint(op.f("ck_media_crop"), type_="check")
        table.drop_column("cropped_from_id")
        table.drop_column("crop")
    with op.batch_alter_table("variants") as table:
        table.drop_constraint(op.f("ck_variants_parcel"), type_="check")
        table.drop_constraint(op.f("ck_variants_whole_parcel"), type_="check")
        for side in reversed(SIDES):
            table.drop_column(side)
    with op.batch_alter_table("products") as table:
        table.drop_constraint(op.f("ck_products_minimum_quantity"), type_="check")
        table.drop_column("is_category_guessed")
        table.drop_column("ships_not_to")
        table.drop_column("minimum_quantity")
