"""The rows of a table of choices come into force, at once or after a reviewer let them."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import insert, update

from app import audit
from app.catalog import rules, stock
from app.catalog.errors import ChoicePromised
from app.catalog.grid import Axes, Row
from app.catalog.queries import own as own_queries
from app.clock import now
from app.db import session
from app.models.catalog import Product, Variant


def put_table(product: Product, axes: Axes, rows: Sequence[Row]) -> list[int]:
    """Let a product have exactly these rows; returns the ids of those that are archived.

    Raises ChoicePromised, StockTooLow.
    """
    change_present(product, rows)
    return put_choices(product, axes, rows)


def change_present(product: Product, rows: Sequence[Row]) -> None:
    """What is there of these rows has their prices and counts. Raises StockTooLow."""
    wanted = {row.key: row for row in rows}
    there = [(variant, wanted.get((variant.option1_value, variant.option2_value))) for variant in product.variants]
    change_rows([(variant, row) for variant, row in there if row is not None])


def put_choices(product: Product, axes: Axes, rows: Sequence[Row]) -> list[int]:
    """Let a product have exactly these combinations in this order; what stays is sold on as it is.

    Returns the ids of those that are archived. Raises ChoicePromised.
    """
    present = {(each.option1_value, each.option2_value): each for each in product.variants}
    gone = [variant for key, variant in present.items() if key not in {row.key for row in rows}]
    _archive(gone)
    product.option1_name, product.option2_name = axes.option1_name, axes.option2_name
    for position, row in enumerate(rows):
        if row.key in present:
            present[row.key].position = position
    add_rows(product, [(row, position) for position, row in enumerate(rows) if row.key not in present])
    session.flush()
    session.expire(product, ["variants"])
    return [variant.id for variant in gone]


def with_free_skus(product: Product, rows: Sequence[Row]) -> list[Row]:
    """Rows that waited: whose code another product bears by now gets a new one."""
    taken = own_queries.skus_of_shop(product.seller_id, besides_product_id=product.id)
    return with_codes(product, [replace(row, sku="") if row.sku in taken else row for row in rows], taken)


def with_codes(product: Product, rows: Sequence[Row], taken: Collection[str]) -> list[Row]:
    """Every row with a code, a new one where it has none."""
    fresh = rules.new_skus(product.id, {*taken, *(row.sku for row in rows), *(each.sku for each in product.variants)})
    return [row if row.sku else replace(row, sku=next(fresh)) for row in rows]


def _archive(variants: Sequence[Variant]) -> None:
    promised = stock.promised([variant.id for variant in variants])
    for variant in variants:
        if promised.get(variant.id):
            raise ChoicePromised(label=variant.label or variant.sku)
        variant.archived_at = now()
    session.flush()  # the database lets a combination be there once, and inserts come before updates


def change_rows(kept: Sequence[tuple[Variant, Row]]) -> None:
    """Variants, each with what it is going to be. Raises StockTooLow."""
    prices = [
        (variant, {"before": variant.price_amount, "after": row.price_amount})
        for variant, row in kept
        if variant.price_amount != row.price_amount
    ]
    audit.record_each("variant.price_changed", prices)
    if kept:
        session.execute(update(Variant), [values_of(row) | {"id": variant.id} for variant, row in kept])
    counts = {variant.id: row.on_hand for variant, row in kept}
    by_id = {variant.id: variant for variant, _row in kept}
    before = stock.set_counts(counts, because="counted by the seller")
    audit.record_each(
        "variant.stock_changed",
        [(by_id[key], {"before": count, "after": counts[key]}) for key, count in before.items()],
    )
    for variant, row in kept:
        session.expire(variant, list(values_of(row)))  # written in one statement, past the objects


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
                "position": position,
                **values_of(row),
            }
            for row, position in new
        ],
    )
    stock.open_items({row.id: counts[row.option1_value, row.option2_value] for row in added})


def values_of(row: Row) -> dict[str, object]:
    """What the row of a variant holds of it."""
    return {
        "sku": row.sku,
        "price_amount": row.price_amount,
        "weight_grams": row.weight_grams,
        "net_content": row.net_content,
        "net_unit": row.net_unit,
        "length_cm": row.length_cm,
        "width_cm": row.width_cm,
        "height_cm": row.height_cm,
    }
