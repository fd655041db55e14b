"""The choices of a product: combinations come and go, those that stay keep their rows."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert, update

from app import audit
from app.catalog import rules, stock
from app.catalog.commands.products import check_choices
from app.catalog.commands.standing import look_at_choices
from app.catalog.errors import BadChoices, ChangedMeanwhile, ChoicePromised, SkuTaken
from app.catalog.grid import Axes, Row, as_shown, axes_of, rows_of, words_of
from app.catalog.queries import own as own_queries
from app.catalog.queries.words import words_in_force
from app.clock import now
from app.crypto import fingerprint
from app.db import session
from app.i18n import _
from app.models.catalog import Product, Variant
from app.outbox import emit


def set_variants(product_id: int, *, seller_id: int, axes: Axes, rows: Sequence[Row], seen: str) -> Product:
    """Let a product have exactly these combinations; those it had and has not any more are archived.

    `seen` is the fingerprint of the table that was shown. Raises NotFound, BadChoices, SkuTaken, ChoicePromised,
    StockTooLow, ChangedMeanwhile, ProhibitedGoods.
    """
    own_queries.lock_shop(seller_id)
    product = own_queries.lock_own_product(product_id, seller_id)
    _check(axes, rows)
    wanted = _with_skus(product, rows)
    if axes == axes_of(product) and wanted == rows_of(product):
        return product
    if fingerprint(as_shown(product)) != seen:
        raise ChangedMeanwhile
    choices = words_of(axes, wanted)
    check_choices(words_in_force(), choices, product)
    look_at_choices(product, choices)
    present = {(each.option1_value, each.option2_value): each for each in product.variants}
    gone = [variant for key, variant in present.items() if key not in {row.key for row in wanted}]
    _archive(gone)
    product.option1_name, product.option2_name = axes.option1_name, axes.option2_name
    kept = [(present[row.key], row, position) for position, row in enumerate(wanted) if row.key in present]
    change_rows(kept)
    add_rows(product, [(row, position) for position, row in enumerate(wanted) if row.key not in present])
    audit.record("product.variants_changed", product, count=len(wanted), archived=[variant.id for variant in gone])
    emit("product.changed", product_id=product.id)
    session.expire(product, ["variants"])
    return product


def _check(axes: Axes, rows: Sequence[Row]) -> None:
    folded = {(row.option1_value.casefold(), row.option2_value.casefold()) for row in rows}
    fits = all(
        bool(row.option1_value) == bool(axes.option1_name) and bool(row.option2_value) == bool(axes.option2_name)
        for row in rows
    )
    if not 1 <= len(rows) <= rules.MOST_COMBINATIONS or len(folded) != len(rows) or not fits:
        raise BadChoices(_("Pilihan ini tidak cocok satu sama lain. Susun ulang nama dan nilainya."))
    if axes.option2_name and not axes.option1_name:
        raise BadChoices(_("Isi pilihan pertama dulu."))


def _with_skus(product: Product, rows: Sequence[Row]) -> list[Row]:
    """Every row with a code: the one typed, the one it has, or a new one. Raises SkuTaken."""
    has = {row.key: row.sku for row in rows_of(product)}
    named = [replace(row, sku=row.sku or has.get(row.key, "")) for row in rows]
    typed = [row.sku for row in named if row.sku]
    elsewhere = own_queries.skus_of_shop(product.seller_id, besides_product_id=product.id)
    for place, sku in enumerate(typed):
        if sku in elsewhere or sku in typed[:place] or _belongs_to_one_that_goes(sku, has, named):
            raise SkuTaken(sku=sku)
    fresh = rules.new_skus(product.id, elsewhere | set(typed) | set(has.values()))
    return [row if row.sku else replace(row, sku=next(fresh)) for row in named]


def _belongs_to_one_that_goes(sku: str, has: dict[tuple[str, str], str], rows: Sequence[Row]) -> bool:
    """An archived variant keeps its code, and codes are unique."""
    stays = {row.key for row in rows}
    return any(code == sku for key, code in has.items() if key not in stays)


def _archive(variants: Sequence[Variant]) -> None:
    promised = stock.promised([variant.id for variant in variants])
    for variant in variants:
        if promised.get(variant.id):
            raise ChoicePromised(label=variant.label or variant.sku)
        variant.archived_at = now()
    session.flush()  # the database lets a combination be there once, and inserts come before updates


def change_rows(kept: Sequence[tuple[Variant, Row, int]]) -> None:
    """Variants, each with what it is going to be and its place. Raises StockTooLow."""
    prices = [
        (variant, {"before": variant.price_amount, "after": row.price_amount})
        for variant, row, _position in kept
        if variant.price_amount != row.price_amount
    ]
    audit.record_each("variant.price_changed", prices)
    if kept:
        session.execute(update(Variant), [values_of(row, position) | {"id": each.id} for each, row, position in kept])
    counts = {variant.id: row.on_hand for variant, row, _position in kept}
    by_id = {variant.id: variant for variant, _row, _position in kept}
    before = stock.set_counts(counts, because="counted by the seller")
    audit.record_each(
        "variant.stock_changed",
        [(by_id[key], {"before": count, "after": counts[key]}) for key, count in before.items()],
    )
    for variant in by_id.values():
        session.expire(variant)  # written in one statement, past the objects


def add_rows(product: Product, new: Sequence[tuple[Row, int]]) -> None:
    """New combinations of a product, each with its place."""
    if not new:
        return
    counts = {row.key: row.on_hand for row, _position in new}
    added = session.execute(
        insert(Variant).returning(Variant.id, Variant.option1_value, Variant.option2_value),
        [
            {
                "product_id": product.id,
                "seller_id": product.seller_id,
                "option1_value": row.option1_value,
                "option2_value": row.option2_value,
                **values_of(row, position),
            }
            for row, position in new
        ],
    )
    stock.open_items({row.id: counts[row.option1_value, row.option2_value] for row in added})


def values_of(row: Row, position: int) -> dict[str, object]:
    """What the row of a variant holds of it."""
    return {
        "sku": row.sku,
        "position": position,
        "price_amount": row.price_amount,
        "weight_grams": row.weight_grams,
        "net_content": row.net_content,
        "net_unit": row.net_unit,
        "length_cm": row.length_cm,
        "width_cm": row.width_cm,
        "height_cm": row.height_cm,
    }
