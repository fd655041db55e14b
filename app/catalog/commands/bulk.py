"""Many products of one shop at once, in about as many statements for a hundred as for one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy import insert, select

from app import audit
from app.catalog import rules, stock
from app.catalog.claims import Claims, folded
from app.catalog.commands import choices
from app.catalog.commands import variants as variant_commands
from app.catalog.grid import Axes, Row
from app.catalog.queries import own as own_queries
from app.db import insert_unless_there, session
from app.models.catalog import Product, Variant
from app.outbox import emit_each
from app.sellers.rules import slug_of


@dataclass(frozen=True)
class NewProduct:
    """What a product says, and its variants, which have codes that no other variant of the shop bears."""

    claims: Claims
    axes: Axes
    rows: Sequence[Row]


@dataclass(frozen=True)
class NewOffers:
    """New prices, weights and counts of variants of a locked product, and variants it has not yet."""

    product: Product
    kept: Sequence[tuple[Variant, Row]]
    added: Sequence[Row]


def create_products(seller_id: int, new: Sequence[NewProduct]) -> list[Product]:
    """Drafts with all their variants, in this order."""
    shop = own_queries.lock_shop(seller_id)
    products = _insert(seller_id, new, shop_slug=shop.slug)
    rows = [
        {
            "product_id": product.id,
            "seller_id": seller_id,
            "option1_value": row.option1_value,
            "option2_value": row.option2_value,
            "position": position,
            **choices.values_of(row),
        }
        for product, each in zip(products, new, strict=True)
        for position, row in enumerate(each.rows)
    ]
    counts = {row.sku: row.on_hand for each in new for row in each.rows}
    if rows:
        added = session.execute(insert(Variant).returning(Variant.id, Variant.sku), rows).all()
        stock.open_items({row.id: counts[row.sku] for row in added})
    audit.record_each("product.created", [(product, {}) for product in products])
    return products  # no news: what is told of drafts is told when they are published


def change_offers_of_many(changes: Sequence[NewOffers]) -> None:
    """Variants of many products change, and some come to them. Raises StockTooLow."""
    choices.change_rows([kept for each in changes for kept in each.kept])
    for each in changes:
        if each.added:
            variant_commands.add_choices(each.product, each.added)
    audit.record_each(
        "product.variants_changed",
        [(each.product, {"count": len(each.product.variants) + len(each.added), "archived": []}) for each in changes],
    )
    emit_each("product.changed", [{"product_id": each.product.id} for each in changes])


def _insert(seller_id: int, new: Sequence[NewProduct], *, shop_slug: str) -> list[Product]:
    """The rows of the products; addresses that somebody else takes meanwhile are looked for again."""
    ids: dict[int, int] = {}
    while missing := [place for place in range(len(new)) if place not in ids]:
        wanted = _free_addresses([new[place].claims.name for place in missing], shop_slug)
        by_slug = dict(zip(wanted, missing, strict=True))
        values = [_values(seller_id, new[place], slug) for slug, place in by_slug.items()]
        statement = insert_unless_there(Product, unique=["slug"]).returning(Product.id, Product.slug)
        ids |= {by_slug[row.slug]: row.id for row in session.execute(statement, values)}
    found = {row.id: row for row in session.scalars(select(Product).where(Product.id.in_(ids.values())))}
    return [found[ids[place]] for place in range(len(new))]


def _values(seller_id: int, new: NewProduct, slug: str) -> dict[str, object]:
    return {
        "seller_id": seller_id,
        "slug": slug,
        "name_folded": folded(new.claims.name),
        "option1_name": new.axes.option1_name,
        "option2_name": new.axes.option2_name,
        **new.claims.as_json(),
    }


def _free_addresses(names: Sequence[str], shop_slug: str) -> list[str]:
    """An address for each name that nobody has now."""
    bases = [slug_of(name) for name in names]
    near = {
        base: list(islice(rules.addresses_for(base, shop_slug), count + 2)) for base, count in Counter(bases).items()
    }
    taken = _taken(each for some in near.values() for each in some)
    free = []
    for base in bases:
        far = islice(rules.addresses_for(base, shop_slug), rules.NUMBERED, None)
        slug = next(each for each in chain(near[base], far) if each not in taken)
        taken.add(slug)
        free.append(slug)
    return free


def _taken(slugs: Iterable[str]) -> set[str]:
    return set(session.scalars(select(Product.slug).where(Product.slug.in_(list(slugs)))))
