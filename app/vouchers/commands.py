"""Making vouchers, using them, and giving uses back. Locks: the group, its orders, the voucher, then the stock."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import CursorResult, insert, literal, or_, select, update

from app import audit
from app.clock import beginning_of, day_of, now
from app.db import insert_unless_there, session
from app.models.order import Bearer
from app.models.voucher import Voucher, VoucherKind, VoucherUse
from app.vouchers import queries
from app.vouchers.errors import CodeTaken, EndsInThePast, UsedByYou, UsedUp

DAY = timedelta(days=1)
HAS_USES_LEFT = or_(Voucher.most_uses.is_(None), Voucher.used < Voucher.most_uses)


@dataclass(frozen=True)
class Offer:
    """What a voucher takes off, when and how often: rupiah, or basis points up to a cap; `last_day` is a whole day."""

    code: str
    label: str
    kind: VoucherKind
    amount: int
    rate_bps: int
    cap_amount: int | None
    smallest_items_amount: int
    most_uses: int | None
    most_uses_per_buyer: int
    first_day: date
    last_day: date


def create_voucher_of_seller(offer: Offer, *, seller_id: int, creator_id: int) -> Voucher:
    """A voucher that the seller bears, for the own goods. Raises CodeTaken, EndsInThePast."""
    return _create(offer, Bearer.SELLER, creator_id=creator_id, seller_id=seller_id)


def create_voucher_of_platform(offer: Offer, *, creator_id: int) -> Voucher:
    """A voucher that the platform bears, for all goods. Raises CodeTaken, EndsInThePast."""
    return _create(offer, Bearer.PLATFORM, creator_id=creator_id)


def create_voucher_of_agency(offer: Offer, *, agency_name: str, creator_id: int) -> Voucher:
    """A voucher that an agency bears, for all goods. Raises CodeTaken, EndsInThePast."""
    return _create(offer, Bearer.AGENCY, creator_id=creator_id, bearer_name=agency_name)


def archive_voucher_of_seller(voucher_id: int, *, seller_id: int) -> None:
    """Nobody can use it from now on; orders that have it keep it. Raises NotFound."""
    _archive(queries.lock_voucher_of_seller(seller_id, voucher_id))


def archive_voucher_of_the_house(code: str) -> None:
    """Nobody can use it from now on; orders that have it keep it. Raises NotFound."""
    _archive(queries.lock_voucher_of_the_house(code))


def use(voucher: Voucher, *, group_id: int, buyer_id: int, amount: int) -> None:
    """Count one use by a new checkout, for so many rupiah. Raises UsedUp, UsedByYou."""
    counted = session.execute(
        update(Voucher)
        .where(Voucher.id == voucher.id, Voucher.archived_at.is_(None), HAS_USES_LEFT)
        .values(used=Voucher.used + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(counted, CursorResult)
    if counted.rowcount != 1:
        raise UsedUp
    values = {
        VoucherUse.voucher_id: voucher.id,
        VoucherUse.group_id: group_id,
        VoucherUse.buyer_id: buyer_id,
        VoucherUse.amount: amount,
        VoucherUse.created_at: now(),
    }
    # the row of the voucher is locked by now: this count is the last word
    is_allowed = queries.count_uses(voucher.id, buyer_id=buyer_id) < voucher.most_uses_per_buyer
    row = select(*(literal(value, column.type) for column, value in values.items())).where(is_allowed)
    insertion = insert(VoucherUse).from_select([column.key for column in values], row)
    if session.scalar(insertion.returning(VoucherUse.id)) is None:
        raise UsedByYou


def give_back(group_id: int) -> None:
    """The use of a locked checkout that came to nothing counts no more; a second time changes nothing."""
    used = queries.lock_use(group_id)
    if used is None or used.given_back_at is not None:
        return
    queries.lock_voucher(used.voucher_id).used -= 1
    used.given_back_at = now()
    session.flush()


def take_again(group_id: int) -> bool:
    """Count the use of a locked checkout again that is paid late; False when no use is left for it."""
    used = queries.lock_use(group_id)
    if used is None or used.given_back_at is None:
        return True
    voucher = queries.lock_voucher(used.voucher_id)
    uses_of_buyer = session.scalar(select(queries.count_uses(voucher.id, buyer_id=used.buyer_id))) or 0
    is_used_up = voucher.most_uses is not None and voucher.used >= voucher.most_uses
    if is_used_up or uses_of_buyer >= voucher.most_uses_per_buyer:
        return False
    voucher.used += 1
    used.given_back_at = None
    session.flush()
    return True


def _create(
    offer: Offer, bearer: Bearer, *, creator_id: int, seller_id: int | None = None, bearer_name: str = ""
) -> Voucher:
    today = day_of(now()).date()
    if offer.last_day < today:
        raise EndsInThePast
    voucher: Voucher | None = session.scalar(
        insert_unless_there(Voucher, unique=["code"])
        .values(
            code=offer.code,
            label=offer.label,
            kind=offer.kind,
            amount=offer.amount,
            rate_bps=offer.rate_bps,
            cap_amount=offer.cap_amount,
            smallest_items_amount=offer.smallest_items_amount,
            bearer=bearer,
            bearer_name=bearer_name,
            seller_id=seller_id,
            most_uses=offer.most_uses,
            most_uses_per_buyer=offer.most_uses_per_buyer,
            starts_at=beginning_of(offer.first_day),
            ends_at=beginning_of(offer.last_day) + DAY,
            created_by_id=creator_id,
        )
        .returning(Voucher)
    )
    if voucher is None:
        raise CodeTaken
    audit.record(
        "voucher.created",
        voucher,
        because=offer.label,
        bearer=bearer.value,
        seller_id=seller_id,
        amount=offer.amount,
        rate_bps=offer.rate_bps,
        cap_amount=offer.cap_amount,
        most_uses=offer.most_uses,
    )
    return voucher


def _archive(voucher: Voucher) -> None:
    if voucher.archived_at is None:
        voucher.archived_at = now()
        audit.record("voucher.archived", voucher, used=voucher.used)
