"""Going away for a while and coming back: the clock decides, and the state of the shop follows it."""

from dataclasses import dataclass
from datetime import date

from app import audit
from app.clock import begin_of, now
from app.models.seller import HolidayOrders, Seller, SellerStatus
from app.outbox import emit
from app.sellers import rules
from app.sellers.queries.standing import lock_seller


@dataclass(frozen=True)
class Holiday:
    """From the beginning of one day until the beginning of another in Jakarta, with a word to the buyers."""

    first_day: date
    back_on: date
    orders: HolidayOrders
    message: str


def announce_holiday(seller_id: int, holiday: Holiday) -> Seller:
    """The shop is away then; another holiday takes the place of one announced before. Raises HolidayRefused."""
    seller = lock_seller(seller_id)
    begin, end = begin_of(holiday.first_day), begin_of(holiday.back_on)
    wanted = (begin, end, holiday.orders, holiday.message)
    if wanted == (seller.holiday_from, seller.holiday_until, seller.holiday_orders, seller.holiday_message):
        return seller
    rules.check_holiday(begin, end, moment=now())
    seller.holiday_from, seller.holiday_until, seller.holiday_orders, seller.holiday_message = wanted
    days = f"{holiday.first_day} – {holiday.back_on}"
    audit.record("seller.holiday_announced", seller, days=days, orders=holiday.orders.value)
    emit("seller.holiday_announced", seller_id=seller.id)
    _follow_clock(seller)
    return seller


def end_holiday(seller_id: int) -> Seller:
    """The shop is there again, or does not go away after all; without a holiday nothing happens."""
    seller = lock_seller(seller_id)
    if seller.holiday_until is not None and seller.holiday_until > now():
        seller.holiday_from = seller.holiday_until = seller.holiday_orders = None
        seller.holiday_message = ""
        audit.record("seller.holiday_ended", seller)
        _follow_clock(seller)
    return seller


def follow_clock(seller_id: int) -> bool:
    """Let the state of a shop say what its holiday says; tells whether it changed."""
    return _follow_clock(lock_seller(seller_id))


def _follow_clock(seller: Seller) -> bool:
    if seller.is_closed(now()) and seller.status == SellerStatus.ACTIVE:
        seller.move_to(SellerStatus.ON_HOLIDAY, because="the shop is away")
        emit("seller.went_away", seller_id=seller.id)
        return True
    if not seller.is_closed(now()) and seller.status == SellerStatus.ON_HOLIDAY:
        seller.move_to(SellerStatus.ACTIVE, because="the shop is back")
        emit("seller.came_back", seller_id=seller.id)
        return True
    return False
