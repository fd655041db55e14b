"""Two hands at the same moment: one effect each, on both databases."""

from functools import partial

import pytest
from sqlalchemy import select

from app.db import session
from app.models.order import Order
from app.models.payout import Payout, PayoutApproval, PayoutOrder, PayoutStatus
from app.models.state import StateChange
from app.payouts.commands import accounts, batches, outcomes
from tests.cast import Cast
from tests.factories.account import PASSWORD_HASH
from tests.payouts import steps
from tests.payouts.steps import approve, earn, export, open_account, prepare
from tests.races import Race, in_transaction

ROUNDS = 5


def two_shops_earn(cast: Cast) -> None:
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)


def test_preparing_at_once_makes_one_payout_for_each_seller(race: Race, cast: Cast) -> None:
    two_shops_earn(cast)
    prepare_now = in_transaction(batches.prepare_batch, prepared_by_id=None)
    assert race.refused(*[prepare_now] * 4) == []
    assert [row[0] for row in steps.payouts()] == [cast.shop_of_ani.id, cast.shop_of_citra.id]
    assert len(session.scalars(select(PayoutOrder.order_id)).all()) == 2, "each order is in one payout"
    assert steps.is_sound()
    assert len(steps.noted("payout_batch.prepared")) == 1


def test_two_admins_approve_at_once_each_with_a_double_click(race: Race, cast: Cast) -> None:
    two_shops_earn(cast)
    batch_id = prepare()
    clicks = [
        in_transaction(batches.approve_batch, batch_id, admin_id=admin_id)
        for admin_id in (cast.eko.id, cast.fitri.id)
        for _double in range(2)
    ]
    assert race.refused(*clicks) == []
    assert {status for _seller, status, _amount in steps.payouts()} == {PayoutStatus.APPROVED}
    assert len(session.scalars(select(PayoutApproval)).all()) == 2
    moves = session.scalars(select(StateChange).where(StateChange.machine == "payouts")).all()
    assert len(moves) == 2, "each payout moved once"


def test_the_bank_is_told_once_however_often_the_file_is_asked_for(race: Race, cast: Cast) -> None:
    two_shops_earn(cast)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    admin_ids = (cast.eko.id, cast.fitri.id, cast.eko.id)
    files = race.run(*(partial(export, batch_id, admin_id) for admin_id in admin_ids))
    assert len(files) == 3
    assert files[0] == files[1] == files[2]
    assert len(steps.noted("payout_batch.exported")) == 1
    assert steps.is_sound()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_refund_and_the_file_never_both_take_the_same_money(race: Race, cast: Cast, number: int) -> None:
    open_account(cast.shop_of_ani)
    group = earn(cast, cast.shop_of_ani)
    order_id, balance = group.orders[0].id, steps.earned(cast.shop_of_ani)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    eko_id = cast.eko.id
    assert race.refused(lambda: steps.refund(session.get_one(Order, order_id)), partial(export, batch_id, eko_id)) == []
    payout, left = steps.only_payout(), steps.earned(cast.shop_of_ani)
    if payout.status == PayoutStatus.FAILED:
        assert (0 <= left < balance, steps.in_bank()) == (True, 0)
    else:
        assert (left < 0, steps.in_bank()) == (True, -balance), "the refund came second: the seller owes it"
    assert steps.is_sound()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_an_account_that_changes_while_the_file_is_made_is_paid_to_or_not(race: Race, cast: Cast, number: int) -> None:
    old = open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    eko_id, old_id = cast.eko.id, old.id
    change = in_transaction(
        accounts.change_account,
        cast.shop_of_ani.id,
        accounts.NewAccount("002", "330101999999535", "Ani"),
        owner_id=cast.ani.id,
        proven_hash=PASSWORD_HASH,
        seen_id=old_id,
    )
    assert race.refused(change, partial(export, batch_id, eko_id)) == []
    assert steps.only_payout().status in (PayoutStatus.FAILED, PayoutStatus.PROCESSING)
    assert steps.is_sound()


def test_a_double_click_changes_the_account_once(race: Race, cast: Cast) -> None:
    old = open_account(cast.shop_of_ani)
    change = in_transaction(
        accounts.change_account,
        cast.shop_of_ani.id,
        accounts.NewAccount("002", "330101999999535", "Ani"),
        owner_id=cast.ani.id,
        proven_hash=PASSWORD_HASH,
        seen_id=old.id,
    )
    assert race.refused(change, change, change) == ["account_changed_meanwhile"] * 2
    assert len(steps.noted("payout_account.changed")) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_payout_is_either_paid_or_comes_back(race: Race, cast: Cast, number: int) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    balance = steps.earned(cast.shop_of_ani)
    steps.at_the_bank(cast)
    payout_id = session.scalars(select(Payout.id)).one()
    paid = in_transaction(outcomes.complete_payout, payout_id, admin_id=cast.eko.id, bank_reference="BSB-1")
    failed = in_transaction(outcomes.fail_payout, payout_id, admin_id=cast.fitri.id, reason="Tutup")
    refused = race.refused(paid, failed, paid, failed)
    assert refused == ["illegal_transition"] * 2
    is_paid = steps.only_payout().status == PayoutStatus.COMPLETED
    assert steps.earned(cast.shop_of_ani) == (0 if is_paid else balance)
    assert steps.is_sound()


def test_a_payout_comes_back_from_the_bank_once(race: Race, cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    balance, admin_ids = steps.earned(cast.shop_of_ani), (cast.eko.id, cast.fitri.id)
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    payout_id = session.scalars(select(Payout.id)).one()
    back = {"bank_reference": "RETUR-1", "reason": "Tutup"}
    noting = [in_transaction(outcomes.record_sent_back, payout_id, admin_id=key, **back) for key in admin_ids * 2]
    assert race.refused(*noting) == []
    assert (steps.earned(cast.shop_of_ani), len(steps.noted("payout.sent_back"))) == (balance, 1)
    assert steps.is_sound()


def test_one_return_recorded_at_once_for_two_payouts_is_one(race: Race, cast: Cast) -> None:
    two_shops_earn(cast)
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    ids = session.scalars(select(Payout.id)).all()
    back = {"admin_id": cast.eko.id, "bank_reference": "RETUR-9", "reason": "Rekening sudah ditutup"}
    refused = race.refused(*(in_transaction(outcomes.record_sent_back, payout_id, **back) for payout_id in ids))
    assert refused == ["return_used"]
    assert sorted(row[1] for row in steps.payouts()) == [PayoutStatus.COMPLETED, PayoutStatus.FAILED]
    assert steps.is_sound()
