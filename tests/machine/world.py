"""A shop with everything in it: sellers, buyers, two gateways, a clock, and death at any commit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

import time_machine
from flask import Flask
from sqlalchemy import Select, event, select
from sqlalchemy.orm import Session

from app import worker
from app.accounts.commands import accounts
from app.actor import USER, Actor, acting
from app.db import session, transaction
from app.errors import DomainError
from app.models.account import User
from app.models.catalog import Product
from tests.browser import Browser
from tests.cast import Cast
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import Event, FakeStripe

Row = TypeVar("Row")
News = tuple[str, Event | tuple[Mapping[str, str], bytes]]


class Killed(BaseException):
    """The process is dead: what was not committed never was, what went out over the line has gone."""


@dataclass
class World:
    """Everything that acts in a run. `post` is what gateways have sent and the shop has not heard yet."""

    app: Flask
    cast: Cast
    products: Sequence[Product]
    buyers: Sequence[User]
    stripe: FakeStripe
    midtrans: FakeMidtrans
    clock: time_machine.Traveller
    browsers: dict[int, Browser] = field(default_factory=dict)
    post: list[News] = field(default_factory=list)
    commits_to_live: int = 0

    def browser(self, user_id: int) -> Browser:
        """The browser in which a person is signed in."""
        if user_id not in self.browsers:
            with transaction():
                token = accounts.open_session(user_id)
            self.browsers[user_id] = Browser(self.app)
            self.browsers[user_id].sign_in(token)
        return self.browsers[user_id]

    def any(self, query: Select[tuple[Row]], chance: Random) -> Row | None:
        """One of the rows a query finds."""
        session.rollback()
        rows = session.scalars(query).all()
        return chance.choice(rows) if rows else None

    def collect_post(self) -> None:
        """What the gateways want to tell since the last time."""
        self.post += [("stripe", event) for event in self.stripe.events_due()]
        self.post += [("midtrans", message) for message in self.midtrans.take_notifications()]

    def hear(self, news: News) -> int:
        """One of the news arrives, signed now; returns the status of the answer."""
        gateway, told = news
        headers, body = self.stripe.sign(told) if isinstance(told, Event) else told
        return self.post_to(gateway, headers, body)

    def post_to(self, gateway: str, headers: Mapping[str, str], body: bytes) -> int:
        """A message comes in, whoever sends it; returns the status of the answer."""
        sent = {**headers, "Sec-Fetch-Site": "cross-site"}
        return Browser(self.app).post(f"/webhook/{gateway}", body, headers=sent).status_code

    def buyer_of(self, user_id: int | None) -> int:
        """The key of a buyer who is never missing here."""
        assert user_id is not None
        return user_id

    def rise(self) -> None:
        """A new process begins where the dead one stopped."""
        session.remove()
        self.commits_to_live = 0
        worker.forget_leases_of_a_dead_worker()
        self.clock.shift(31)  # on PostgreSQL the leases of the dead have to run out


LIVING: list[World] = []


@contextmanager
def mortal() -> Iterator[None]:
    """Let the process of the world that acts now die at the commit it counts down to."""

    def count_down(_session: Session) -> None:
        for world in LIVING[-1:]:
            if world.commits_to_live:
                world.commits_to_live -= 1
                if not world.commits_to_live:
                    raise Killed

    event.listen(session, "before_commit", count_down)
    try:
        yield
    finally:
        event.remove(session, "before_commit", count_down)


def in_transaction(act: Callable[[], object], *, by: int) -> bool:
    """A command of a person; what is refused changes nothing."""
    try:
        with acting(Actor(USER, by)), transaction():
            act()
    except DomainError:
        return False
    return True


def all_users(*names: str) -> Select[tuple[User]]:
    """People by the beginning of their addresses."""
    return select(User).where(User.email.in_([f"{name}@contoh.id" for name in names]))
