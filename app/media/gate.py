"""One heavy file at a time: memory and threads stay bounded however many are sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.media.errors import TooBusy

MOST_AT_THE_DOOR = 3  # one is looked at, two wait; a server thread is never held by the fourth
LONGEST_WAIT_SECONDS = 4.0

_at_the_door = threading.BoundedSemaphore(MOST_AT_THE_DOOR)
_one_at_a_time = threading.Lock()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait a moment for the turn. Raises TooBusy when others are before."""
    if not _at_the_door.acquire(blocking=False):
        raise TooBusy
    try:
        if not _one_at_a_time.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise TooBusy
        try:
            yield
        finally:
            _one_at_a_time.release()
    finally:
        _at_the_door.release()
