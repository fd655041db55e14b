"""However the pieces of an order go back, all shares together are the order, to the rupiah."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.models.order import Adjustment, AdjustmentKind, Bearer, CommissionLine, Order, OrderLine
from app.money import portion, split
from app.pricing.shares import Share, goods_amounts, share_of, subsidies_of


@st.composite
def orders(draw: st.DrawFn) -> Order:
    lines = []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        quantity, price = draw(st.integers(1, 7)), draw(st.integers(1, 90_000))
        line = OrderLine(
            id=key, quantity=quantity, unit_price_amount=price, line_amount=quantity * price, refunded_quantity=0
        )
        line.commission = CommissionLine(amount=draw(st.integers(0, line.line_amount)))
        line.pph22_amount = draw(st.integers(0, line.line_amount))
        lines.append(line)
    room = [line.line_amount - line.quantity for line in lines]
    discount_amount = draw(st.integers(0, sum(room)))
    account = draw(st.sampled_from(["", "voucher_cost:platform"]))
    shares = split(discount_amount, room) if sum(room) else [0] * len(lines)
    adjustments = [
        Adjustment(
            order_line_id=line.id,
            kind=AdjustmentKind.VOUCHER,
            bearer=Bearer.PLATFORM,
            amount=-amount,
            cost_account=account,
        )
        for line, amount in zip(lines, shares, strict=True)
        if amount
    ]
    items_amount, shipping_amount = sum(line.line_amount for line in lines), draw(st.integers(0, 60_000))
    return Order(
        lines=lines,
        adjustments=adjustments,
        items_amount=items_amount,
        shipping_amount=shipping_amount,
        discount_amount=discount_amount,
        total_amount=items_amount + shipping_amount - discount_amount,
    )


@given(orders(), st.randoms(use_true_random=False))
def test_the_pieces_that_go_back_one_by_one_are_the_whole_order(order: Order, chance: Random) -> None:
    left = [line.id for line in order.lines for _ in range(line.quantity)]
    chance.shuffle(left)
    parts: list[Share] = []
    while left:
        some = [left.pop() for _ in range(chance.randint(1, len(left)))]
        pieces = {key: some.count(key) for key in some}
        part = share_of(order, pieces)
        assert part.paid_amount >= 1, "a voucher leaves every piece something to pay"
        parts.append(part)
        for line in order.lines:
            line.refunded_quantity += pieces.get(line.id, 0)
    assert sum(part.paid_amount for part in parts) == order.total_amount
    assert sum(part.shipping_amount for part in parts) == order.shipping_amount
    assert sum(part.voucher_amount for part in parts) == sum(subsidies_of(order).values())
    assert sum(part.commission_amount for part in parts) == sum(line.commission.amount for line in order.lines)
    assert sum(part.pph22_amount for part in parts) == sum(line.pph22_amount for line in order.lines)


@given(orders())
def test_goods_without_their_parcel_are_what_the_buyer_pays_for_goods(order: Order) -> None:
    goods = share_of(order, {line.id: line.quantity for line in order.lines}).without_shipping()
    assert goods.paid_amount == sum(goods_amounts(order)) == order.items_amount - order.discount_amount
    assert goods.shipping_amount == 0


@given(st.integers(0, 10**12), st.integers(1, 500))
def test_portions_of_a_total_sum_to_it(total: int, whole: int) -> None:
    parts = [portion(total, before=piece, after=piece + 1, whole=whole) for piece in range(whole)]
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1
