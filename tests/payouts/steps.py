"""What happens to a seller's money, step by step, and how things stand afterwards."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import Order, OrderGroup
from app.models.payment import Refund
from app.models.payout import Payout, PayoutAccount, PayoutStatus
from app.models.seller import Seller
from app.orders import queries as orders
from app.orders.commands import receive_cash
from app.payments.commands import refunds
from app.payouts.commands import accounts, batches, exports, outcomes
from app.pricing.shares import share_of
from tests.cast import Cast
from tests.factories.account import PASSWORD_HASH
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place
from tests.factories.payout import PayoutAccountFactory

DAY = timedelta(days=1)
PRICE = 100_000


def open_account(seller: Seller, **facts: object) -> PayoutAccount:
    """A bank account that can be paid to."""
    with transaction():
        return PayoutAccountFactory(seller_id=seller.id, **facts)


def product_of(seller: Seller, *, price: int = PRICE) -> Product:
    with transaction():
        return ProductFactory(seller_id=seller.id, variant__price_amount=price, variant__stock=100)


def earn(cast: Cast, *sellers: Seller, days_ago: float = 9, price: int = PRICE, quantity: int = 1) -> OrderGroup:
    """Dewi bought one thing of each of these sellers and received it some days ago."""
    products = [product_of(seller, price=price) for seller in sellers]
    with time_machine.travel(now() - days_ago * DAY, tick=False):
        group = place(cast.dewi, products, quantity)
        capture(group)
        complete(group, cast.dewi)
    return group


def refund(order: Order, *, pieces: int = 1, purpose: str = "return-1") -> Refund:
    """Some pieces of the first line of an order are paid back."""
    group_id, order_id = order.group_id, order.id
    with transaction():
        locked = next(each for each in orders.lock_group(group_id).orders if each.id == order_id)
        taken = {locked.lines[0].id: pieces}
        share = share_of(locked, taken)
        return refunds.refund_pieces(locked, taken, share, purpose=purpose, because="a test")


def prepare() -> int:
    """A batch of whatever is due; returns its id."""
    with transaction():
        batch = batches.prepare_batch(prepared_by_id=None)
        assert batch is not None
        return batch.id


def approve(batch_id: int, *admin_ids: int) -> None:
    for admin_id in admin_ids:
        with transaction():
            batches.approve_batch(batch_id, admin_id=admin_id)


def export(batch_id: int, admin_id: int) -> list[exports.Transfer]:
    with transaction():
        return exports.export_batch(batch_id, admin_id=admin_id, proven_hash=PASSWORD_HASH)


def at_the_bank(cast: Cast) -> int:
    """A batch that two admins approved and the bank was told of; returns its id."""
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    export(batch_id, cast.eko.id)
    return batch_id


def payouts() -> list[tuple[int, PayoutStatus, int]]:
    """Seller, status and amount of every payout, oldest first."""
    session.rollback()
    rows = session.scalars(select(Payout).order_by(Payout.id))
    return [(payout.seller_id, payout.status, payout.amount) for payout in rows]


def only_payout() -> Payout:
    session.rollback()
    return session.scalars(select(Payout)).one()


def earned(seller: Seller) -> int:
    """What the seller has earned and not been paid, in rupiah."""
    session.rollback()
    account = chart.payable(seller.id)
    return -balances_of([account])[account]


def in_bank() -> int:
    session.rollback()
    return balances_of([chart.BANK])[chart.BANK]


def noted(action: str) -> list[AuditEvent]:
    session.rollback()
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def is_sound() -> bool:
    """Whether the check of the books finds nothing."""
    session.rollback()
    found = list(differences())
    assert found == [], found
    return True


def complete_all(cast: Cast) -> None:
    """The bank has paid everything that it was told."""
    ids = session.scalars(select(Payout.id).where(Payout.status == PayoutStatus.PROCESSING)).all()
    for payout_id in ids:
        with transaction():
            outcomes.complete_payout(payout_id, admin_id=cast.eko.id, bank_reference=f"BSB-{payout_id}")


def take_cash(order_id: int) -> None:
    """The seller took the price of an order at the door."""
    order = session.get_one(Order, order_id)
    order.takes_cash = True
    receive_cash(order)


def come_back(cast: Cast) -> None:
    """The bank has paid nothing of what it was told."""
    ids = session.scalars(select(Payout.id).where(Payout.status == PayoutStatus.PROCESSING)).all()
    for payout_id in ids:
        with transaction():
            outcomes.fail_payout(payout_id, admin_id=cast.eko.id, reason="Rekening sudah ditutup")


def send_back(cast: Cast, payout_id: int, *, bank_reference: str = "") -> None:
    """What the bank had paid it has sent back."""
    reference = bank_reference or f"RETUR-{payout_id}"
    with transaction():
        outcomes.record_sent_back(
            payout_id, admin_id=cast.eko.id, bank_reference=reference, reason="Rekening sudah ditutup"
        )


def come_back_after_completion(cast: Cast) -> None:
    """The bank has paid all that it was told, and sent it back."""
    ids = session.scalars(select(Payout.id).where(Payout.status == PayoutStatus.PROCESSING)).all()
    complete_all(cast)
    for payout_id in ids:
        send_back(cast, payout_id)


def complete_after_all(cast: Cast, payout_id: int) -> None:
    """That it failed was a mistake."""
    with transaction():
        outcomes.complete_after_all(
            payout_id, admin_id=cast.eko.id, bank_reference=f"BSB-{payout_id}", reason="Salah ditandai"
        )


def change_account(cast: Cast) -> None:
    """Ani has another account from now on."""
    live_id = session.scalar(
        select(PayoutAccount.id).where(
            PayoutAccount.seller_id == cast.shop_of_ani.id, PayoutAccount.archived_at.is_(None)
        )
    )
    with transaction():
        accounts.change_account(
            cast.shop_of_ani.id,
            accounts.NewAccount("002", "330101999999535", "Ani Rahmawati"),
            owner_id=cast.ani.id,
            proven_hash=PASSWORD_HASH,
            seen_id=live_id,
        )
