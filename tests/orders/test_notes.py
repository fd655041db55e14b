"""Words to the buyer: kept, mailed, shown, few and short."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.actor import USER, Actor, acting
from app.db import session, transaction
from app.errors import NotFound
from app.models.order import MOST_NOTES, Order, OrderNote
from app.orders import desk
from app.orders.errors import NobodyToTell, NoMoreNotes, WrittenMeanwhile
from tests.cast import Cast
from tests.factories.order import capture
from tests.orders.conftest import SignIn

TEXT = "Paketnya saya kirim besok pagi, ya."
Emitted = Callable[[str], list[dict[str, Any]]]


def tell(order: Order, text: str = TEXT, *, position: int = 1, seller_id: int = 0) -> OrderNote:
    with transaction():
        return desk.tell_buyer(order.id, text, seller_id=seller_id or order.seller_id, position=position)


def test_a_note_is_kept_and_told_once(cast: Cast, paid: Order, emitted: Emitted) -> None:
    with acting(Actor(USER, cast.ani.id)):
        first, second = tell(paid), tell(paid)
    assert first.id == second.id
    assert first.actor_id == cast.ani.id
    assert emitted("order.buyer_told") == [{"note_id": first.id}]


def test_who_is_not_asked_does_not_write(cast: Cast, waiting: Order) -> None:
    with pytest.raises(NobodyToTell):
        tell(waiting)
    capture(waiting.group)
    with pytest.raises(NotFound):
        tell(waiting, seller_id=cast.shop_of_citra.id)
    assert session.scalars(select(OrderNote)).all() == []


def test_two_who_write_at_once_read_each_other(paid: Order) -> None:
    tell(paid)
    with pytest.raises(WrittenMeanwhile):
        tell(paid, "Saya sudah kirim.")


def test_a_few_notes_are_enough(paid: Order) -> None:
    for position in range(1, MOST_NOTES + 1):
        tell(paid, f"Kabar {position}", position=position)
    with pytest.raises(NoMoreNotes):
        tell(paid, "Lagi", position=MOST_NOTES + 1)


def test_the_buyer_reads_it_and_nobody_else_writes(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    address = f"/penjual/pusat/pesanan/{paid.id}/pesan"
    typed = {"pesan-text": "<b>Besok</b>\r\nya", "pesan-position": "1"}
    for person, status in ((cast.dewi, 403), (cast.citra, 404), (cast.ani, 303), (cast.ani, 303)):
        assert sign_in(person).post(address, typed).status_code == status
    page = sign_in(cast.dewi).get(f"/pesanan/{paid.group.number}").get_data(as_text=True)
    assert "&lt;b&gt;Besok&lt;/b&gt;" in page
    assert len(session.scalars(select(OrderNote)).all()) == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_an_empty_or_endless_note_stays_on_the_page(sign_in: SignIn, cast: Cast, paid: Order, text: str) -> None:
    address = f"/penjual/pusat/pesanan/{paid.id}/pesan"
    response = sign_in(cast.ani).post(address, {"pesan-text": text, "pesan-position": "1"})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.get_data(as_text=True)
    assert sign_in(cast.ani).post(address, {"pesan-text": TEXT, "pesan-position": "3"}).status_code == 409
    assert session.scalars(select(OrderNote)).all() == []
