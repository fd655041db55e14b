"""What hardly ever changes, such as the names of places, is read once a minute in each process."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, current_app

SECONDS = 60
NAME = "sebalai_kept"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def kept(read: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Answer from what was read at most a minute ago; the answer is shared, so it must be one that nobody changes."""

    @wraps(read)
    def answer(*args: Asked.args, **named: Asked.kwargs) -> Answer:
        answers = current_app.extensions.setdefault(NAME, {})
        key = (read, args, *named.items())
        until, found = answers.get(key, (0.0, None))
        if until < time.monotonic():
            found = read(*args, **named)
            answers[key] = (time.monotonic() + SECONDS, found)
        return found  # type: ignore[no-any-return]

    return answer


def forget(app: Flask) -> None:
    """Read everything anew from here on."""
    app.extensions.pop(NAME, None)
