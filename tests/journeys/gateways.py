"""The gateways as a browser meets them: a page with two buttons, and news that reach the shop by themselves."""

import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

import requests

from tests.fakes.midtrans import KEY, FakeMidtrans
from tests.fakes.server import Answer, Request
from tests.fakes.stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.journeys.shop import RunningShop

Message = tuple[Mapping[str, str], bytes]
PAGE = """<!doctype html>
<html lang="id">
  <head><meta charset="utf-8"><title>{name}</title><link rel="icon" href="data:,"></head>
  <body>
    <main>
      <h1>{name}</h1>
      <form method="post">
        <button name="pilihan" value="bayar">Bayar di {name}</button>
        <button name="pilihan" value="kembali">Kembali ke toko</button>
      </form>
    </main>
  </body>
</html>"""


class HostedStripe(FakeStripe):
    """With the page of a checkout session."""

    def answer(self, request: Request) -> Answer:
        match request.path.split("/"):
            case ["", "c", "pay", session_id]:
                back = self.objects[session_id]["success_url"]
                return _hosted("Stripe", request, lambda: self.pay(session_id), back)
        return super().answer(request)

    def messages(self) -> list[Message]:
        """What Stripe has to say."""
        return [self.sign(event) for event in self.events_due()]


class HostedMidtrans(FakeMidtrans):
    """With the page of a Snap token, on which everybody chooses `method`."""

    method = "qris"

    def answer(self, request: Request) -> Answer:
        match request.path.split("/"):
            case ["", "snap", "v4", "redirection", token]:
                order = next(each for each in self.orders.values() if each.token == token)
                return _hosted("Midtrans", request, lambda: self.pay(order.order_id, self.method), order.finish_url)
        return super().answer(request)


def _hosted(name: str, request: Request, pay: Callable[[], None], back: str) -> Answer:
    if request.method == "GET":
        return Answer(200, PAGE.format(name=name).encode(), {"Content-Type": "text/html"})
    if parse_qs(request.body.decode())["pilihan"] == ["bayar"]:
        pay()
    return Answer(303, headers={"Location": back})


class Bank(threading.Thread):
    """Sends a gateway's news until the shop has taken them, some of them twice and out of order."""

    def __init__(self, shop: RunningShop, webhook: str, news: Callable[[], Sequence[Message]]) -> None:
        super().__init__(daemon=True)
        self.address, self.news, self.chance = shop.url + webhook, news, random.Random(25)
        self.waiting: list[Message] = []
        self.is_over = threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self.join()

    def run(self) -> None:
        while not self.is_over.wait(0.1 if self.waiting else 0.02):  # a shop that starts needs the processor
            self.deliver()

    def deliver(self) -> None:
        """One round to the shop."""
        self.waiting += [message for message in self.news() for _ in range(self.chance.choice((1, 1, 2)))]
        self.chance.shuffle(self.waiting)
        self.waiting = [message for message in self.waiting if not self._is_taken(*message)]

    def _is_taken(self, headers: Mapping[str, str], body: bytes) -> bool:
        with suppress(requests.RequestException):
            return requests.post(self.address, body, headers=dict(headers), timeout=5).status_code == 200
        return False


@dataclass
class Street:
    """A shop and the gateways that it sends its buyers to."""

    shop: RunningShop
    stripe: HostedStripe
    midtrans: HostedMidtrans

    def newest_order(self) -> str:
        """What Midtrans calls the newest order."""
        return list(self.midtrans.orders)[-1]


@contextmanager
def open_street(shop: RunningShop, ways: str) -> Iterator[Street]:
    """Start a shop with these ways to pay, beside the gateways that tell it their news."""
    with ExitStack() as open_things:
        stripe, midtrans = (open_things.enter_context(kind()) for kind in (HostedStripe, HostedMidtrans))
        shop.settings = {
            "PAYMENT_GATEWAYS": ways,
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
            "STRIPE_API_BASE": stripe.url,
            "MIDTRANS_SERVER_KEY": KEY,
            "MIDTRANS_API_BASE": midtrans.url,
            "MIDTRANS_SNAP_BASE": midtrans.url,
        }
        open_things.callback(shop.stop)
        shop.start()
        open_things.enter_context(Bank(shop, "/webhook/stripe", stripe.messages))
        open_things.enter_context(Bank(shop, "/webhook/midtrans", midtrans.take_notifications))
        yield Street(shop, stripe, midtrans)
