"""Steps of a sale that does not end well, and how things stand afterwards."""

from collections.abc import Mapping

from sqlalchemy import select

from app.db import session, transaction
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.account import User
from app.models.catalog import Product
from app.models.order import Order
from app.models.payment import Refund
from app.models.returns import ReturnCase, ReturnReason, ReturnStatus
from app.models.stock import StockItem
from app.payments.commands import attempts, truth
from app.returns.commands import answers, cancel, cases
from tests.factories.order import place

WHY = "Dua bungkus robek waktu sampai."


def cancel_it(order: Order) -> Order:
    number, buyer_id = order.group.number, order.group.buyer_id
    with transaction():
        return cancel.cancel_order(number, order.position, buyer_id=buyer_id, because="a test")


def line_of(order: Order) -> int:
    return order.lines[0].id


def complain(order: Order, count: int = 2, reason: ReturnReason = ReturnReason.DAMAGED, text: str = WHY) -> ReturnCase:
    number, buyer_id, line_id = order.group.number, order.group.buyer_id, line_of(order)
    claim = cases.Claim(reason, text, {line_id: count})
    with transaction():
        return cases.open_case(number, order.position, buyer_id=buyer_id, claim=claim, papers=[])


def grant(case: ReturnCase, on_shelf: Mapping[int, int] | None = None) -> ReturnCase:
    with transaction():
        return answers.accept_case(case.number, seller_id=case.order.seller_id, on_shelf=on_shelf or {})


def contest(case: ReturnCase, text: str = "Waktu dikirim masih utuh.") -> ReturnCase:
    reply = answers.Reply(text, [], member_id=1)
    with transaction():
        return answers.contest_case(case.number, reply, seller_id=case.order.seller_id)


def mediate(case: ReturnCase, admin_id: int) -> ReturnCase:
    with transaction():
        return answers.begin_mediation(case.number, admin_id=admin_id)


def rule(
    case: ReturnCase, admin_id: int, count: int, *, shipping: bool = True, note: str = "Fotonya jelas."
) -> ReturnCase:
    pieces = {case.lines[0].order_line_id: count}
    with transaction():
        return answers.approve_case(case.number, answers.Ruling(pieces, shipping, note), admin_id=admin_id)


def sell_for_cash(buyer: User, product: Product, quantity: int = 4) -> Order:
    """An order that is to be paid at the door."""
    group = place(buyer, [product], quantity)
    with transaction():
        payment_id = attempts.open_payment(group.id, gateway="cod", return_url="http://localhost/").id
    with transaction():
        truth.capture_offline(payment_id, because="cash is promised")
    return group.orders[0]


def refunds() -> list[tuple[str, int, str]]:
    """Purpose without its number of a case, amount and status of each refund."""
    session.rollback()
    rows = session.scalars(select(Refund).order_by(Refund.id))
    return [(row.purpose.split("-RT")[0], row.amount, row.status.value) for row in rows]


def status_of_case(case: ReturnCase) -> ReturnStatus:
    session.rollback()
    return session.scalars(select(ReturnCase.status).where(ReturnCase.id == case.id)).one()


def shelf(variant_id: int) -> int:
    session.rollback()
    return session.get_one(StockItem, variant_id).on_hand


def balance(account: chart.AccountName) -> int:
    session.rollback()
    return balances_of([account])[account]
