"""What a part of an order is worth to each side; all parts together are the order, to the rupiah."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.order import AdjustmentKind, Order
from app.money import portion, split


@dataclass(frozen=True)
class Share:
    """Rupiah: what the buyer paid for it, what of that was for the parcel, and what was borne by or kept from others.

    `voucher_amount` was paid by the platform or an agency; `commission_amount` and `pph22_amount` come off the
    seller's earnings.
    """

    paid_amount: int
    shipping_amount: int
    voucher_amount: int
    commission_amount: int
    pph22_amount: int

    @property
    def held_amount(self) -> int:
        """What is held for the seller."""
        return self.paid_amount + self.voucher_amount

    def without_shipping(self) -> "Share":
        """The goods alone."""
        return Share(
            self.paid_amount - self.shipping_amount,
            0,
            self.voucher_amount,
            self.commission_amount,
            self.pph22_amount,
        )


def share_of(order: Order, pieces: Mapping[int, int]) -> Share:
    """What the next pieces of some lines are worth, by the ids of the lines, after those that went back already.

    The parcel counts by the value of the lines. Reads the order's lines, their commissions and the adjustments.
    """
    shipping = split(order.shipping_amount, [line.line_amount for line in order.lines])
    taken_off, borne_by_others = _vouchers(order)
    sums = [0, 0, 0, 0, 0]
    for line, shipping_amount in zip(order.lines, shipping, strict=True):
        before = line.refunded_quantity
        after = before + pieces.get(line.id, 0)

        def part(total: int, *, before: int = before, after: int = after, whole: int = line.quantity) -> int:
            return portion(total, before=before, after=after, whole=whole)

        parcel = part(shipping_amount)
        goods = part(line.line_amount) - part(taken_off.get(line.id, 0))
        amounts = (
            goods + parcel,
            parcel,
            part(borne_by_others.get(line.id, 0)),
            part(line.commission.amount),
            part(line.pph22_amount),
        )
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
    return Share(*sums)


def goods_amounts(order: Order) -> list[int]:
    """What the buyer pays for the goods of each line, in rupiah, after its share of a voucher."""
    taken_off, _borne_by_others = _vouchers(order)
    return [line.line_amount - taken_off.get(line.id, 0) for line in order.lines]


def subsidies_of(order: Order) -> dict[str, int]:
    """Rupiah of an order that somebody else than buyer and seller pays, by the account of the books that it costs."""
    costs: dict[str, int] = {}
    for adjustment in order.adjustments:
        if adjustment.cost_account:
            costs[adjustment.cost_account] = costs.get(adjustment.cost_account, 0) - adjustment.amount
    return costs


def _vouchers(order: Order) -> tuple[dict[int, int], dict[int, int]]:
    taken_off: dict[int, int] = {}
    borne_by_others: dict[int, int] = {}
    for adjustment in order.adjustments:
        if adjustment.kind == AdjustmentKind.VOUCHER and adjustment.order_line_id is not None:
            taken_off[adjustment.order_line_id] = -adjustment.amount
            if adjustment.cost_account:
                borne_by_others[adjustment.order_line_id] = -adjustment.amount
    return taken_off, borne_by_others
