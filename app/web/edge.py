"""The edge of a request: its number, who acts in it, one log line for each change."""

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

from app.actor import USER, Actor, acting, on_behalf_of
from app.web.csrf import SAFE_METHODS, is_signed_in

log = structlog.get_logger()


def begin() -> None:
    """Number the request and name the actor of what it changes."""
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()
    g.acting = ExitStack()
    if request.method not in SAFE_METHODS:
        person = current_user.id if is_signed_in() else None
        g.acting.enter_context(acting(Actor(USER, person, request_id=g.request_id)))


def act_for(person_id: int) -> None:
    """From here on, what this request changes is done for this person."""
    g.acts_for_id = person_id
    g.acting.enter_context(on_behalf_of(person_id))


@contextmanager
def on_record() -> Iterator[None]:
    """For a page that writes down who looked at it: what is noted inside is done by the person of this request."""
    with acting(Actor(USER, current_user.id, g.get("acts_for_id"), request_id=g.request_id)):
        yield


def note(response: Response) -> Response:
    """One line for each request that could change something; ids only."""
    if request.method not in SAFE_METHODS:
        log.info(
            "request",
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000),
            request_id=g.request_id,
        )
    return response


def end(_error: BaseException | None) -> None:
    """Nobody acts any more."""
    if "acting" in g:
        g.pop("acting").close()


def init_app(app: Flask) -> None:
    """Hang the edge on every request."""
    app.before_request(begin)
    app.after_request(note)
    app.teardown_request(end)
