"""Biteship: rates of many couriers and the way of any parcel (https://biteship.com/id/docs/api)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from app.gateways.shipping.asking import amount_in, ask, days_in, text_in
from app.gateways.shipping.base import CouriersUnavailable, ParcelState, PlaceUnknown, Rate, RateRequest
from app.gateways.shipping.couriers import CODES

NOT_FOUND = (400, 404)
STATES: Mapping[str, ParcelState] = {
    **dict.fromkeys(("picked", "dropping_off", "on_hold", "return_in_transit"), ParcelState.ON_THE_WAY),
    "delivered": ParcelState.DELIVERED,
    "returned": ParcelState.RETURNED,
}


class Biteship:
    """The API with the key of this shop. Places are postal codes."""

    name = "biteship"

    def __init__(self, api_key: str, *, api_base: str, timeout_seconds: float) -> None:
        self._headers = {"Authorization": api_key}
        self._base = api_base
        self._seconds = timeout_seconds

    def rates(self, request: RateRequest) -> Sequence[Rate]:
        """POST /v1/rates/couriers; services that count in hours are left out, no parcel crosses these seas in hours."""
        places = request.origin.postal_code, request.destination.postal_code
        if not all(code.isdecimal() for code in places):
            raise PlaceUnknown
        wanted = {
            "origin_postal_code": int(places[0]),
            "destination_postal_code": int(places[1]),
            "couriers": ",".join(CODES),
            "items": [{"name": "Paket", "value": 0, "quantity": 1, "weight": request.weight_grams}],
        }
        status, said = self._ask("POST", "/v1/rates/couriers", json=wanted)
        if status in NOT_FOUND:
            raise PlaceUnknown
        found = said.get("pricing")
        if said.get("success") is not True or not isinstance(found, list):
            raise CouriersUnavailable("no pricing")
        return [rate for rate in map(_rate, found) if rate is not None]

    def track(self, courier: str, tracking_number: str) -> ParcelState:
        """GET /v1/trackings/:waybill_id/couriers/:courier_code, which needs no order of theirs."""
        path = f"/v1/trackings/{quote(tracking_number, safe='')}/couriers/{quote(courier, safe='')}"
        status, said = self._ask("GET", path)
        if status in NOT_FOUND:
            return ParcelState.UNKNOWN
        if said.get("success") is not True:
            raise CouriersUnavailable("no tracking")
        is_it = said.get("waybill_id") == tracking_number
        return STATES.get(text_in(said.get("status")), ParcelState.UNKNOWN) if is_it else ParcelState.UNKNOWN

    def _ask(self, method: str, path: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        return ask(method, f"{self._base}{path}", headers=self._headers, seconds=self._seconds, **sent)


def _rate(row: object) -> Rate | None:
    if not isinstance(row, dict) or row.get("shipment_duration_unit") not in (None, "days"):
        return None
    amount = amount_in(row.get("price"))
    days = days_in(row.get("shipment_duration_range") or row.get("duration"))
    courier, service = text_in(row.get("courier_code")), text_in(row.get("courier_service_code"))
    if amount is None or days is None or courier not in CODES or not service:
        return None
    name = f"{text_in(row.get('courier_name')) or courier.upper()} {text_in(row.get('courier_service_name'))}".strip()
    return Rate(courier, service, name, amount, *days)
