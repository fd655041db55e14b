"""What a checkout would be: per seller the lines, the ways to get them and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.cart import queries as carts
from app.cart.queries import Holder, Line
from app.models.order import ShippingMethod
from app.pricing.totals import GroupTotal, SellerTotal
from app.regions.queries import District
from app.shipping import rules as shipping_rules
from app.shipping.queries import Parcel, Quote, courier_quotes, pickup_quote


@dataclass(frozen=True)
class SellerPlan:
    """One seller's part: `courier` is None when nobody delivers there, and `refusal` says why."""

    seller_id: int
    lines: Sequence[Line]
    courier: Quote | None
    pickup: Quote
    refusal: str
    method: ShippingMethod
    weight_grams: int

    @property
    def quote(self) -> Quote | None:
        """The estimate of the chosen way; None when it cannot be."""
        return self.courier if self.method == ShippingMethod.COURIER else self.pickup

    @property
    def items_amount(self) -> int:
        """Rupiah of the goods."""
        return sum(line.amount for line in self.lines)

    @property
    def preparation_days(self) -> int:
        """Days until the parcel can leave."""
        return max(max(line.handling_days, line.made_to_order_days) for line in self.lines)


@dataclass(frozen=True)
class Plan:
    """The whole checkout."""

    sellers: Sequence[SellerPlan]

    @property
    def can_be_placed(self) -> bool:
        """Whether everything can be bought and brought."""
        return bool(self.sellers) and all(
            seller.quote is not None and all(line.can_be_bought for line in seller.lines) for seller in self.sellers
        )

    @property
    def total(self) -> GroupTotal:
        """What it costs; a way that cannot be counts nothing."""
        return GroupTotal(
            [
                SellerTotal(seller.seller_id, seller.items_amount, seller.quote.amount if seller.quote else 0)
                for seller in self.sellers
            ]
        )


def plan_for(holder: Holder, *, place: District, methods: Mapping[int, ShippingMethod]) -> Plan:
    """The plan for this cart, this destination and these choices; a courier is chosen where one can come."""
    shops = carts.by_seller(carts.lines_of(holder))
    weights = {key: sum(line.weight_grams * line.quantity for line in lines) for key, lines in shops.items()}
    parcels = [Parcel(key, lines[0].seller_regency, weights[key]) for key, lines in shops.items()]
    quotes = courier_quotes(parcels, to_regency=place.regency_code)
    sellers = []
    for seller_id, lines in shops.items():
        refusal = _refusal(lines, place)
        courier = None if refusal else quotes.get(seller_id)
        usual = ShippingMethod.COURIER if courier else ShippingMethod.PICKUP
        method = methods.get(seller_id, usual)
        sellers.append(SellerPlan(seller_id, lines, courier, pickup_quote(), refusal, method, weights[seller_id]))
    return Plan(sellers)


def _refusal(lines: Sequence[Line], place: District) -> str:
    reasons = (
        shipping_rules.refusal(
            is_cold_chain=line.is_cold_chain,
            ships_only_to=line.ships_only_to,
            from_regency=line.seller_regency,
            to_regency=place.regency_code,
        )
        for line in lines
    )
    return next((reason for reason in reasons if reason), "")
