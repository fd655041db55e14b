"""Who acts now: set at the edge (request, job, gateway), written on every decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

USER, JOB, GATEWAY = "user", "job", "gateway"
ACTOR_KINDS = (USER, JOB, GATEWAY)


@dataclass(frozen=True)
class Actor:
    """The hand behind a change: a person (perhaps for somebody else), a job, or a payment gateway."""

    kind: str
    id: int | None = None
    on_behalf_of_id: int | None = None
    request_id: str = ""


_current: ContextVar[Actor] = ContextVar("actor", default=Actor(JOB))


def current_actor() -> Actor:
    """The actor of this request or job."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Everything inside is done by this actor."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


@contextmanager
def on_behalf_of(person_id: int) -> Iterator[Actor]:
    """Everything inside is done for this person by whoever acts now."""
    with acting(replace(current_actor(), on_behalf_of_id=person_id)) as actor:
        yield actor


@contextmanager
def proven_to_be(user_id: int) -> Iterator[Actor]:
    """Everything inside is done by the visitor of this request, who has just shown to be this person."""
    with acting(replace(current_actor(), id=user_id)) as actor:
        yield actor
