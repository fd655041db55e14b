"""Thousands of steps of everybody, in any order, with broken lines and sudden deaths: the money adds up after each."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app import create_app
from app.db import db, session
from tests.conftest import demo_config
from tests.databases import Database
from tests.fakes import midtrans, stripe
from tests.machine import admins, buyers, outside, sellers  # noqa: F401 - their steps become rules
from tests.machine.scene import Scene, enter, lived_in
from tests.machine.steps import STEPS, do_something
from tests.machine.truth import (
    check_everything,
    check_gateways,
    check_history,
    check_money,
    states_seen,
    states_that_can_be,
)
from tests.machine.world import Killed, World, mortal

RUNS = int(os.environ.get("SEBALAI_MACHINE_RUNS", "200"))
RUNS_OF_A_PART = 100
PARTS = max(RUNS // RUNS_OF_A_PART, 1)
STEPS_OF_A_RUN = 30
OFTEN = 20
CHANCES = st.integers(0, 2**32 - 1)


class Shop(RuleBasedStateMachine):
    """One run. The rules are the steps of buyers, sellers, admins and of what lies outside."""

    world: World
    fired: Counter[str]
    reached: Counter[tuple[str, str]]

    @invariant()
    def the_money_adds_up(self) -> None:
        check_money()

    def teardown(self) -> None:
        self.world.commits_to_live = 0
        outside.settle_down(self.world)
        check_everything()
        check_money()
        check_history()
        check_gateways(self.world)
        self.reached.update(states_seen())


def rule_of(name: str) -> Callable[..., None]:
    """A step as a rule; the chance that was drawn decides everything that is left open."""

    def happen(self: Shop, chance: int) -> None:
        self.world.clock.shift(1)
        try:
            do_something(self.world, Random(chance), name, self.fired)
        except Killed:
            self.fired["death"] += 1
            self.world.rise()
            check_everything()

    happen.__name__ = name
    return rule(chance=CHANCES)(happen)


for each in STEPS:
    setattr(Shop, each, rule_of(each))


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with stripe.FakeStripe() as at_stripe, midtrans.FakeMidtrans() as at_midtrans:
        settings_of_shop = {
            "PAYMENT_GATEWAYS": "stripe,midtrans,transfer,cod",
            "STRIPE_SECRET_KEY": stripe.SECRET_KEY,
            "STRIPE_WEBHOOK_SECRETS": stripe.WEBHOOK_SECRET,
            "STRIPE_API_BASE": at_stripe.url,
            "MIDTRANS_SERVER_KEY": midtrans.KEY,
            "MIDTRANS_API_BASE": at_midtrans.url,
            "MIDTRANS_SNAP_BASE": at_midtrans.url,
            "MOST_UNPAID_GROUPS": "1000",
            "MESSENGER": "log",
        }
        database.renew()
        app = create_app(demo_config(tmp_path, database.url(database.copy), **settings_of_shop))
        with app.app_context():
            yield lived_in(app, database, at_stripe, at_midtrans)
            session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_the_money_adds_up_whatever_happens(scene: Scene, database: Database, part: int) -> None:
    fired: Counter[str] = Counter()
    reached: Counter[tuple[str, str]] = Counter()

    with time_machine.travel(scene.moment, tick=False) as clock:

        @seed(part)
        def begin() -> Shop:
            clock.move_to(scene.moment)
            shop = Shop()
            shop.world, shop.fired, shop.reached = enter(scene, database, clock), fired, reached
            return shop

        with mortal():
            run_state_machine_as_test(  # type: ignore[no-untyped-call]
                begin,
                settings=settings(
                    max_examples=min(RUNS, RUNS_OF_A_PART),
                    stateful_step_count=STEPS_OF_A_RUN,
                    deadline=None,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                ),
            )
    rare = {name: fired[name] for name in (*STEPS, "death") if fired[name] < OFTEN}
    never = states_that_can_be() - set(reached)
    assert (rare, never) == ({}, set())
