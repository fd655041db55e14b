"""Offers of ways to ship, and hubs."""

from factory import Sequence

from app.models.shipping import Hub, OfferKind, ShippingOffer
from tests.factories import RowFactory


class HubFactory(RowFactory):
    """An open hub in Mendo Barat that takes Rp3.000."""

    class Meta:
        model = Hub

    name = Sequence(lambda n: f"BUMDes Kemuja {n}")
    street = "Jalan Raya Kemuja 7"
    district_code = "19.01.04"
    phone = "+62717123456"
    hours = "Senin–Sabtu 08.00–16.00"
    fee_amount = 3_000


class ShippingOfferFactory(RowFactory):
    """A courier to everywhere for Rp15.000; without a seller it is the marketplace's."""

    class Meta:
        model = ShippingOffer

    kind = OfferKind.FLAT
    name = "Pos"
    fee_amount = 15_000
    fastest_days = 2
    slowest_days = 4
