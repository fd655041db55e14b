"""How many there are: the only writer of stock. Rows are always taken in the order of their variant ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, bindparam, func, insert, select, update
from sqlalchemy.sql.dml import Update

from app.actor import current_actor
from app.catalog.errors import CountedMeanwhile, OutOfStock, StockTooHigh, StockTooLow
from app.clock import now
from app.db import session
from app.models.base import acted_by
from app.models.catalog import Product, ProductStatus, Variant
from app.models.stock import (
    LARGEST_STOCK,
    MovementKind,
    OfflineSale,
    ReservationStatus,
    StockItem,
    StockMovement,
    StockReservation,
)
from app.outbox import emit_each
from app.settings import setting


@dataclass(frozen=True)
class Hold:
    """Pieces of one variant for one order."""

    order_id: int
    variant_id: int
    quantity: int


def reserve(holds: Sequence[Hold]) -> None:
    """Promise pieces to orders, all or none; the news of it is that the orders were placed. Raises OutOfStock."""
    in_order = sorted(holds, key=lambda hold: hold.variant_id)
    enough = StockItem.on_hand - StockItem.reserved >= bindparam("quantity")
    taken = _change(
        update(StockItem).where(enough).values(reserved=StockItem.reserved + bindparam("quantity")), in_order
    )
    if taken != len(in_order):
        raise OutOfStock
    session.execute(
        insert(StockReservation),
        [
            {
                "order_id": hold.order_id,
                "variant_id": hold.variant_id,
                "quantity": hold.quantity,
                "status": ReservationStatus.HELD,
                "created_at": now(),
            }
            for hold in in_order
        ],
    )
    _note(MovementKind.RESERVE, in_order, on_hand=0, reserved=1)


def sell(order_ids: Sequence[int]) -> None:
    """The held pieces of paid orders leave the shelf."""
    holds = _end(order_ids, ReservationStatus.SOLD)
    gone = {
        "on_hand": StockItem.on_hand - bindparam("quantity"),
        "reserved": StockItem.reserved - bindparam("quantity"),
    }
    _change(update(StockItem).values(gone), holds)
    _note(MovementKind.SALE, holds, on_hand=-1, reserved=-1)
    _note_levels([hold.variant_id for hold in holds])


def release(order_ids: Sequence[int]) -> None:
    """Give back what was held for orders that are not paid; what was given back already stays so."""
    holds = _end(order_ids, ReservationStatus.RELEASED)
    _change(update(StockItem).values(reserved=StockItem.reserved - bindparam("quantity")), holds)
    _note(MovementKind.RELEASE, holds, on_hand=0, reserved=-1)
    _tell(hold.variant_id for hold in holds)


def take_again(order_ids: Sequence[int]) -> bool:
    """Take released pieces for a late payment, all of them or none; tells whether there were enough."""
    released = session.scalars(
        select(StockReservation)
        .where(StockReservation.order_id.in_(order_ids), StockReservation.status == ReservationStatus.RELEASED)
        .order_by(StockReservation.variant_id)
        .with_for_update()
    ).all()
    holds = [Hold(row.order_id, row.variant_id, row.quantity) for row in released]
    items = session.scalars(
        select(StockItem)
        .where(StockItem.variant_id.in_([hold.variant_id for hold in holds]))
        .order_by(StockItem.variant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    available = {item.variant_id: item.available for item in items}
    if any(available[hold.variant_id] < hold.quantity for hold in holds):
        return False
    for row in released:
        row.status, row.ended_at = ReservationStatus.HELD, None
    session.flush()
    _change(update(StockItem).values(reserved=StockItem.reserved + bindparam("quantity")), holds)
    _note(MovementKind.RESERVE, holds, on_hand=0, reserved=1)
    _tell(hold.variant_id for hold in holds)
    return True


def take_back(order_id: int, pieces: Mapping[int, int], *, because: str) -> None:
    """Sold pieces of an order are on the shelf again, by the ids of their variants, as far as a shelf can hold them.

    What is beyond is left out: the count was wrong before, and the buyer's money must not wait for it.
    """
    rows = session.execute(
        select(StockItem.variant_id, StockItem.on_hand)
        .where(StockItem.variant_id.in_([variant_id for variant_id, quantity in pieces.items() if quantity]))
        .order_by(StockItem.variant_id)
        .with_for_update()
    )
    fitting = {row.variant_id: min(pieces[row.variant_id], LARGEST_STOCK - row.on_hand) for row in rows}
    holds = [Hold(order_id, variant_id, quantity) for variant_id, quantity in fitting.items() if quantity]
    _change(update(StockItem).values(on_hand=StockItem.on_hand + bindparam("quantity")), holds)
    _note(MovementKind.RETURN, holds, on_hand=1, reserved=0, because=because)
    _tell(hold.variant_id for hold in holds)


def sell_elsewhere(sale: OfflineSale) -> None:
    """Pieces of a stored sale outside the marketplace leave the shelf. Raises OutOfStock for what is promised."""
    enough = StockItem.on_hand - StockItem.reserved >= bindparam("quantity")
    holds = [Hold(sale.id, sale.variant_id, sale.quantity)]
    taken = _change(update(StockItem).where(enough).values(on_hand=StockItem.on_hand - bindparam("quantity")), holds)
    if taken != len(holds):
        raise OutOfStock
    _note_counts(MovementKind.OFFLINE_SALE, {sale.variant_id: -sale.quantity}, sale.reason, offline_sale_id=sale.id)


def undo_elsewhere(sale: OfflineSale, *, because: str) -> None:
    """Pieces of a sale outside the marketplace that never was are on the shelf again. Raises StockTooHigh."""
    holds = [Hold(sale.id, sale.variant_id, sale.quantity)]
    room = StockItem.on_hand <= LARGEST_STOCK - bindparam("quantity")
    if not _change(update(StockItem).where(room).values(on_hand=StockItem.on_hand + bindparam("quantity")), holds):
        raise StockTooHigh
    _note_counts(MovementKind.OFFLINE_SALE, {sale.variant_id: sale.quantity}, because, offline_sale_id=sale.id)


def recount(variant_id: int, counted: int, *, seen: int, because: str) -> int | None:
    """Correct one count that somebody read as `seen`; returns the count before, None when it was so already.

    Raises CountedMeanwhile when it is another one by now, StockTooLow below what is promised.
    """
    query = select(StockItem.on_hand).where(StockItem.variant_id == variant_id).with_for_update()
    on_hand = session.scalars(query).one()
    if counted == on_hand:
        return None
    if seen != on_hand:
        raise CountedMeanwhile(on_hand=on_hand)
    return set_counts({variant_id: counted}, because=because)[variant_id]


def set_low_mark(variant_id: int, low_at: int | None) -> bool:
    """From how few available pieces on one variant runs low, None for the usual; tells whether that is new."""
    is_new = StockItem.low_at.is_distinct_from(low_at)
    changed = session.connection().execute(
        update(StockItem).where(StockItem.variant_id == variant_id, is_new).values(low_at=low_at)
    )
    _note_levels([variant_id])
    return changed.rowcount > 0


def is_low() -> ColumnElement[bool]:
    """Whether so few pieces of an item are available that its seller wants to know."""
    return StockItem.on_hand - StockItem.reserved <= func.coalesce(StockItem.low_at, setting("LOW_STOCK"))


def lock_items(variant_ids: Iterable[int]) -> Sequence[StockItem]:
    """What there is of variants, read again; nobody can sell or promise of it before this transaction ends."""
    return session.scalars(
        select(StockItem)
        .where(StockItem.variant_id.in_(list(variant_ids)))
        .order_by(StockItem.variant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def promised(variant_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces of each are held for orders; nobody can promise more before this transaction ends."""
    return {item.variant_id: item.reserved for item in lock_items(variant_ids)}


def open_items(counts: Mapping[int, int]) -> None:
    """The first count of new variants."""
    if not counts:
        return
    session.execute(
        insert(StockItem),
        [{"variant_id": variant_id, "on_hand": count, "reserved": 0} for variant_id, count in sorted(counts.items())],
    )
    _note_counts(MovementKind.OPENING, counts, "first count")


def set_counts(counts: Mapping[int, int], *, because: str) -> dict[int, int]:
    """Correct the counts of variants; returns those that changed with the count before.

    Raises StockTooLow below what is promised.
    """
    items = lock_items(counts)
    before = {item.variant_id: item.on_hand for item in items if item.on_hand != counts[item.variant_id]}
    for item in items:
        if not item.reserved <= counts[item.variant_id] <= LARGEST_STOCK:
            raise StockTooLow(reserved=item.reserved)
        item.on_hand = counts[item.variant_id]
    session.flush()
    _note_counts(MovementKind.ADJUSTMENT, {each: counts[each] - was for each, was in before.items()}, because)
    return before


def _end(order_ids: Sequence[int], status: ReservationStatus) -> list[Hold]:
    held = session.scalars(
        select(StockReservation)
        .where(StockReservation.order_id.in_(order_ids), StockReservation.status == ReservationStatus.HELD)
        .order_by(StockReservation.variant_id)
        .with_for_update()
    ).all()
    for row in held:
        row.status, row.ended_at = status, now()
    session.flush()
    return [Hold(row.order_id, row.variant_id, row.quantity) for row in held]


def _change(statement: Update, holds: Sequence[Hold]) -> int:
    """One UPDATE per variant in a single executemany; returns how many rows took part."""
    if not holds:
        return 0
    result = session.connection().execute(
        statement.where(StockItem.variant_id == bindparam("variant")),
        [{"variant": hold.variant_id, "quantity": hold.quantity} for hold in holds],
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


def _note(kind: MovementKind, holds: Sequence[Hold], *, on_hand: int, reserved: int, because: str = "") -> None:
    acted: dict[str, Any] = acted_by(current_actor(), because)
    if holds:
        session.execute(
            insert(StockMovement),
            [
                {
                    "variant_id": hold.variant_id,
                    "order_id": hold.order_id,
                    "kind": kind,
                    "on_hand_change": on_hand * hold.quantity,
                    "reserved_change": reserved * hold.quantity,
                    "at": now(),
                    **acted,
                }
                for hold in holds
            ],
        )


def _note_counts(
    kind: MovementKind, changes: Mapping[int, int], because: str, *, offline_sale_id: int | None = None
) -> None:
    movements = [
        {
            "variant_id": variant_id,
            "offline_sale_id": offline_sale_id,
            "kind": kind,
            "on_hand_change": change,
            "reserved_change": 0,
            "at": now(),
            **acted_by(current_actor(), because),
        }
        for variant_id, change in changes.items()
        if change
    ]
    if movements:
        session.execute(insert(StockMovement), movements)
        _tell(movement["variant_id"] for movement in movements)


def _tell(variant_ids: Iterable[int]) -> None:
    changed = list(variant_ids)
    emit_each("stock.changed", [{"variant_id": variant_id} for variant_id in changed])
    _note_levels(changed)


def _note_levels(variant_ids: Sequence[int]) -> None:
    """Say once that something on sale runs low, and again only after there was enough of it in between."""
    if not variant_ids:
        return
    is_on_sale = (Product.status == ProductStatus.PUBLISHED) & Variant.archived_at.is_(None)
    ran_low = is_low() & is_on_sale & StockItem.low_since.is_(None)
    rows = session.execute(
        select(StockItem.variant_id, ran_low.label("ran_low"))
        .join(Variant, Variant.id == StockItem.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(StockItem.variant_id.in_(variant_ids), ran_low | (~is_low() & StockItem.low_since.is_not(None)))
        .order_by(StockItem.variant_id)
    ).all()
    for is_crossed, moment in ((True, now()), (False, None)):
        crossed = [row.variant_id for row in rows if row.ran_low == is_crossed]
        if crossed:
            marked = update(StockItem).where(StockItem.variant_id.in_(crossed)).values(low_since=moment)
            session.execute(marked.execution_options(synchronize_session=False))
    emit_each("stock.ran_low", [{"variant_id": row.variant_id} for row in rows if row.ran_low])
