"""What goes wrong with one of several parcels of an order says nothing about the others."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.models.catalog import Product
from app.models.order import Order, OrderLine, OrderStatus, ShippingMethod
from app.models.returns import ReturnCase, ReturnReason, ReturnStatus
from app.models.shipment import Shipment, ShipmentStatus
from app.orders import desk, parcels, queries
from app.returns.commands import answers, cancel, cases
from app.returns.errors import CaseIsOpen, PaidBackAlready, TooLateToReturn, TooMany
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.orders.steps import accept, ship, ship_part, status_of, stock_of
from tests.returns.conftest import SignIn
from tests.returns.steps import WHY, contest, grant, mediate, refunds, status_of_case


@pytest.fixture
def two_lines(cast: Cast, pepper: Product) -> Order:
    """Dewi's accepted order of four peppers and four jars of paste."""
    with transaction():
        paste = ProductFactory(seller_id=cast.shop_of_ani.id, name="Rusip")
    group = place(cast.dewi, [pepper, paste], 4)
    capture(group)
    return accept(group.orders[0])


@pytest.fixture
def in_two(two_lines: Order) -> Order:
    """The same on its way: the peppers in one parcel, the paste in another."""
    ship_part(two_lines, 4, 0)
    return ship(two_lines, "JNE-2")


def parcels_of(order: Order) -> list[Shipment]:
    session.rollback()
    return queries.shipments_of([order.id])[order.id]


def statuses_of(order: Order) -> list[str]:
    return [parcel.status.value for parcel in parcels_of(order)]


def waiting_of(order: Order) -> dict[int, int]:
    session.rollback()
    return parcels.waiting_pieces(session.get_one(Order, order.id))


def claim(order: Order, *counts: int, reason: ReturnReason = ReturnReason.MISSING, text: str = WHY) -> ReturnCase:
    """Some pieces of each line, in their order."""
    pieces = {line.id: count for line, count in zip(order.lines, counts, strict=False)}
    number, buyer_id = order.group.number, order.group.buyer_id
    with transaction():
        return cases.open_case(
            number, order.position, buyer_id=buyer_id, claim=cases.Claim(reason, text, pieces), papers=[]
        )


def lose(order: Order, parcel: Shipment) -> ReturnCase:
    parcel_id = parcel.id
    with transaction():
        return cases.lose_parcel(order.id, seller_id=order.seller_id, parcel_id=parcel_id)


def cut(order: Order, pieces: Mapping[int, int]) -> None:
    with transaction():
        cancel.report_shortage(order.id, pieces, seller_id=order.seller_id, shortage=1, because="not supplied: damaged")


def arrive(order: Order, parcel: Shipment) -> None:
    """The shop's own courier has brought it."""
    parcel_id = parcel.id
    with transaction():
        session.get_one(Order, order.id).shipping_method = ShippingMethod.OWN_COURIER
    with transaction():
        desk.deliver_parcel(order.id, parcel_id, seller_id=order.seller_id)


def test_one_parcel_that_is_missing_leaves_the_other_on_its_way(in_two: Order) -> None:
    claim(in_two, 0, 4)
    assert (status_of(in_two), statuses_of(in_two)) == (OrderStatus.SHIPPED, ["handed_over", "handed_over"])


def test_who_complains_about_what_was_inside_has_that_parcel_and_no_other(in_two: Order) -> None:
    grant(claim(in_two, 0, 1, reason=ReturnReason.DAMAGED))
    assert (status_of(in_two), statuses_of(in_two)) == (OrderStatus.SHIPPED, ["handed_over", "delivered"])
    claim(in_two, 1, 0)
    assert (status_of(in_two), statuses_of(in_two)) == (OrderStatus.DELIVERED, ["delivered", "delivered"])


def test_pieces_that_may_be_in_either_parcel_tell_of_neither(two_lines: Order) -> None:
    ship_part(two_lines, 2, 4)
    ship(two_lines, "JNE-2")
    claim(two_lines, 2, reason=ReturnReason.DAMAGED)
    assert statuses_of(two_lines) == ["handed_over", "handed_over"]


def test_a_second_parcel_is_lost_while_the_money_of_the_first_is_on_its_way(in_two: Order) -> None:
    first, second = parcels_of(in_two)
    for parcel in (first, second, second):
        lose(in_two, parcel)
    assert statuses_of(in_two) == ["lost", "lost"]
    assert len(refunds()) == 2
    assert sum(amount for _purpose, amount, _status in refunds()) == in_two.total_amount


def test_the_buyer_asks_again_when_the_first_case_is_decided_and_not_before(in_two: Order) -> None:
    first = claim(in_two, 0, 1)
    with pytest.raises(CaseIsOpen):
        claim(in_two, 0, 2)
    grant(first)
    second = claim(in_two, 0, 3)
    assert second.id != first.id
    assert (status_of_case(first), status_of_case(second)) == (ReturnStatus.APPROVED, ReturnStatus.REQUESTED)


def test_the_same_claim_again_is_another_one_when_the_first_is_decided(in_two: Order) -> None:
    first = claim(in_two, 0, 1)
    grant(first)
    second = claim(in_two, 0, 1)
    assert second.id != first.id
    assert claim(in_two, 0, 1).id == second.id


def test_a_part_is_lost_while_the_rest_waits_and_the_rest_is_sent(two_lines: Order, pepper: Product) -> None:
    ship_part(two_lines, 3, 0)
    lose(two_lines, parcels_of(two_lines)[0])
    peppers, paste = (line.id for line in two_lines.lines)
    assert waiting_of(two_lines) == {peppers: 1, paste: 4}
    ship(two_lines, "JNE-2")
    assert parcels.contents_of(parcels_of(two_lines)[1]) == {peppers: 1, paste: 4}
    assert status_of(two_lines) == OrderStatus.SHIPPED
    claim(two_lines, 1, 4)
    with pytest.raises(TooMany):
        grant_all(two_lines, 2)
    assert stock_of(pepper) == (6, 0)


def grant_all(order: Order, count: int) -> None:
    """The seller grants it and puts more on the shelf than was asked for."""
    (case,) = [each for each in queries.cases_of([order.id])[order.id] if each.status == ReturnStatus.REQUESTED]
    grant(case, {order.lines[0].id: count})


def test_a_part_that_arrived_is_complained_about_while_the_rest_waits(two_lines: Order) -> None:
    ship_part(two_lines, 3, 0)
    with pytest.raises(TooMany):
        claim(two_lines, 4, reason=ReturnReason.DAMAGED)
    grant(claim(two_lines, 2, reason=ReturnReason.DAMAGED))
    assert (status_of(two_lines), statuses_of(two_lines)) == (OrderStatus.PROCESSING, ["delivered", "preparing"])
    peppers, paste = (line.id for line in two_lines.lines)
    assert waiting_of(two_lines) == {peppers: 1, paste: 4}


def test_an_order_of_which_a_part_was_lost_and_the_rest_cut_is_paid_back_whole(two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    lose(two_lines, parcels_of(two_lines)[0])
    cut(two_lines, waiting_of(two_lines))
    assert status_of(two_lines) == OrderStatus.SHIPPED, "nothing is left of it; it ends by itself"
    assert sum(amount for _purpose, amount, _status in refunds()) == two_lines.total_amount


def test_an_order_has_arrived_when_its_rest_is_cut_after_all_parts_have(two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    arrive(two_lines, parcels_of(two_lines)[0])
    assert status_of(two_lines) == OrderStatus.PROCESSING
    cut(two_lines, waiting_of(two_lines))
    assert status_of(two_lines) == OrderStatus.DELIVERED


def take_back(order: Order, parcel: Shipment) -> ReturnCase:
    parcel_id = parcel.id
    with transaction():
        return cases.take_parcel_back(order.id, seller_id=order.seller_id, on_shelf={}, parcel_id=parcel_id)


@pytest.mark.parametrize("end", [lose, take_back])
def test_an_order_has_arrived_when_its_last_parcel_ends_elsewhere(
    in_two: Order, end: Callable[[Order, Shipment], object]
) -> None:
    first, second = parcels_of(in_two)
    arrive(in_two, first)
    end(in_two, second)
    assert status_of(in_two) == OrderStatus.DELIVERED


def test_a_parcel_that_was_paid_back_as_missing_is_lost_and_not_paid_back_again(two_lines: Order) -> None:
    ship_part(two_lines, 3, 4)
    ship(two_lines, "JNE-2")
    first, second = parcels_of(two_lines)
    arrive(two_lines, first)
    grant(claim(two_lines, 1))
    assert (status_of(two_lines), statuses_of(two_lines)) == (OrderStatus.DELIVERED, ["delivered", "lost"])
    with pytest.raises(TooLateToReturn):
        take_back(two_lines, second)
    assert len(refunds()) == 1


def test_the_other_parcel_ends_the_order_when_one_was_paid_back_as_missing(in_two: Order) -> None:
    grant(claim(in_two, 0, 4))
    first, _second = parcels_of(in_two)
    assert statuses_of(in_two) == ["handed_over", "lost"]
    arrive(in_two, first)
    assert status_of(in_two) == OrderStatus.DELIVERED


def test_of_two_parcels_that_may_be_the_missing_one_both_stay_on_their_way(two_lines: Order) -> None:
    ship_part(two_lines, 2, 4)
    ship(two_lines, "JNE-2")
    grant(claim(two_lines, 2))
    assert statuses_of(two_lines) == ["handed_over", "handed_over"]
    grant(claim(two_lines, 2, 4))
    assert statuses_of(two_lines) == ["lost", "lost"]


@pytest.fixture
def twins(two_lines: Order) -> Order:
    """The same in two parcels with two peppers each, so that nobody knows in which of them some are missing."""
    ship_part(two_lines, 2, 0)
    return ship(two_lines, "JNE-2")


@pytest.mark.parametrize("end", [lose, take_back])
def test_pieces_that_were_granted_as_missing_are_not_paid_again_with_the_parcel_they_were_in(
    twins: Order, end: Callable[[Order, Shipment], ReturnCase]
) -> None:
    granted = grant(claim(twins, 2))
    first, second = parcels_of(twins)
    for _ in range(2):
        assert end(twins, first).id == granted.id
    assert statuses_of(twins) == ["lost" if end is lose else "returned", "handed_over"]
    assert pieces_paid_back(twins) == [2, 0]
    end(twins, second)
    assert pieces_paid_back(twins) == [4, 4], "the second parcel is another loss"


def test_of_a_lost_parcel_only_what_was_not_granted_before_is_paid(twins: Order) -> None:
    grant(claim(twins, 1))
    lose(twins, parcels_of(twins)[0])
    assert pieces_paid_back(twins) == [2, 0]


def test_what_goes_missing_after_a_parcel_was_lost_is_another_loss_and_never_more_than_was_sent(twins: Order) -> None:
    lose(twins, parcels_of(twins)[0])
    with pytest.raises(TooMany):
        claim(twins, 3)
    grant(claim(twins, 2))
    assert pieces_paid_back(twins) == [4, 0]
    grant(claim(twins, 0, 4))
    assert statuses_of(twins) == ["lost", "lost"]
    assert sum(amount for _purpose, amount, _status in refunds()) == twins.total_amount


def test_nobody_is_asked_about_a_parcel_that_was_paid_back_already(cast: Cast, twins: Order) -> None:
    grant(claim(twins, 2))
    (first, _second), eko_id = parcels_of(twins), cast.eko.id
    with pytest.raises(PaidBackAlready), transaction():
        cases.report_parcel(twins.id, ShipmentStatus.LOST, admin_id=eko_id, text="Menurut kurir.", parcel_id=first.id)
    with transaction():
        cases.note_came_back(twins.id, first.id)
    assert statuses_of(twins) == ["handed_over", "handed_over"]


def test_a_parcel_that_was_paid_back_in_part_is_put_on_the_shelf_as_far_as_it_is_paid_now(
    sign_in: SignIn, cast: Cast, twins: Order, pepper: Product
) -> None:
    grant(claim(twins, 1))
    page, form = f"/penjual/pusat/pesanan/{twins.id}/paket", {"status": "returned", "on_shelf": "y"}
    reply = sign_in(cast.ani).post(page, {**form, "parcel": parcels_of(twins)[0].id})
    assert reply.status_code == 303
    assert (pieces_paid_back(twins), stock_of(pepper)) == ([2, 0], (7, 0))


def test_the_database_knows_no_more_pieces_paid_back_than_were_ordered(two_lines: Order) -> None:
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(OrderLine).values(refunded_quantity=OrderLine.quantity + 1))


def pieces_paid_back(order: Order) -> list[int]:
    session.rollback()
    return [line.refunded_quantity for line in session.get_one(Order, order.id).lines]


def test_a_parcel_that_somebody_saw_getting_lost_says_nothing_about_its_twin(cast: Cast, two_lines: Order) -> None:
    ship_part(two_lines, 2, 4)
    ship(two_lines, "JNE-2")
    (first, _twin), eko_id = parcels_of(two_lines), cast.eko.id
    with transaction():
        case = cases.report_parcel(
            two_lines.id, ShipmentStatus.LOST, admin_id=eko_id, text="Kurir menulis surat.", parcel_id=first.id
        )
    grant(case)
    assert statuses_of(two_lines) == ["lost", "handed_over"]


def test_an_order_is_on_its_way_when_its_rest_is_cut_before_all_parts_have_arrived(two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    cut(two_lines, waiting_of(two_lines))
    assert (status_of(two_lines), statuses_of(two_lines)[0]) == (OrderStatus.SHIPPED, "handed_over")


def test_a_lost_parcel_of_which_an_admin_grants_nothing_waits_for_nothing(cast: Cast, two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    (parcel, _next), eko_id = parcels_of(two_lines), cast.eko.id
    with transaction():
        case = cases.report_parcel(
            two_lines.id, ShipmentStatus.LOST, admin_id=eko_id, text="Kurir menulis surat.", parcel_id=parcel.id
        )
    contest(case)
    mediate(case, eko_id)
    with transaction():
        answers.reject_case(case.number, admin_id=eko_id, note="Paketnya ternyata sampai.")
    assert waiting_of(two_lines) == {two_lines.lines[1].id: 4}


def test_pages_tell_of_a_part_while_the_rest_waits(sign_in: SignIn, cast: Cast, two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    seller, buyer = sign_in(cast.ani), sign_in(cast.dewi)
    page = f"/penjual/pusat/pesanan/{two_lines.id}"
    assert f"{page}/paket" in seller.get(page).get_data(as_text=True)
    address = f"/pesanan/{two_lines.group.number}/1/pengembalian/baru"
    assert address in buyer.get(f"/pesanan/{two_lines.group.number}").get_data(as_text=True)
    form = buyer.get(address).get_data(as_text=True)
    assert f"q-{two_lines.lines[0].id}" in form
    assert f"q-{two_lines.lines[1].id}" not in form, "it has not left"
    form = {"status": "lost", "parcel": parcels_of(two_lines)[0].id}
    for _ in range(2):
        assert seller.post(f"{page}/paket", form).status_code == 303
    assert len(refunds()) == 1
    assert statuses_of(two_lines) == ["lost", "preparing"]


def test_of_two_parcels_on_their_way_pressing_twice_loses_one(sign_in: SignIn, cast: Cast, in_two: Order) -> None:
    seller, page = sign_in(cast.ani), f"/penjual/pusat/pesanan/{in_two.id}/paket"
    text = seller.get(page).get_data(as_text=True)
    assert "JNE-1" in text
    assert "JNE-2" in text
    form = {"status": "lost", "parcel": parcels_of(in_two)[1].id}
    for _ in range(2):
        assert seller.post(page, form).status_code == 303
    assert statuses_of(in_two) == ["handed_over", "lost"]
