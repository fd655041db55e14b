"""Biteship and RajaOngkir, as far as their published pages tell, with a tester's hand inside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from app.gateways.shipping.base import ParcelState
from tests.fakes.server import Answer, FakeServer, Request

KEY = "kunci-uji"


@dataclass(frozen=True)
class Service:
    """One service as both sell it: rupiah for a started kilogram, days as they write them."""

    courier: str
    service: str
    amount: int
    days: str = "2 - 3"
    unit: str = "days"


SERVICES = (
    Service("jne", "reg", 32_000),
    Service("sicepat", "best", 41_000, "1"),
    Service("jnt", "ez", 29_000, "3 - 5"),
    Service("gojek", "instant", 20_000, "1 - 2", "hours"),
)


class FakeCouriers(FakeServer):
    """What both have in common: services, parcels, keys, and answers that make no sense."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.services: Sequence[Service] = SERVICES
            self.parcels: dict[tuple[str, str], ParcelState] = {}
            self.key = KEY
            self.nonsense: bytes | None = None  # said instead of every right answer
            self.asked: list[Request] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        if self.nonsense is not None:
            return Answer(200, self.nonsense)
        if request.headers.get(self.key_header) != self.key:
            return self.said(401, {"success": False, "meta": {"code": 401, "status": "error"}})
        return self.known(request)

    key_header: str

    def known(self, request: Request) -> Answer:
        raise NotImplementedError

    def said(self, status: int, body: dict[str, Any]) -> Answer:
        return Answer(status, json.dumps(body).encode())


class FakeBiteship(FakeCouriers):
    key_header = "authorization"
    codes = (33173, 12820)

    def known(self, request: Request) -> Answer:
        if (request.method, request.path) == ("POST", "/v1/rates/couriers"):
            return self._rates(json.loads(request.body))
        parts = request.path.split("/")
        if request.method == "GET" and parts[1:3] == ["v1", "trackings"] and parts[4] == "couriers":
            return self._tracking(unquote(parts[3]), unquote(parts[5]))
        return self.said(404, {"success": False, "error": "Not found", "code": 40400000})

    def _rates(self, wanted: dict[str, Any]) -> Answer:
        if any(wanted[name] not in self.codes for name in ("origin_postal_code", "destination_postal_code")):
            return self.said(400, {"success": False, "error": "No area", "code": 40001001})
        kilograms = -(-sum(item["weight"] * item["quantity"] for item in wanted["items"]) // 1000)
        pricing = [
            {
                "courier_name": each.courier.upper(),
                "courier_code": each.courier,
                "courier_service_name": each.service.title(),
                "courier_service_code": each.service,
                "duration": f"{each.days} {each.unit}",
                "shipment_duration_range": each.days,
                "shipment_duration_unit": each.unit,
                "service_type": "standard",
                "price": each.amount * kilograms if kilograms > 1 else each.amount,
                "type": each.service,
            }
            for each in self.services
            if each.courier in [*wanted["couriers"].split(","), "gojek"]
        ]
        return self.said(200, {"success": True, "object": "courier_pricing", "code": 20001003, "pricing": pricing})

    def _tracking(self, number: str, courier: str) -> Answer:
        state = self.parcels.get((courier, number))
        if state is None:
            return self.said(404, {"success": False, "error": "Tracking not found", "code": 40003001})
        status = {ParcelState.ON_THE_WAY: "dropping_off", ParcelState.UNKNOWN: "confirmed"}.get(state, state.value)
        return self.said(
            200,
            {
                "success": True, "object": "tracking", "id": "t-1", "waybill_id": number,
                "courier": {"company": courier}, "history": [{"status": status}], "status": status,
            },
        )  # fmt: skip


class FakeRajaOngkir(FakeCouriers):
    key_header = "key"
    places: dict[str, list[dict[str, Any]]] = {  # noqa: RUF012 - nobody changes it
        "province": [{"id": 2, "name": "BANGKA BELITUNG"}, {"id": 10, "name": "DKI JAKARTA"}],
        "city/2": [{"id": 27, "name": "BANGKA"}, {"id": 28, "name": "BANGKA BARAT"}],
        "city/10": [{"id": 136, "name": "JAKARTA BARAT"}, {"id": 137, "name": "JAKARTA SELATAN"}],
        "district/27": [{"id": 301, "name": "MENDO BARAT"}, {"id": 302, "name": "SUNGAI LIAT"}],
        "district/137": [{"id": 1391, "name": "TEBET"}],
    }

    def known(self, request: Request) -> Answer:
        path = request.path.removeprefix("/api/v1/")
        if request.method == "GET" and path.startswith("destination/"):
            return self._found(self.places.get(path.removeprefix("destination/")))
        if (request.method, path) == ("POST", "calculate/district/domestic-cost"):
            return self._costs({name: values[0] for name, values in parse_qs(request.body.decode()).items()})
        if (request.method, path) == ("POST", "track/waybill"):
            asked = {name: values[0] for name, values in parse_qs(request.query).items()}
            return self._tracking(asked["awb"], asked["courier"])
        return self._found(None)

    def _costs(self, wanted: dict[str, str]) -> Answer:
        if {wanted["origin"], wanted["destination"]} != {"301", "1391"}:
            return self._found(None)
        kilograms = -(-int(wanted["weight"]) // 1000)
        return self._found(
            [
                {
                    "name": each.courier.upper(), "code": each.courier, "service": each.service, "description": "",
                    "cost": each.amount * kilograms if kilograms > 1 else each.amount,
                    "etd": f"{each.days.replace(' ', '')} day" if each.unit == "days" else "",
                }
                for each in self.services
            ]
        )  # fmt: skip

    def _tracking(self, number: str, courier: str) -> Answer:
        state = self.parcels.get((courier, number))
        if state is None:
            return self._found(None)
        is_known = state != ParcelState.UNKNOWN
        return self._found(
            {
                "delivered": state == ParcelState.DELIVERED,
                "summary": {"courier_code": courier, "waybill_number": number, "status": state.value.upper()},
                "delivery_status": {"status": {"on_the_way": "ON PROCESS"}.get(state.value, state.value.upper())},
                "manifest": [{"manifest_description": "Manifes"}] if is_known else [],
            }
        )

    def _found(self, data: object) -> Answer:
        code = 404 if data is None else 200
        return self.said(code, {"meta": {"code": code, "status": "error" if data is None else "success"}, "data": data})
