"""RajaOngkir by Komerce: rates of many couriers and the way of their parcels (https://rajaongkir.com/docs)."""

import re
from collections.abc import Sequence
from typing import Any

from app.gateways.shipping.asking import amount_in, ask, days_in, text_in
from app.gateways.shipping.base import CouriersUnavailable, ParcelState, Place, PlaceUnknown, Rate, RateRequest
from app.gateways.shipping.couriers import CODES

NOT_FOUND = (400, 404, 422)
KINDS = re.compile(
    r"\b(kabupaten|kab|kota|administrasi|adm|kepulauan|provinsi|kecamatan|kec|daerah|khusus|istimewa|ibukota|di|dki)\b"
)
DELIVERED = ("delivered",)
RETURNED = ("returned", "return to sender")


class RajaOngkir:
    """The API with the key of this shop. Places have numbers of theirs, found by name and remembered."""

    name = "rajaongkir"

    def __init__(self, api_key: str, *, api_base: str, timeout_seconds: float) -> None:
        self._headers = {"key": api_key}
        self._base = api_base
        self._seconds = timeout_seconds
        self._lists: dict[str, list[dict[str, Any]]] = {}

    def rates(self, request: RateRequest) -> Sequence[Rate]:
        """POST /api/v1/calculate/district/domestic-cost between two districts."""
        sent = {
            "origin": self._number_of(request.origin),
            "destination": self._number_of(request.destination),
            "weight": request.weight_grams,
            "courier": ":".join(CODES),
            "price": "lowest",
        }
        found = self._ask("POST", "/api/v1/calculate/district/domestic-cost", data=sent)
        return [rate for rate in map(_rate, _listed(found)) if rate is not None]

    def track(self, courier: str, tracking_number: str) -> ParcelState:
        """POST /api/v1/track/waybill; some couriers want digits of a telephone number, which stay with us."""
        found = self._ask("POST", "/api/v1/track/waybill", params={"awb": tracking_number, "courier": courier})
        if found is None:
            return ParcelState.UNKNOWN
        if not isinstance(found, dict):
            raise CouriersUnavailable("no tracking")
        summary, ended = found.get("summary"), found.get("delivery_status")
        if not isinstance(summary, dict) or not isinstance(ended, dict):
            raise CouriersUnavailable("no tracking")
        if summary.get("waybill_number") != tracking_number:
            return ParcelState.UNKNOWN
        status = text_in(ended.get("status")).casefold()
        if found.get("delivered") is True and status in DELIVERED:
            return ParcelState.DELIVERED
        if status in RETURNED:
            return ParcelState.RETURNED
        return ParcelState.ON_THE_WAY if found.get("manifest") else ParcelState.UNKNOWN

    def _number_of(self, place: Place) -> int:
        """Their number of a district, by the names on the way to it. Raises PlaceUnknown."""
        province = self._find("/api/v1/destination/province", place.province)
        regency = self._find(f"/api/v1/destination/city/{province}", place.regency)
        return self._find(f"/api/v1/destination/district/{regency}", place.district)

    def _find(self, path: str, name: str) -> int:
        if path not in self._lists:
            self._lists[path] = [row for row in _listed(self._ask("GET", path)) if isinstance(row, dict)]
        same = {row.get("id") for row in self._lists[path] if _folded(text_in(row.get("name"))) == _folded(name)}
        (number, *others) = same or {None}
        if not isinstance(number, int) or others:
            raise PlaceUnknown
        return number

    def _ask(self, method: str, path: str, **sent: Any) -> object:
        """What the answer holds; None for what they do not find."""
        status, said = ask(method, f"{self._base}{path}", headers=self._headers, seconds=self._seconds, **sent)
        return None if status in NOT_FOUND else said.get("data", "")


def _listed(found: object) -> list[Any]:
    if found is None:
        raise PlaceUnknown
    if not isinstance(found, list):
        raise CouriersUnavailable("no list")
    return found


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", KINDS.sub(" ", name.casefold()))


def _rate(row: object) -> Rate | None:
    if not isinstance(row, dict):
        return None
    amount, days = amount_in(row.get("cost")), days_in(row.get("etd"))
    courier, service = text_in(row.get("code")), text_in(row.get("service"))
    if amount is None or days is None or courier not in CODES or not service:
        return None
    return Rate(courier, service, f"{courier.upper()} {service}", amount, *days)
