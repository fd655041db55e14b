"""Vouchers are made once, used as often as they may be, given back, and taken again."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.checkout import commands as checkout
from app.clock import day_of, now
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import Bearer, OrderGroup
from app.models.voucher import Voucher, VoucherKind, VoucherUse
from app.vouchers import commands
from app.vouchers.commands import Offer
from app.vouchers.errors import CodeTaken, EndsInThePast, UsedUp
from tests.cast import Cast
from tests.factories.account import AddressFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, place, wish_for
from tests.factories.voucher import VoucherFactory
from tests.races import Race, in_transaction

BUYERS = 6


def today() -> date:
    return day_of(now()).date()


def offer(**values: Any) -> Offer:
    usual = {
        "code": "PANEN-LADA",
        "label": "Diskon panen",
        "kind": VoucherKind.AMOUNT,
        "amount": 10_000,
        "rate_bps": 0,
        "cap_amount": None,
        "smallest_items_amount": 0,
        "most_uses": None,
        "most_uses_per_buyer": 1,
        "first_day": today(),
        "last_day": today(),
    }
    return Offer(**{**usual, **values})


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=50)
    return product


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    with transaction():
        made: Voucher = VoucherFactory(created_by_id=cast.eko.id, code="HEMAT", most_uses=2)
    return made


def used_of(voucher: Voucher) -> int:
    session.rollback()
    return session.get_one(Voucher, voucher.id).used


def use_of(group: OrderGroup) -> VoucherUse:
    session.rollback()
    return session.scalars(select(VoucherUse).where(VoucherUse.group_id == group.id)).one()


def give_back(group: OrderGroup) -> None:
    with transaction():
        commands.give_back(group.id)


def take_again(group: OrderGroup) -> bool:
    with transaction():
        return commands.take_again(group.id)


def test_a_voucher_counts_whole_days_of_jakarta_and_is_on_record(cast: Cast) -> None:
    with transaction():
        made = commands.create_voucher_of_agency(offer(), agency_name="Dinas Koperasi", creator_id=cast.eko.id)
    assert made.starts_at == day_of(now())
    assert made.ends_at == made.starts_at + timedelta(days=1)
    assert (made.bearer, made.bearer_name, made.seller_id) == (Bearer.AGENCY, "Dinas Koperasi", None)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "voucher.created")).one()
    assert event.facts["bearer"] == "agency"


def test_a_code_is_given_once_for_ever(cast: Cast) -> None:
    with transaction():
        made = commands.create_voucher_of_seller(offer(), seller_id=cast.shop_of_ani.id, creator_id=cast.ani.id)
    with transaction():
        commands.archive_voucher_of_seller(made.id, seller_id=cast.shop_of_ani.id)
    with pytest.raises(CodeTaken), transaction():
        commands.create_voucher_of_platform(offer(), creator_id=cast.eko.id)


def test_a_voucher_that_nobody_could_use_is_not_made(cast: Cast) -> None:
    yesterday = today() - timedelta(days=1)
    with pytest.raises(EndsInThePast), transaction():
        commands.create_voucher_of_platform(offer(first_day=yesterday, last_day=yesterday), creator_id=cast.eko.id)


def test_vouchers_of_others_are_not_there_to_end(cast: Cast, voucher: Voucher) -> None:
    with transaction():
        own = commands.create_voucher_of_seller(offer(), seller_id=cast.shop_of_ani.id, creator_id=cast.ani.id)
    for archive in (
        lambda: commands.archive_voucher_of_seller(own.id, seller_id=cast.shop_of_citra.id),
        lambda: commands.archive_voucher_of_seller(voucher.id, seller_id=cast.shop_of_ani.id),
        lambda: commands.archive_voucher_of_the_house(own.code),
    ):
        with pytest.raises(NotFound), transaction():
            archive()


def test_ending_twice_ends_once(cast: Cast, voucher: Voucher) -> None:
    for _ in range(2):
        with transaction():
            commands.archive_voucher_of_the_house(voucher.code)
    assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "voucher.archived")).all()) == 1


def test_a_use_is_counted_with_its_checkout(cast: Cast, pepper: Product, voucher: Voucher) -> None:
    group = place(cast.dewi, [pepper], voucher_code="HEMAT")
    use = use_of(group)
    assert (use.voucher_id, use.buyer_id, use.amount, use.given_back_at) == (voucher.id, cast.dewi.id, 10_000, None)
    assert used_of(voucher) == 1


def test_an_ended_voucher_is_refused_at_the_last_moment(cast: Cast, pepper: Product, voucher: Voucher) -> None:
    group = place(cast.dewi, [pepper])
    with transaction():
        session.get_one(Voucher, voucher.id).archived_at = now()
    with pytest.raises(UsedUp), transaction():
        commands.use(voucher, group_id=group.id, buyer_id=cast.dewi.id, amount=1)


def test_what_was_given_back_counts_no_more_and_only_once(cast: Cast, pepper: Product, voucher: Voucher) -> None:
    group = place(cast.dewi, [pepper], voucher_code="HEMAT")
    for _ in range(2):
        give_back(group)
    assert used_of(voucher) == 0
    assert use_of(group).given_back_at is not None
    assert place(cast.dewi, [pepper], voucher_code="HEMAT").total_amount == group.total_amount


def test_a_late_payment_takes_its_use_again(cast: Cast, pepper: Product, voucher: Voucher) -> None:
    group = place(cast.dewi, [pepper], voucher_code="HEMAT")
    give_back(group)
    assert [take_again(group), take_again(group)] == [True, True]
    assert used_of(voucher) == 1
    assert use_of(group).given_back_at is None


def test_a_checkout_without_a_voucher_has_nothing_to_take(cast: Cast, pepper: Product) -> None:
    group = place(cast.dewi, [pepper])
    give_back(group)
    assert take_again(group)


def test_no_use_is_left_when_others_or_the_buyer_have_used_it_meanwhile(
    cast: Cast, pepper: Product, voucher: Voucher
) -> None:
    first = place(cast.dewi, [pepper], voucher_code="HEMAT")
    give_back(first)
    second = place(cast.dewi, [pepper], voucher_code="HEMAT")
    assert not take_again(first), "Dewi has used hers"
    give_back(second)
    with transaction():
        session.get_one(Voucher, voucher.id).most_uses = 1
        other = UserFactory()
        AddressFactory(user_id=other.id)
    place(other, [pepper], voucher_code="HEMAT")
    assert not take_again(first), "somebody else was faster"
    assert used_of(voucher) == 1


def test_the_last_use_is_used_once(race: Race, cast: Cast, pepper: Product, voucher: Voucher) -> None:
    with transaction():
        session.get_one(Voucher, voucher.id).most_uses = 1
        buyers = [UserFactory() for _ in range(BUYERS)]
        for buyer in buyers:
            AddressFactory(user_id=buyer.id)
    placing = []
    for buyer in buyers:
        fill_cart(buyer, [pepper])
        wish = wish_for(buyer, voucher_code="HEMAT")
        placing.append(in_transaction(checkout.place_order, checkout.Buyer(buyer.id, buyer.name, buyer.email), wish))
    assert race.refused(*placing) == ["voucher_used_up"] * (BUYERS - 1)
    assert used_of(voucher) == 1
    assert len(session.scalars(select(VoucherUse)).all()) == len(session.scalars(select(OrderGroup)).all()) == 1


def test_a_buyer_has_no_more_uses_than_one_may_have(race: Race, cast: Cast, pepper: Product, voucher: Voucher) -> None:
    groups = [place(cast.dewi, [pepper]).id for _ in range(4)]
    with transaction():
        session.get_one(Voucher, voucher.id).most_uses = None
    using = [in_transaction(use, voucher.id, key, cast.dewi.id) for key in groups]
    assert race.refused(*using) == ["voucher_used_by_you"] * 3
    assert used_of(voucher) == 1


def test_giving_back_and_taking_again_at_once_never_miscount(
    race: Race, cast: Cast, pepper: Product, voucher: Voucher
) -> None:
    with transaction():
        session.get_one(Voucher, voucher.id).most_uses_per_buyer = 9
        session.get_one(Voucher, voucher.id).most_uses = None
    groups = [place(cast.dewi, [pepper], voucher_code="HEMAT").id for _ in range(4)]
    race.run(*(in_transaction(commands.give_back, key) for key in groups * 2))
    assert used_of(voucher) == 0
    with transaction():
        session.get_one(Voucher, voucher.id).most_uses = 2
    answers = race.run(*(in_transaction(commands.take_again, key) for key in groups))
    assert sorted(answers) == [False, False, True, True]
    assert used_of(voucher) == 2


def use(voucher_id: int, group_id: int, buyer_id: int) -> None:
    commands.use(session.get_one(Voucher, voucher_id), group_id=group_id, buyer_id=buyer_id, amount=1)
