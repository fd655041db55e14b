"""The page of the pretended gateway."""

import pytest

from app.gateways.payment.sandbox import SandboxGateway
from app.models.order import OrderGroup
from tests.browser import Browser
from tests.payments.steps import hear, order_statuses, start


def test_a_tester_chooses_what_happens_and_the_shop_hears_of_it(
    client: Browser, gateway: SandboxGateway, group: OrderGroup
) -> None:
    _payment_id, reference = start(group)
    path = f"/pembayaran/{group.number}/sandbox/{reference}"
    assert group.number in client.get(path).get_data(as_text=True)
    answer = client.post(path, {"hasil": "paid"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "http://localhost/kembali")
    assert order_statuses(group) == {"awaiting_payment"}
    assert hear(client) == [200]
    assert order_statuses(group) == {"paid"}


@pytest.mark.parametrize("chosen", ["", "refunded", "paid "])
def test_other_outcomes_are_refused(client: Browser, group: OrderGroup, chosen: str) -> None:
    _payment_id, reference = start(group)
    answer = client.post(f"/pembayaran/{group.number}/sandbox/{reference}", {"hasil": chosen})
    assert (answer.status_code, hear(client)) == (400, [])


def test_other_names_are_not_there(client: Browser, group: OrderGroup) -> None:
    _payment_id, reference = start(group)
    for path in (f"/pembayaran/SB-00000000/sandbox/{reference}", f"/pembayaran/{group.number}/sandbox/sbx_0"):
        assert (client.get(path).status_code, client.post(path, {"hasil": "paid"}).status_code) == (404, 404)
