"""What happens around the shop: gateways, lines, time, and the shop's own worker."""

from collections.abc import Callable
from random import Random

from sqlalchemy import func, select

from app import worker
from app.db import session, transaction
from app.gateways.payment.base import RequestRefused
from app.jobs import JOBS
from app.models.ledger import Posting
from app.models.payment import GatewayEvent, Payment
from app.payments.asking import ask
from app.payments.cli import cli as payments_cli
from app.payments.commands import truth
from tests.fakes.midtrans import NotPossible
from tests.fakes.server import Trouble
from tests.fakes.stripe import Event
from tests.machine.steps import at_any_time, step
from tests.machine.world import World

LINES = (Trouble.ERROR, Trouble.BUSY, Trouble.RESET, Trouble.LOST)
QUICK_METHODS = ("qris", "bca_va", "gopay")


@step
def pay_at_stripe(world: World, chance: Random) -> bool:
    shown = _pages_shown()
    open_sessions = [each["id"] for each in world.stripe.all("checkout.session") if each["status"] == "open"]
    open_sessions = [name for name in open_sessions if name in shown]
    if not open_sessions:
        return False
    pay, other_ways = world.stripe.pay, (world.stripe.pay_later, world.stripe.fail)
    act = chance.choice((pay, pay, pay, *other_ways))
    return _possible(lambda: act(chance.choice(open_sessions)))


@step
def finish_at_stripe(world: World, chance: Random) -> bool:
    waiting = [each["id"] for each in world.stripe.all("checkout.session") if each["payment_status"] == "unpaid"]
    waiting = [name for name in waiting if world.stripe.objects[name]["status"] == "complete"]
    if not waiting:
        return False
    return _possible(lambda: chance.choice((world.stripe.pay, world.stripe.fail))(chance.choice(waiting)))


@step
def pay_at_midtrans(world: World, chance: Random) -> bool:
    offered = sorted(_pages_shown() & set(world.midtrans.orders))
    if not offered:
        return False
    order_id, method = chance.choice(offered), chance.choice(QUICK_METHODS)
    act = chance.choice((world.midtrans.pay, world.midtrans.pay, world.midtrans.start, world.midtrans.deny))
    return _possible(lambda: act(order_id, method))


@step
def fail_at_midtrans(world: World, chance: Random) -> bool:
    waiting = [name for name, order in sorted(world.midtrans.orders.items()) if order.status == "pending"]
    if not waiting:
        return False
    act = chance.choice((world.midtrans.fail, world.midtrans.expire))
    return _possible(lambda: act(chance.choice(waiting)))


@at_any_time
def call_money_back(world: World, chance: Random) -> bool:
    paid = [each for each in world.stripe.all("checkout.session") if each["payment_status"] == "paid"]
    paid = [each["id"] for each in paid if not world.stripe._charge(each["id"])["disputed"]]
    if not paid or chance.random() < 0.3:
        return False
    world.stripe.dispute(chance.choice(paid))
    return True


@step
def decide_dispute(world: World, chance: Random) -> bool:
    undecided = [each["id"] for each in world.stripe.all("dispute") if each["status"] not in ("won", "lost")]
    if not undecided:
        return False
    world.stripe.decide_dispute(chance.choice(undecided), chance.choice(("won", "lost")))
    return True


@step
def think_again_of_a_dispute(world: World, chance: Random) -> bool:
    refunded = {each["charge"] for each in world.stripe.all("refund")}
    decided = [each for each in world.stripe.all("dispute") if each["status"] in ("won", "lost")]
    decided = [each for each in decided if each["charge"] not in refunded]
    if not decided:
        return False
    dispute = chance.choice(decided)
    world.stripe.decide_dispute(dispute["id"], "lost" if dispute["status"] == "won" else "won")
    return True


@at_any_time
def hold_refunds(world: World, chance: Random) -> bool:
    world.stripe.holds_refunds = not world.stripe.holds_refunds
    return True


@step
def settle_refund(world: World, chance: Random) -> bool:
    pending = [each["id"] for each in world.stripe.all("refund") if each["status"] == "pending"]
    if not pending:
        return False
    world.stripe.settle_refund(chance.choice(pending), chance.choice(("succeeded", "succeeded", "failed")))
    return True


@step
def news_arrives(world: World, chance: Random) -> bool:
    world.collect_post()
    if not world.post:
        return False
    chance.shuffle(world.post)
    for _ in range(min(len(world.post), chance.randint(1, 6))):
        message = world.post.pop()
        for _again in range(chance.choice((1, 1, 2))):
            assert world.hear(message) == 200
    return True


@at_any_time
def refund_bounces(world: World, chance: Random) -> bool:
    """The buyer's bank sends a refund back that had arrived."""
    arrived = [each["id"] for each in world.stripe.all("refund") if each["status"] == "succeeded"]
    if not arrived or chance.random() < 0.5:
        return False
    world.stripe.settle_refund(chance.choice(arrived), "failed")
    return True


@at_any_time
def news_is_lost(world: World, chance: Random) -> bool:
    world.collect_post()
    lost = len(world.post) // 2
    del world.post[:lost]
    return lost > 0


@at_any_time
def news_is_forged(world: World, chance: Random) -> bool:
    world.collect_post()
    if not world.post:
        return False
    gateway, told = chance.choice(world.post)
    if isinstance(told, Event):
        key = chance.choice(({"seconds_ago": 301}, {"secret": "whsec_of_a_thief"}))
        headers, body = world.stripe.sign(told, **key)
    else:
        headers, body = told[0], told[1].replace(b'"signature_key": "', b'"signature_key": "0')
    before = _traces()
    assert world.post_to(gateway, headers, body) == 400
    assert _traces() == before
    return True


@step
def worker_works(world: World, chance: Random) -> bool:
    did = bool(worker.relay())
    for _ in range(chance.randint(1, 6)):
        did = bool(worker.carry_out_next()) or did
    session.rollback()
    return did


@at_any_time
def jobs_run(world: World, chance: Random) -> bool:
    return sum(job.run() for job in JOBS) > 0


@at_any_time
def reconcile(world: World, chance: Random) -> bool:
    world.app.test_cli_runner().invoke(payments_cli, ["reconcile"])
    return True


@at_any_time
def minutes_pass(world: World, chance: Random) -> bool:
    world.clock.shift(60 * chance.choice((1, 10, 35, 62)))
    return True


@at_any_time
def days_pass(world: World, chance: Random) -> bool:
    world.clock.shift(86_400 * chance.choice((1, 2, 4, 8)))
    return True


@at_any_time
def line_breaks(world: World, chance: Random) -> bool:
    chance.choice((world.stripe, world.midtrans)).fail_next(*chance.choices(LINES, k=chance.randint(1, 2)))
    return True


@at_any_time
def process_will_die(world: World, chance: Random) -> bool:
    world.commits_to_live = chance.randint(1, 4)
    return True


def settle_down(world: World) -> None:
    """All lines hold, every payment is asked about once, and what follows from news and answers is done."""
    world.commits_to_live = 0
    world.stripe.mend()
    world.midtrans.mend()
    _come_to_rest(world)
    for payment_id in session.scalars(select(Payment.id).order_by(Payment.id)).all():
        _settle(payment_id)
    _come_to_rest(world)


def _come_to_rest(world: World) -> None:
    """All news arrive, and the worker does what is due and what failed before."""
    world.collect_post()
    while world.post:
        assert world.hear(world.post.pop()) == 200
    world.clock.shift(5 * 3_600)  # what failed before waits for its next try
    worker.drain()
    session.rollback()


def _settle(payment_id: int) -> None:
    try:
        told = ask(payment_id)
    except RequestRefused:
        return
    with transaction():
        truth.record_truth(payment_id, told)


def _pages_shown() -> set[str]:
    """Payments whose page somebody was led to: on another nobody can pay."""
    session.rollback()
    return set(session.scalars(select(Payment.gateway_reference).where(Payment.gateway_reference.is_not(None))))


def _possible(act: Callable[[], object]) -> bool:
    try:
        act()
    except (NotPossible, ValueError):
        return False
    return True


def _traces() -> tuple[int, int]:
    session.rollback()
    return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in (GatewayEvent, Posting))
