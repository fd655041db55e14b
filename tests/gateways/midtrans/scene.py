"""One attempt to pay, and servers to pay at."""

import json
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from app.gateways.payment.base import PaymentLine, PaymentRequest
from app.gateways.payment.midtrans_snap import MidtransGateway
from tests.fakes.midtrans import KEY
from tests.fakes.server import Answer, FakeServer, Request

OPENED = datetime(2026, 11, 30, 18, 5, 9, 250_000, tzinfo=UTC)
REQUEST = PaymentRequest(
    order_number="SB-7K3M9QXT",
    attempt=2,
    amount=125_000,
    currency="IDR",
    lines=[PaymentLine("Lada putih 250 g × 2", 97_000), PaymentLine("Kurir · Lada Kemuja", 28_000)],
    email="dewi@contoh.id",
    return_url="http://localhost/pembayaran/SB-7K3M9QXT",
    opened_at=OPENED,
    expires_at=OPENED + timedelta(minutes=60),
)
ID = "SB-7K3M9QXT-2"
SETTLED: dict[str, Any] = {
    "order_id": ID,
    "transaction_status": "settlement",
    "status_code": "200",
    "gross_amount": "125000.00",
    "payment_type": "qris",
}


def client_of(server: FakeServer) -> MidtransGateway:
    return MidtransGateway(KEY, api_base=server.url, snap_base=server.url, timeout_seconds=5)


class Script(FakeServer):
    """Says what it was told to say, whatever is asked; a redirect leads back here."""

    def __init__(self, *answers: tuple[int, Any]) -> None:
        super().__init__()
        self.answers = deque(answers)

    def answer(self, request: Request) -> Answer:
        status, content = self.answers.popleft()
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return Answer(status, body, {"Location": self.url})
