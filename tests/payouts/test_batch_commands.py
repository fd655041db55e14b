"""Preparing payouts, letting them go, the bank's file, and what became of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts.errors import WrongPassword
from app.clock import now
from app.crypto import Sealed, Vault
from app.db import session, transaction
from app.models.payout import DatedSetting, Payout, PayoutAccount, PayoutApproval, PayoutBatch, PayoutStatus
from app.models.state import IllegalTransition, StateChange
from app.payouts.commands import batches, exports, outcomes
from app.payouts.errors import (
    BankReferenceUsed,
    NotApproved,
    NumbersUnreadable,
    OwnPayout,
    PlannedAnew,
)
from app.payouts.queries import entries
from app.payouts.queries.entries import What
from app.settings import setting
from tests.cast import Cast
from tests.factories.account import PASSWORD_HASH
from tests.factories.seller import SellerMemberFactory
from tests.payouts import steps
from tests.payouts.steps import DAY, approve, at_the_bank, earn, export, open_account, payouts, prepare

PENDING, APPROVED, PROCESSING = PayoutStatus.PENDING, PayoutStatus.APPROVED, PayoutStatus.PROCESSING
COMPLETED, FAILED, UNRESOLVED = PayoutStatus.COMPLETED, PayoutStatus.FAILED, PayoutStatus.UNRESOLVED
Emitted = Callable[[str], list[dict[str, Any]]]


def amount_prepared() -> int | None:
    """What the one payout would be; None when nobody is paid."""
    with transaction():
        batches.prepare_batch(prepared_by_id=None)
    found = payouts()
    return found[0][2] if found else None


def test_what_cleared_is_paid_and_what_is_young_waits(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    old = earn(cast, cast.shop_of_ani, days_ago=7.1).orders[0].total_amount
    earn(cast, cast.shop_of_ani, days_ago=6.9)
    assert amount_prepared() == old


def test_a_refund_of_a_young_order_takes_from_that_order_and_one_of_an_old_order_from_what_cleared(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    old = earn(cast, cast.shop_of_ani, quantity=2)
    young = earn(cast, cast.shop_of_ani, days_ago=1, quantity=2)
    of_old, _of_young = steps.refund(old.orders[0]).amount, steps.refund(young.orders[0]).amount
    assert amount_prepared() == old.orders[0].total_amount - of_old


def test_cash_that_the_seller_has_is_not_paid_again_and_takes_nothing_from_other_orders(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    old = earn(cast, cast.shop_of_ani)
    young = earn(cast, cast.shop_of_ani, days_ago=1)
    with transaction():
        steps.take_cash(young.orders[0].id)
    assert steps.earned(cast.shop_of_ani) == old.orders[0].total_amount
    assert amount_prepared() == old.orders[0].total_amount


def test_a_debt_beyond_the_young_order_counts_at_once(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    old = earn(cast, cast.shop_of_ani)
    paid_out = earn(cast, cast.shop_of_ani)
    at_the_bank(cast)
    steps.complete_all(cast)
    steps.refund(paid_out.orders[0])
    earn(cast, cast.shop_of_ani, price=60_000)
    assert steps.earned(cast.shop_of_ani) < 50_000
    with transaction():
        assert batches.prepare_batch(prepared_by_id=None) is None
    assert old.orders[0].total_amount < payouts()[0][2]


@pytest.mark.parametrize(("name", "value", "is_paid"), [
    ("payout_minimum_amount", 100_000_000, False), ("payout_minimum_amount", 1, True),
    ("payout_hold_days", 30, False), ("payout_hold_days", 0, True),
])  # fmt: skip
def test_hold_and_minimum_are_dated_settings(cast: Cast, name: str, value: int, is_paid: bool) -> None:
    with transaction():
        for moment in (now() - DAY, now() + DAY):
            chosen = value if moment < now() else 40
            session.add(DatedSetting(name=name, value=chosen, valid_from=moment, actor_kind="job", reason=""))
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    assert (amount_prepared() is not None) == is_paid


def test_nobody_is_paid_without_an_account_that_can_be_used(cast: Cast) -> None:
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    assert amount_prepared() is None
    open_account(cast.shop_of_ani, usable_from=now() + timedelta(minutes=1))
    open_account(cast.shop_of_citra, archived_at=now())
    assert amount_prepared() is None


def test_preparing_again_makes_no_second_payout_and_the_numbers_of_a_day_count_up(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    open_account(cast.shop_of_citra)
    earn(cast, cast.shop_of_ani)
    prepare()
    with transaction():
        assert batches.prepare_batch(prepared_by_id=None) is None
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    prepare()
    assert [row[0] for row in payouts()] == [cast.shop_of_ani.id, cast.shop_of_citra.id]
    first, second = session.scalars(select(PayoutBatch.number).order_by(PayoutBatch.id))
    assert (first[-2:], second[-2:], first[:-2]) == ("-1", "-2", second[:-2])


def test_two_different_admins_let_a_batch_go_and_one_counts_once(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.eko.id)
    assert steps.only_payout().status == PENDING
    with pytest.raises(NotApproved):
        export(batch_id, cast.eko.id)
    approve(batch_id, cast.fitri.id, cast.fitri.id)
    assert steps.only_payout().status == APPROVED
    assert len(session.scalars(select(PayoutApproval)).all()) == 2
    assert len(steps.noted("payout_batch.approved")) == 2
    assert steps.is_sound()


def test_nobody_decides_about_the_own_shop(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.eko.id)
    batch_id = prepare()
    payout_id = steps.only_payout().id
    attempts = (
        lambda: batches.approve_batch(batch_id, admin_id=cast.eko.id),
        lambda: batches.refuse_batch(batch_id, admin_id=cast.eko.id, reason="x"),
        lambda: batches.refuse_payout(payout_id, admin_id=cast.eko.id, reason="x"),
        lambda: outcomes.fail_payout(payout_id, admin_id=cast.eko.id, reason="x"),
        lambda: exports.export_batch(batch_id, admin_id=cast.eko.id, proven_hash=PASSWORD_HASH),
    )
    for attempt in attempts:
        with pytest.raises(OwnPayout), transaction():
            attempt()
    assert steps.only_payout().status == PENDING


def test_the_bank_is_told_once_and_the_file_can_be_had_again(cast: Cast) -> None:
    open_account(cast.shop_of_ani, number="0140091234567", holder_name="=Ani")
    open_account(cast.shop_of_citra)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    was = steps.earned(cast.shop_of_ani)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    told = export(batch_id, cast.eko.id)
    number = session.get_one(PayoutBatch, batch_id).number
    assert told[0] == exports.Transfer("120", "0140091234567", "=Ani", was, f"{number}-001")
    assert (steps.earned(cast.shop_of_ani), steps.in_bank()) == (0, -sum(each.amount for each in told))
    assert export(batch_id, cast.fitri.id) == told
    assert {row[1] for row in payouts()} == {PROCESSING}
    assert (len(steps.noted("payout_batch.exported")), len(steps.noted("payout_batch.file_made"))) == (1, 2)
    assert steps.is_sound()


def test_the_file_needs_the_password_of_this_moment(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    with pytest.raises(WrongPassword), transaction():
        exports.export_batch(batch_id, admin_id=cast.eko.id, proven_hash="another")
    assert steps.only_payout().status == APPROVED


def test_at_the_last_look_payouts_to_old_accounts_and_above_the_balance_fail_and_are_left_out(
    cast: Cast, emitted: Emitted
) -> None:
    open_account(cast.shop_of_ani)
    open_account(cast.shop_of_citra)
    group = earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    balances = [steps.earned(shop) for shop in (cast.shop_of_ani, cast.shop_of_citra)]
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    steps.change_account(cast)
    of_citra = next(order for order in group.orders if order.seller_id == cast.shop_of_citra.id)
    refunded = steps.refund(of_citra).amount
    assert export(batch_id, cast.eko.id) == []
    assert [row[1] for row in payouts()] == [FAILED, FAILED]
    assert [steps.earned(shop) for shop in (cast.shop_of_ani, cast.shop_of_citra)] == [
        balances[0], balances[1] - refunded
    ]  # fmt: skip
    failures = select(StateChange.reason).where(StateChange.to_status == FAILED).order_by(StateChange.id)
    reasons = session.scalars(failures).all()
    assert [reason.split(" ")[0] for reason in reasons] == ["Rekening", "Saldo"]
    assert len(emitted("payout.failed")) == 2
    assert (steps.in_bank(), steps.is_sound()) == (0, True)


def test_a_payout_that_failed_or_was_paid_is_in_no_file_any_more_and_the_others_keep_their_numbers(cast: Cast) -> None:
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    batch_id = at_the_bank(cast)
    first, second = session.scalars(select(Payout.id).order_by(Payout.id))
    with transaction():
        outcomes.fail_payout(first, admin_id=cast.eko.id, reason="Rekening tutup")
    again = at_the_bank(cast)
    assert [each.reference[-3:] for each in export(batch_id, cast.eko.id)] == ["002"]
    assert [each.reference[-3:] for each in export(again, cast.eko.id)] == ["001"]
    with transaction():
        outcomes.leave_unresolved(second, admin_id=cast.eko.id, reason="Bank diam")
    assert export(batch_id, cast.eko.id) == []
    assert steps.is_sound()


def test_at_the_last_look_money_that_has_not_cleared_yet_covers_nothing(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    group = earn(cast, cast.shop_of_ani)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    steps.refund(group.orders[0])
    earn(cast, cast.shop_of_ani, days_ago=0)
    assert export(batch_id, cast.eko.id) == []
    assert (steps.only_payout().status, steps.in_bank(), steps.is_sound()) == (FAILED, 0, True)


def test_an_account_that_cannot_be_opened_holds_up_nobody_else(cast: Cast) -> None:
    account = open_account(cast.shop_of_ani)
    open_account(cast.shop_of_citra)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    batch_id = prepare()
    approve(batch_id, cast.eko.id, cast.fitri.id)
    with transaction():
        session.execute(update(PayoutAccount).where(PayoutAccount.id == account.id).values(number_key_id="00000000"))
    assert [each.reference[-3:] for each in export(batch_id, cast.eko.id)] == ["002"]
    assert [row[1] for row in payouts()] == [FAILED, PROCESSING]


def test_a_file_that_cannot_name_every_account_any_more_says_whose(cast: Cast) -> None:
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    batch_id, name = at_the_bank(cast), cast.shop_of_ani.name
    of_ani = PayoutAccount.seller_id == cast.shop_of_ani.id
    with transaction():
        session.execute(update(PayoutAccount).where(of_ani).values(number_key_id="00000000"))
    with pytest.raises(NumbersUnreadable) as refusal:
        export(batch_id, cast.eko.id)
    assert name in refusal.value.message
    payout_id = session.scalars(select(Payout.id).order_by(Payout.id)).first()
    session.rollback()
    with transaction():
        outcomes.fail_payout(payout_id, admin_id=cast.eko.id, reason="Nomornya hilang")
    assert [each.reference[-3:] for each in export(batch_id, cast.eko.id)] == ["002"]


def test_what_is_refused_before_the_bank_hears_of_it_books_nothing(cast: Cast, emitted: Emitted) -> None:
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    batch_id = prepare()
    first = session.scalars(select(Payout.id).order_by(Payout.id)).first()
    for _twice in range(2):
        with transaction():
            batches.refuse_payout(first, admin_id=cast.eko.id, reason="Diperiksa dulu")
    approve(batch_id, cast.eko.id, cast.fitri.id)
    assert [row[1] for row in payouts()] == [FAILED, APPROVED]
    for _twice in range(2):
        with transaction():
            batches.refuse_batch(batch_id, admin_id=cast.eko.id, reason="Semua diperiksa")
    assert [row[1] for row in payouts()] == [FAILED, FAILED]
    assert len(emitted("payout.failed")) == 2
    with pytest.raises(NotApproved):
        export(batch_id, cast.eko.id)
    assert steps.in_bank() == 0
    assert steps.is_sound()
    prepare()


@pytest.mark.parametrize("is_unresolved", [False, True])
def test_a_payout_is_paid_or_comes_back_once(cast: Cast, emitted: Emitted, is_unresolved: bool) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    was = steps.earned(cast.shop_of_ani)
    at_the_bank(cast)
    payout_id = steps.only_payout().id
    if is_unresolved:
        for _twice in range(2):
            with transaction():
                outcomes.leave_unresolved(payout_id, admin_id=cast.eko.id, reason="Bank diam")
        assert (steps.only_payout().status, steps.earned(cast.shop_of_ani)) == (UNRESOLVED, 0)
        with transaction():
            assert batches.prepare_batch(prepared_by_id=None) is None
    for _twice in range(2):
        with transaction():
            outcomes.fail_payout(payout_id, admin_id=cast.eko.id, reason="Rekening tutup")
    assert (steps.only_payout().status, steps.earned(cast.shop_of_ani), steps.in_bank()) == (FAILED, was, 0)
    assert steps.is_sound()
    with pytest.raises(IllegalTransition), transaction():
        outcomes.complete_payout(payout_id, admin_id=cast.eko.id, bank_reference="BSB-1")
    at_the_bank(cast)
    second = session.scalars(select(Payout.id).where(Payout.status == PROCESSING)).one()
    for _twice in range(2):
        with transaction():
            outcomes.complete_payout(second, admin_id=cast.eko.id, bank_reference="BSB-2")
    for attempt in (outcomes.fail_payout, outcomes.leave_unresolved):
        with pytest.raises(IllegalTransition), transaction():
            attempt(second, admin_id=cast.eko.id, reason="terlambat")
    with pytest.raises(IllegalTransition), transaction():
        outcomes.complete_payout(second, admin_id=cast.eko.id, bank_reference="another")
    with pytest.raises(IllegalTransition), transaction():
        batches.refuse_payout(second, admin_id=cast.eko.id, reason="terlambat")
    assert (steps.earned(cast.shop_of_ani), steps.in_bank()) == (0, -was)
    assert [len(emitted(topic)) for topic in ("payout.completed", "payout.failed")] == [1, 1]
    assert steps.is_sound()


def test_a_payout_that_the_bank_sends_back_is_in_the_balance_again_and_paid_anew(cast: Cast, emitted: Emitted) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    was = steps.earned(cast.shop_of_ani)
    at_the_bank(cast)
    payout_id = steps.only_payout().id
    with pytest.raises(IllegalTransition):
        steps.send_back(cast, payout_id)
    steps.complete_all(cast)
    for _twice in range(2):
        steps.send_back(cast, payout_id)
    assert (steps.only_payout().status, steps.earned(cast.shop_of_ani), steps.in_bank()) == (FAILED, was, 0)
    assert [len(emitted(topic)) for topic in ("payout.sent_back", "payout.failed")] == [1, 0]
    assert [event.reason for event in steps.noted("payout.sent_back")] == ["Rekening sudah ditutup"]
    assert steps.is_sound()
    at_the_bank(cast)
    second = session.scalars(select(Payout.id).where(Payout.status == PROCESSING)).one()
    with pytest.raises(BankReferenceUsed), transaction():
        outcomes.complete_payout(second, admin_id=cast.eko.id, bank_reference=f"BSB-{payout_id}")
    steps.complete_all(cast)
    assert ([row[1:] for row in payouts()], steps.in_bank()) == ([(FAILED, was), (COMPLETED, was)], -was)
    assert steps.is_sound()


@pytest.mark.parametrize("fail", [steps.come_back, steps.come_back_after_completion])
def test_what_was_marked_by_mistake_is_paid_after_all_and_can_still_come_back(
    cast: Cast, emitted: Emitted, fail: Callable[[Cast], None]
) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    was = steps.earned(cast.shop_of_ani)
    at_the_bank(cast)
    payout_id = steps.only_payout().id
    with pytest.raises(IllegalTransition):
        steps.complete_after_all(cast, payout_id)
    fail(cast)
    mails = len(emitted("payout.completed"))
    for _twice in range(2):
        steps.complete_after_all(cast, payout_id)
    assert (steps.only_payout().status, steps.earned(cast.shop_of_ani), steps.in_bank()) == (COMPLETED, 0, -was)
    assert len(emitted("payout.completed")) == mails + 1
    assert [event.reason for event in steps.noted("payout.completed_after_all")] == ["Salah ditandai"]
    assert steps.is_sound()
    steps.send_back(cast, payout_id, bank_reference="RETUR-B")
    assert (steps.only_payout().status, steps.earned(cast.shop_of_ani), steps.in_bank()) == (FAILED, was, 0)
    assert steps.is_sound()
    steps.complete_after_all(cast, payout_id)
    assert (steps.earned(cast.shop_of_ani), steps.is_sound()) == (0, True)
    kinds = [entry.what for entry in entries.entries_of(cast.shop_of_ani.id, limit=9, offset=0)]
    assert kinds[:5] == [What.ARRIVED, What.CAME_BACK, What.ARRIVED, What.CAME_BACK, What.PAID_OUT]
    statement = entries.entries_of(cast.shop_of_ani.id, limit=9, offset=0)
    assert len({entry.batch_number for entry in statement[:5]}) == 1


def test_what_is_planned_anew_is_not_paid_after_all(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    earn(cast, cast.shop_of_ani)
    at_the_bank(cast)
    first = steps.only_payout().id
    steps.come_back(cast)
    prepare()
    second = session.scalars(select(Payout.id).where(Payout.id != first)).one()
    with pytest.raises(PlannedAnew):
        steps.complete_after_all(cast, first)
    with transaction():
        batches.refuse_payout(second, admin_id=cast.eko.id, reason="Sudah dibayar")
    with pytest.raises(IllegalTransition):
        steps.complete_after_all(cast, second)
    at_the_bank(cast)
    third = session.scalars(select(Payout.id).where(Payout.status == PROCESSING)).one()
    with pytest.raises(PlannedAnew):
        steps.complete_after_all(cast, first)
    steps.come_back(cast)
    steps.complete_after_all(cast, first)
    with pytest.raises(PlannedAnew):
        steps.complete_after_all(cast, third)
    assert steps.is_sound()


def test_a_transfer_of_the_bank_pays_one_payout(cast: Cast) -> None:
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    at_the_bank(cast)
    first, second = session.scalars(select(Payout.id).order_by(Payout.id))
    for _twice in range(2):
        with transaction():
            outcomes.complete_payout(first, admin_id=cast.eko.id, bank_reference="BSB-1")
    with pytest.raises(BankReferenceUsed), transaction():
        outcomes.complete_payout(second, admin_id=cast.eko.id, bank_reference="BSB-1")
    assert [row[1] for row in payouts()] == [COMPLETED, PROCESSING]


def test_after_a_payout_a_refund_is_owed_and_taken_from_the_next_one(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    group = earn(cast, cast.shop_of_ani)
    at_the_bank(cast)
    refunded = steps.refund(group.orders[0]).amount
    assert steps.earned(cast.shop_of_ani) == -refunded
    steps.complete_all(cast)
    next_one = earn(cast, cast.shop_of_ani, quantity=3).orders[0].total_amount
    prepare()
    assert payouts()[-1][2] == next_one - refunded
    assert steps.is_sound()


def test_another_account_is_live_at_once_and_usable_after_the_hold(cast: Cast, emitted: Emitted) -> None:
    old = open_account(cast.shop_of_ani, number="140091234567")
    steps.change_account(cast)
    new = session.scalars(select(PayoutAccount).where(PayoutAccount.archived_at.is_(None))).one()
    assert Vault(setting("DATA_KEY")).open(Sealed(new.number_encrypted, new.number_key_id)) == "330101999999535"
    assert timedelta(days=2, hours=23) < new.usable_from - now() <= timedelta(days=3)
    assert session.get_one(PayoutAccount, old.id).archived_at is not None
    (event,) = steps.noted("payout_account.changed")
    assert event.facts == {"seller_id": cast.shop_of_ani.id, "account": "••567 → ••535"}
    assert emitted("payout_account.changed") == [{"account_id": new.id}]
