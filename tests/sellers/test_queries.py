"""Shops for pages, applications for reviewers."""

from datetime import timedelta

import pytest

from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.models.seller import ApplicationStatus, Seller, SellerStatus
from app.sellers.queries import applications as queries
from app.sellers.queries import shops
from app.sellers.queries.applications import ApplicationFilter
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.seller import SellerApplicationFactory


def test_open_shops_stand_in_the_list_with_what_they_sell(cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id)
        ProductFactory(seller_id=cast.shop_of_ani.id, draft=True)
    cards = shops.shop_cards(limit=10)
    assert [(card.name, card.products) for card in cards] == [("Lada Delas Airgegas", 0), ("Lada Kemuja Makmur", 1)]


@pytest.mark.parametrize("status", [SellerStatus.SUSPENDED, SellerStatus.CLOSED])
def test_a_shop_that_is_not_open_is_not_there(cast: Cast, status: SellerStatus) -> None:
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).move_to(status, because="a test")
    assert [card.name for card in shops.shop_cards(limit=10)] == ["Lada Delas Airgegas"]
    assert shops.count_shops().total == 1
    with pytest.raises(NotFound):
        shops.get_shop("lada-kemuja-makmur")


def test_the_longest_waiting_application_comes_first_and_drafts_do_not_come(cast: Cast) -> None:
    with transaction():
        for days, status in ((1, "submitted"), (3, "submitted"), (2, "rejected"), (9, "draft")):
            SellerApplicationFactory(
                applicant_id=UserFactory().id,
                shop_name=f"{days} hari",
                status=ApplicationStatus(status),
                submitted_at=now() - timedelta(days=days),
            )
    everything = ApplicationFilter(queries.SENT_IN)
    names = [row.shop_name for row in queries.applications(everything, limit=10, offset=0)]
    assert names == ["3 hari", "2 hari", "1 hari"]
    waiting = ApplicationFilter()
    assert [row.shop_name for row in queries.applications(waiting, limit=1, offset=1)] == ["1 hari"]
    assert (queries.count_applications(waiting), queries.count_applications(everything)) == (2, 3)
