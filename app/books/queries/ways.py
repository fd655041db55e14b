"""Where a difference leads: the pages of what its facts name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, literal, select, union_all

from app.db import session
from app.ledger import words
from app.models.catalog import Product, Variant
from app.models.ledger import LedgerAccount
from app.models.order import Order, OrderGroup, OrderLine
from app.models.payment import Payment, PaymentSplit, Refund
from app.models.returns import ReturnCase
from app.models.seller import Seller
from app.models.shipment import Shipment
from app.models.stock import OfflineSale, StockMovement, StockReservation

FACT = re.compile(r"\b([a-z_]+)=(\S+)")
GROUP_NUMBER = re.compile(r"(SB-[0-9A-Z]{8})(?:-\d+)?")
CASE_NUMBER = re.compile(r"RT-[0-9A-Z]{8}")
REFERENCE = re.compile(r"[a-z-]+:\d+(?::\d+)?")
ROW_ID = re.compile(r"\d{1,18}", re.ASCII)
ROWS_OF_MACHINES = {
    "orders": "order_row",
    "payments": "payment",
    "refunds": "refund",
    "return_cases": "case",
    "payouts": "payout",
}


@dataclass(frozen=True)
class Way:
    """One page: what it is of, its key in the address, and what the link is called."""

    kind: str
    key: str
    label: str


def named_in(kind: str, facts: str) -> Iterator[tuple[str, str]]:
    """The facts of a difference that name something; an entry that is missing has no page."""
    found = dict(FACT.findall(facts))
    if kind == "entry_missing":
        found.pop("reference", None)
    yield from found.items()
    if found.get("machine") in ROWS_OF_MACHINES:
        yield ROWS_OF_MACHINES[found["machine"]], found.get("subject", "")


def find_ways(facts: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Way]:
    """The page of each fact that has one, in two statements for all."""
    found = {fact: way for fact in facts if (way := _as_it_says(*fact))}
    return found | _of_rows(facts) | _of_accounts([value for kind, value in facts if kind == "account"])


def _as_it_says(kind: str, value: str) -> Way | None:
    if kind == "number" and (number := GROUP_NUMBER.fullmatch(value)):
        return Way("group", number[1], number[1])
    if kind == "number" and CASE_NUMBER.fullmatch(value):
        return Way("case", value, value)
    if kind == "reference" and REFERENCE.fullmatch(value):
        return Way("entry", value, value)
    if kind in ("payment", "payout") and ROW_ID.fullmatch(value):
        return Way(kind, value, value)
    return Way("voucher", value, value) if kind == "code" else None


def _of_rows(facts: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Way]:
    def ids(kind: str) -> list[int]:
        return [int(value) for of, value in facts if of == kind and ROW_ID.fullmatch(value)]

    number, slug, name = OrderGroup.number, Product.slug, Product.name
    of_order = select(Order.id, number).join(OrderGroup, OrderGroup.id == Order.group_id).subquery()
    of_variant = select(Variant.id, slug, name).join(Product, Product.id == Variant.product_id).subquery()
    rows: list[Select[str, int, str, str, str]] = [
        select(literal(kind), row.id, literal("group"), of_order.c.number, of_order.c.number)
        .join(of_order, of_order.c.id == row.order_id)
        .where(row.id.in_(ids(kind)))
        for kind, row in (
            ("line", OrderLine),
            ("shipment", Shipment),
            ("reservation", StockReservation),
            ("split", PaymentSplit),
        )
    ]
    rows += [
        select(literal(kind), row.id, literal("product"), of_variant.c.slug, of_variant.c.name)
        .join(of_variant, of_variant.c.id == row.variant_id)
        .where(row.id.in_(ids(kind)))
        for kind, row in (("offline_sale", OfflineSale), ("movement", StockMovement))
    ]
    rows += [
        select(literal("order_row"), of_order.c.id, literal("group"), of_order.c.number, of_order.c.number).where(
            of_order.c.id.in_(ids("order_row"))
        ),
        select(literal("variant"), of_variant.c.id, literal("product"), of_variant.c.slug, of_variant.c.name).where(
            of_variant.c.id.in_(ids("variant"))
        ),
        select(literal("case"), ReturnCase.id, literal("case"), ReturnCase.number, ReturnCase.number).where(
            ReturnCase.id.in_(ids("case"))
        ),
        select(literal("refund"), Refund.id, literal("group"), number, number)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(OrderGroup, OrderGroup.id == Payment.group_id)
        .where(Refund.id.in_(ids("refund"))),
    ]
    found = session.execute(union_all(*rows))
    return {(kind, str(row_id)): Way(page, key, label) for kind, row_id, page, key, label in found}


def _of_accounts(names: Sequence[str]) -> dict[tuple[str, str], Way]:
    rows = session.execute(
        select(LedgerAccount.name, LedgerAccount.kind, Seller.name)
        .outerjoin(Seller, Seller.id == LedgerAccount.seller_id)
        .where(LedgerAccount.name.in_(names))
    )
    return {("account", name): Way("account", name, words.account(name, kind, shop)) for name, kind, shop in rows}
