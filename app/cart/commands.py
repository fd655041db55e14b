"""Changing a cart. A cart holds nothing back from others: stock is held at checkout."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.cart import queries
from app.cart.errors import CartFull, NotForSale
from app.cart.queries import Holder
from app.catalog.queries import IS_ON_SALE
from app.clock import now
from app.db import dialect_name, session
from app.models.cart import LARGEST_QUANTITY, Cart, CartLine
from app.models.catalog import Product, Variant
from app.models.seller import Seller

MOST_LINES = 100


def add(holder: Holder, *, variant_id: int, quantity: int) -> None:
    """Put pieces of a variant in; a line that is there grows. Raises NotForSale, CartFull."""
    price_amount = session.scalar(
        select(Variant.price_amount)
        .join(Product, Product.id == Variant.product_id)
        .join(Seller, Seller.id == Variant.seller_id)
        .where(Variant.id == variant_id, Variant.archived_at.is_(None), IS_ON_SALE)
    )
    if price_amount is None:
        raise NotForSale
    _put(_open(holder), {variant_id: (quantity, price_amount)})


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
    cart.updated_at = now()


def merge(token: str, *, user_id: int) -> None:
    """Move what a browser collected into the person's cart; doing it twice changes nothing."""
    anonymous = queries.lock_cart(Holder(token=token))
    if anonymous is None:
        return
    lines = queries.raw_lines(anonymous.id)
    wanted = {line.variant_id: (line.quantity, line.seen_price_amount) for line in lines}
    session.execute(delete(CartLine).where(CartLine.cart_id == anonymous.id))
    session.execute(delete(Cart).where(Cart.id == anonymous.id))
    own = _open(Holder(user_id=user_id))
    room = MOST_LINES - len(queries.raw_lines(own.id))
    _put(own, dict(list(wanted.items())[: max(room, 0)]))


def refill(holder: Holder, quantities: Mapping[int, int]) -> None:
    """Put variants of an old order in again, those that are still on sale. Raises CartFull."""
    rows = session.execute(
        select(Variant.id, Variant.price_amount)
        .join(Product, Product.id == Variant.product_id)
        .join(Seller, Seller.id == Variant.seller_id)
        .where(Variant.id.in_(list(quantities)), Variant.archived_at.is_(None), IS_ON_SALE)
    ).all()
    if not rows:
        raise NotForSale
    _put(_open(holder), {row.id: (quantities[row.id], row.price_amount) for row in rows})


def take_out(cart_id: int, line_ids: Sequence[int]) -> None:
    """Take lines out that were just ordered."""
    session.execute(delete(CartLine).where(CartLine.cart_id == cart_id, CartLine.id.in_(line_ids)))


def _open(holder: Holder) -> Cart:
    insert_new = postgresql.insert if dialect_name() == "postgresql" else sqlite.insert
    token_hash = None if holder.user_id is not None else queries.hash_token(holder.token)
    session.execute(
        insert_new(Cart)
        .values(user_id=holder.user_id, token_hash=token_hash, created_at=now(), updated_at=now())
        .on_conflict_do_nothing()
    )
    cart = queries.lock_cart(holder)
    assert cart is not None, "it was opened a moment ago"
    return cart


def _put(cart: Cart, wanted: Mapping[int, tuple[int, int]]) -> None:
    present = {line.variant_id: line for line in queries.raw_lines(cart.id)}
    for variant_id, (quantity, price_amount) in wanted.items():
        line = present.get(variant_id)
        if line is None:
            line = CartLine(cart_id=cart.id, variant_id=variant_id, quantity=0, seen_price_amount=price_amount)
            present[variant_id] = line
            session.add(line)
        line.quantity = min(line.quantity + quantity, LARGEST_QUANTITY)
        line.seen_price_amount = price_amount
    if len(present) > MOST_LINES:
        raise CartFull
    cart.updated_at = now()
