"""Changing a cart. A cart holds nothing back from others: stock is held at checkout."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select

from app.cart import queries
from app.cart.errors import BelowMinimum, CartFull, NotForSale
from app.cart.queries import Holder
from app.catalog.queries.on_sale import IS_ON_SALE
from app.clock import now
from app.db import insert_unless_there, session
from app.models.cart import LARGEST_QUANTITY, Cart, CartLine
from app.models.catalog import Product, Variant
from app.models.seller import Seller
from app.shipping.commands.rates import want_rates

MOST_LINES = 100


class Wanted(NamedTuple):
    """Pieces to put in at a price in rupiah, and the search that led to them."""

    quantity: int
    price_amount: int
    found_by: str | None = None


class Added(NamedTuple):
    """What was put in, and whose it is."""

    product_id: int
    seller_id: int


def add(holder: Holder, *, variant_id: int, quantity: int, found_by: str | None = None) -> Added:
    """Put pieces of a variant in; a line that is there grows. Raises NotForSale, BelowMinimum, CartFull."""
    offer = session.execute(
        select(Variant.price_amount, Variant.product_id, Variant.seller_id, Product.minimum_quantity)
        .join(Product, Product.id == Variant.product_id)
        .join(Seller, Seller.id == Variant.seller_id)
        .where(Variant.id == variant_id, Variant.archived_at.is_(None), IS_ON_SALE)
    ).one_or_none()
    if offer is None:
        raise NotForSale
    _put(_open(holder), {variant_id: Wanted(quantity, offer.price_amount, found_by)})
    if offer.minimum_quantity > 1:
        session.flush()
        _check_minimum(holder, variant_id)
    return Added(offer.product_id, offer.seller_id)


def change_quantities(holder: Holder, quantities: Mapping[int, int]) -> None:
    """Set the quantities of lines by their ids; zero takes a line out. Foreign lines are not touched."""
    cart = queries.lock_cart(holder)
    if cart is None:
        return
    prices = {line.id: line.price_amount for line in queries.lines_of(holder)}
    for line in queries.raw_lines(cart.id):
        wanted = quantities.get(line.id, line.quantity)
        if wanted == 0:
            session.delete(line)
        else:
            line.quantity = wanted
            line.seen_price_amount = prices[line.id]
    _touch(cart)


def merge(token: str, *, user_id: int) -> None:
    """Move what a browser collected into the person's cart; doing it twice changes nothing."""
    anonymous = queries.lock_cart(Holder(token=token))
    if anonymous is None:
        return
    wanted = {
        line.variant_id: Wanted(line.quantity, line.seen_price_amount, line.found_by)
        for line in queries.raw_lines(anonymous.id)
    }
    session.execute(delete(CartLine).where(CartLine.cart_id == anonymous.id))
    session.execute(delete(Cart).where(Cart.id == anonymous.id))
    own = _open(Holder(user_id=user_id))
    present = {line.variant_id for line in queries.raw_lines(own.id)}
    newcomers = [variant_id for variant_id in wanted if variant_id not in present]
    for variant_id in newcomers[max(MOST_LINES - len(present), 0) :]:
        del wanted[variant_id]
    _put(own, wanted)


def refill(holder: Holder, quantities: Mapping[int, int]) -> None:
    """Have at least what an old order had of everything that is still on sale. Raises NotForSale, CartFull."""
    rows = session.execute(
        select(Variant.id, Variant.price_amount)
        .join(Product, Product.id == Variant.product_id)
        .join(Seller, Seller.id == Variant.seller_id)
        .where(Variant.id.in_(list(quantities)), Variant.archived_at.is_(None), IS_ON_SALE)
    ).all()
    if not rows:
        raise NotForSale
    cart = _open(holder)
    present = {line.variant_id: line.quantity for line in queries.raw_lines(cart.id)}
    missing = {row.id: Wanted(max(quantities[row.id] - present.get(row.id, 0), 0), row.price_amount) for row in rows}
    _put(cart, missing)


def forget_unused(cart_ids: Sequence[int]) -> None:
    """Drop carts of browsers that never came back; a person's cart stays."""
    theirs = Cart.id.in_(cart_ids), Cart.user_id.is_(None)
    session.execute(delete(CartLine).where(CartLine.cart_id.in_(select(Cart.id).where(*theirs))))
    session.execute(delete(Cart).where(*theirs))


def take_out(cart_id: int, line_ids: Sequence[int]) -> set[str]:
    """Take lines out that were just ordered; returns the searches that had led to them."""
    theirs = CartLine.cart_id == cart_id, CartLine.id.in_(line_ids)
    return set(filter(None, session.scalars(delete(CartLine).where(*theirs).returning(CartLine.found_by))))


def _check_minimum(holder: Holder, variant_id: int) -> None:
    for line in queries.lines_of(holder):
        if line.variant_id == variant_id and line.is_below_minimum:
            raise BelowMinimum(name=line.product_name, minimum=line.minimum_quantity)


def _open(holder: Holder) -> Cart:
    token_hash = None if holder.user_id is not None else queries.hash_token(holder.token)
    session.execute(
        insert_unless_there(Cart).values(
            user_id=holder.user_id, token_hash=token_hash, created_at=now(), updated_at=now()
        )
    )
    cart = queries.lock_cart(holder)
    assert cart is not None, "it was opened a moment ago"
    return cart


def _put(cart: Cart, wanted: Mapping[int, Wanted]) -> None:
    present = {line.variant_id: line for line in queries.raw_lines(cart.id)}
    for variant_id, (quantity, price_amount, found_by) in wanted.items():
        line = present.get(variant_id)
        if line is None:
            line = CartLine(cart_id=cart.id, variant_id=variant_id, quantity=0, seen_price_amount=price_amount)
            present[variant_id] = line
            session.add(line)
        line.quantity = min(line.quantity + quantity, LARGEST_QUANTITY)
        line.seen_price_amount = price_amount
        line.found_by = found_by or line.found_by
    if len(present) > MOST_LINES:
        raise CartFull
    _touch(cart)


def _touch(cart: Cart) -> None:
    cart.updated_at = now()
    if cart.user_id is not None:
        want_rates(cart.user_id)
