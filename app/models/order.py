"""One checkout is a group; each seller in it gets an order. Names, prices and rates are snapshots."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ActedOn, Base, Code, CreatedAt, Id, Key, Line, Rupiah, Words, choice
from app.models.seller import Seller
from app.models.shipping import Hub
from app.models.state import Stateful

MOST_NOTES = 5
LONGEST_NOTE = 500


class OrderStatus(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"


class ShippingMethod(StrEnum):
    COURIER = "courier"
    OWN_COURIER = "own_courier"
    PICKUP = "pickup"
    HUB = "hub"


class Bearer(StrEnum):
    PLATFORM = "platform"
    SELLER = "seller"
    AGENCY = "agency"
    BUYER = "buyer"


class ShippingOwner(StrEnum):
    SELLER = "seller"
    MARKETPLACE = "marketplace"


class AdjustmentKind(StrEnum):
    SHIPPING = "shipping"
    VOUCHER = "voucher"
    TAX = "tax"


class OrderGroup(Base):
    """One checkout, paid once. Who, where to and how much are snapshots; whether it is paid is asked of the splits."""

    __tablename__ = "order_groups"
    __table_args__ = (
        Index(None, "buyer_id", "placed_at"),
        Index(None, "pay_by"),
        CheckConstraint("total_amount > 0", name="total_amount"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(16), unique=True)
    checkout_key: Mapped[str] = mapped_column(String(64), unique=True)
    buyer_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    buyer_name: Mapped[Line]
    buyer_email: Mapped[str] = mapped_column(String(254))
    buyer_phone: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(8), default="id")
    recipient_name: Mapped[Line]
    street: Mapped[Line]
    district_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    region_text: Mapped[Line]
    postal_code: Mapped[str] = mapped_column(String(5), default="")
    total_amount: Mapped[Rupiah]
    placed_at: Mapped[CreatedAt]
    pay_by: Mapped[datetime]
    extensions: Mapped[int] = mapped_column(default=0)

    orders: Mapped[list["Order"]] = relationship(order_by="Order.position", back_populates="group")


class Order(Stateful, Base):
    """One seller's share of a checkout. All amounts in rupiah.

    `cash_amount` is what the seller took at the door, or a hub for the seller.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("group_id", "position"),
        UniqueConstraint("group_id", "seller_id"),
        Index(None, "seller_id", "status"),
        Index(None, "status", "auto_complete_at"),
        CheckConstraint("total_amount = items_amount + shipping_amount - discount_amount", name="total_is_the_sum"),
        CheckConstraint("items_amount > 0 AND shipping_amount >= 0 AND discount_amount >= 0", name="amounts"),
        CheckConstraint("total_amount > 0", name="total_amount"),
        CheckConstraint("cash_amount IS NULL OR (takes_cash AND cash_amount >= 0)", name="cash_amount"),
    )
    TRANSITIONS: ClassVar[Mapping[OrderStatus, Set[OrderStatus]]] = {
        OrderStatus.AWAITING_PAYMENT: {OrderStatus.PAID, OrderStatus.EXPIRED, OrderStatus.CANCELLED},
        OrderStatus.EXPIRED: {OrderStatus.PAID},
        OrderStatus.PAID: {OrderStatus.PROCESSING, OrderStatus.CANCELLED},
        OrderStatus.PROCESSING: {OrderStatus.SHIPPED, OrderStatus.CANCELLED},
        OrderStatus.SHIPPED: {OrderStatus.DELIVERED, OrderStatus.COMPLETED},
        OrderStatus.DELIVERED: {OrderStatus.COMPLETED},
    }

    id: Mapped[Id]
    group_id: Mapped[Key] = mapped_column(ForeignKey("order_groups.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    seller_name: Mapped[Line]
    status: Mapped[OrderStatus] = mapped_column(choice(OrderStatus, "status"), default=OrderStatus.AWAITING_PAYMENT)
    items_amount: Mapped[Rupiah]
    shipping_amount: Mapped[Rupiah]
    discount_amount: Mapped[Rupiah] = mapped_column(default=0)
    total_amount: Mapped[Rupiah]
    shipping_method: Mapped[ShippingMethod] = mapped_column(choice(ShippingMethod, "shipping_method"))
    shipping_owner: Mapped[ShippingOwner] = mapped_column(
        choice(ShippingOwner, "shipping_owner"), default=ShippingOwner.SELLER
    )
    shipping_label: Mapped[Line]
    hub_id: Mapped[Key | None] = mapped_column(ForeignKey("hubs.id"))
    fastest_days: Mapped[int]
    slowest_days: Mapped[int]
    preparation_days: Mapped[int]
    note: Mapped[Line] = mapped_column(default="")
    takes_cash: Mapped[bool] = mapped_column(default=False)
    cash_amount: Mapped[Rupiah | None]
    placed_at: Mapped[CreatedAt]
    paid_at: Mapped[datetime | None]
    ship_by: Mapped[datetime | None]
    ship_reminded_at: Mapped[datetime | None]
    fetch_by: Mapped[datetime | None]
    auto_complete_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    group: Mapped[OrderGroup] = relationship(back_populates="orders")
    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.id")
    adjustments: Mapped[list["Adjustment"]] = relationship(order_by="Adjustment.id")
    seller: Mapped[Seller] = relationship(viewonly=True)
    hub: Mapped[Hub | None] = relationship(viewonly=True)

    @property
    def is_on_our_account(self) -> bool:
        """Whether the marketplace pays the courier: the buyer's rupiah for the parcel are its own."""
        return self.shipping_owner == ShippingOwner.MARKETPLACE and self.shipping_method == ShippingMethod.COURIER

    @property
    def waits_for_cash(self) -> bool:
        """Whether the buyer pays at the door and has not: when it ends, no money goes back."""
        return self.takes_cash and self.cash_amount is None

    @property
    def stands_at_hub(self) -> bool:
        """Whether the shop has brought it to a hub, where its buyer has not fetched it."""
        return self.shipping_method == ShippingMethod.HUB and self.status == OrderStatus.SHIPPED

    @property
    def voucher(self) -> "Adjustment | None":
        """One of the shares of the voucher that made it cheaper: they all have the same label and bearer."""
        return next((each for each in self.adjustments if each.kind == AdjustmentKind.VOUCHER), None)


class OrderLine(Base):
    """What was bought, as it was called and cost then."""

    __tablename__ = "order_lines"
    __table_args__ = (
        Index(None, "order_id"),
        Index(None, "variant_id"),
        CheckConstraint("quantity > 0 AND unit_price_amount > 0", name="amounts"),
        CheckConstraint("line_amount = quantity * unit_price_amount", name="line_amount"),
        CheckConstraint("0 <= refunded_quantity AND refunded_quantity <= quantity", name="refunded_quantity"),
        CheckConstraint("0 <= pph22_amount AND pph22_amount <= line_amount", name="pph22_amount"),
    )

    id: Mapped[Id]
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"))
    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"))
    product_id: Mapped[Key] = mapped_column(ForeignKey("products.id"))
    product_name: Mapped[Line]
    product_slug: Mapped[str] = mapped_column(String(160))
    variant_label: Mapped[Line] = mapped_column(default="")
    sku: Mapped[Code]
    picture_id: Mapped[str | None] = mapped_column(String(32))
    quantity: Mapped[int]
    unit_price_amount: Mapped[Rupiah]
    line_amount: Mapped[Rupiah]
    weight_grams: Mapped[int]
    tax_treatment: Mapped[Code] = mapped_column(default="none")
    pph22_amount: Mapped[Rupiah] = mapped_column(default=0)
    refunded_quantity: Mapped[int] = mapped_column(default=0)

    commission: Mapped["CommissionLine"] = relationship()


class OrderNote(ActedOn, Base):
    """Words of the seller to the buyer of an order, by their position; a few short ones, for they are no chat."""

    __tablename__ = "order_notes"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint(f"position BETWEEN 1 AND {MOST_NOTES}", name="position"),
        CheckConstraint(f"LENGTH(text) BETWEEN 1 AND {LONGEST_NOTE}", name="text"),
    )

    id: Mapped[Id]
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    text: Mapped[Words]
    created_at: Mapped[CreatedAt]


class Adjustment(Base):
    """What is added to the items of an order (rupiah above zero) or taken off (below), and who bears it.

    What somebody else than the seller bears names the account of the books that it costs.
    """

    __tablename__ = "adjustments"
    __table_args__ = (Index(None, "order_id"),)

    id: Mapped[Id]
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"))
    order_line_id: Mapped[Key | None] = mapped_column(ForeignKey("order_lines.id"))
    kind: Mapped[AdjustmentKind] = mapped_column(choice(AdjustmentKind, "kind"))
    bearer: Mapped[Bearer] = mapped_column(choice(Bearer, "bearer"))
    label: Mapped[Line]
    amount: Mapped[Rupiah]
    voucher_id: Mapped[Key | None] = mapped_column(ForeignKey("vouchers.id"))
    cost_account: Mapped[Line] = mapped_column(default="")


class CommissionRule(Base):
    """One rule of the ordered list; the first that matches decides. An empty field matches everything."""

    __tablename__ = "commission_rules"
    __table_args__ = (
        CheckConstraint("rate_bps BETWEEN 0 AND 10000 AND fixed_amount >= 0", name="rate"),
        CheckConstraint("floor_amount >= 0 AND (cap_amount IS NULL OR cap_amount >= floor_amount)", name="bounds"),
    )

    id: Mapped[Id]
    position: Mapped[int] = mapped_column(unique=True)
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    category_id: Mapped[Key | None] = mapped_column(ForeignKey("categories.id"))
    programme_step: Mapped[int | None]
    rate_bps: Mapped[int]
    fixed_amount: Mapped[Rupiah] = mapped_column(default=0)
    floor_amount: Mapped[Rupiah] = mapped_column(default=0)
    cap_amount: Mapped[Rupiah | None]
    note: Mapped[Words] = mapped_column(default="")
    valid_from: Mapped[CreatedAt]
    valid_until: Mapped[datetime | None]


class CommissionLine(Base):
    """The commission of one order line, frozen when the order is placed."""

    __tablename__ = "commission_lines"
    __table_args__ = (CheckConstraint("0 <= amount AND amount <= base_amount", name="amount"),)

    id: Mapped[Id]
    order_line_id: Mapped[Key] = mapped_column(ForeignKey("order_lines.id"), unique=True)
    rule_id: Mapped[Key | None] = mapped_column(ForeignKey("commission_rules.id"))
    rate_bps: Mapped[int]
    base_amount: Mapped[Rupiah]
    amount: Mapped[Rupiah]
