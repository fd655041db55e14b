"""The table of zones as a provider of rates: it needs no network and always has an answer for our own islands."""

from collections.abc import Mapping, Sequence

from app.gateways.shipping.base import ParcelState, Rate, RateRequest
from app.i18n import _
from app.models.region import ShippingZone
from app.shipping import rules


class ZoneTable:
    """The rows that lead to one destination, by the island they begin on."""

    name = "table"

    def __init__(self, zones: Mapping[str, ShippingZone]) -> None:
        self._zones = zones

    def rates(self, request: RateRequest) -> Sequence[Rate]:
        """One price for whichever courier the seller takes."""
        zone = self._zones.get(rules.island_of(request.origin.code) or "")
        if zone is None:
            return []
        amount = rules.price(
            request.weight_grams, first_kg_amount=zone.first_kg_amount, next_kg_amount=zone.next_kg_amount
        )
        return [Rate("", "", _("Kurir"), amount, zone.fastest_days, zone.slowest_days)]

    def track(self, courier: str, tracking_number: str) -> ParcelState:  # noqa: ARG002 - a table has seen no parcel
        """Nothing is known of any parcel."""
        return ParcelState.UNKNOWN
