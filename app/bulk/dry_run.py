"""What would come of every line of a file, before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.bulk.plan import Owned, keep_within, plan_of
from app.bulk.queries import shop
from app.bulk.reading import fault
from app.bulk.shelf import Shelf
from app.bulk.tables import Line
from app.catalog.queries.own import room_for_products
from app.i18n import _
from app.models.bulk import Outcome


@dataclass(frozen=True)
class Judged:
    """A line in the order of the work, with what would come of it; `bundle` counts products from 1."""

    line: Line
    bundle: int
    outcome: Outcome
    reasons: Sequence[str]
    product_id: int | None


def judge(seller_id: int, lines: Sequence[Line]) -> list[Judged]:
    """Every line of a file against what the shop has now; nothing is locked, nothing changes."""
    shelves = {shelf.product.id: shelf for shelf in shop.shelves(seller_id)}
    owned, names = shop.owned_skus(seller_id), shop.names()
    counts = {row.sku: row.on_hand for shelf in shelves.values() for row in shelf.rows.values()}
    lines = [replace(line, on_hand=counts.get(line.sku)) for line in lines]
    refused = _refused_by_themselves(lines)
    bundles = _bundles(lines, shelves, owned)
    plans = [
        plan_of(together, shelves.get(product_id or 0), owned, names, refused=refused)
        for product_id, together in bundles
    ]
    new = (plan for (product_id, _together), plan in zip(bundles, plans, strict=True) if product_id is None)
    keep_within(room_for_products(seller_id), new)
    return [
        Judged(line, number, plan.outcomes[line.number], plan.reasons.get(line.number, ()), product_id)
        for number, ((product_id, together), plan) in enumerate(zip(bundles, plans, strict=True), 1)
        for line in together
    ]


def _refused_by_themselves(lines: Sequence[Line]) -> dict[int, list[str]]:
    """Cells that are no values, and codes that stand in the file twice."""
    refused = {line.number: [fault(key, what) for key, what in line.faults.items()] for line in lines if line.faults}
    first: dict[str, int] = {}
    for line in lines:
        if line.sku and first.setdefault(line.sku, line.number) != line.number:
            why = _("SKU %(sku)s sudah ada di baris %(number)s.", sku=line.sku, number=first[line.sku])
            refused.setdefault(line.number, []).append(why)
    return refused


def _bundles(
    lines: Sequence[Line], shelves: Mapping[int, Shelf], owned: Mapping[str, Owned]
) -> list[tuple[int | None, list[Line]]]:
    """Lines of one product together, in the order in which they begin, with the product when it is there already."""
    products = {shelf.product.slug: shelf.product.id for shelf in shelves.values()}
    own = [_product_of(line, owned, shelves) for line in lines]
    for line, product_id in zip(lines, own, strict=True):
        if product_id and line.cells.get("key"):
            products.setdefault(line.cells["key"], product_id)
    found: dict[object, tuple[int | None, list[Line]]] = {}
    for line, its_own in zip(lines, own, strict=True):
        key = line.cells.get("key", "")
        product_id = its_own or products.get(key)
        mark = product_id or key.casefold() or (line.number,)
        found.setdefault(mark, (product_id, []))[1].append(line)
    return list(found.values())


def _product_of(line: Line, owned: Mapping[str, Owned], shelves: Mapping[int, Shelf]) -> int | None:
    owner = owned.get(line.sku)
    return owner.product_id if owner and owner.is_live and owner.product_id in shelves else None
