"""Counting a person once a day for the same thing: reloading a page, or searching all day, moves no figure.

What tells people apart waits in the memory of one process until the day ends and is written nowhere: hashes of
accounts, or of addresses where nobody is signed in, with a salt that is new every day. People without an account who
share an address count as one.
"""

import hashlib
import secrets
import threading
from collections.abc import Hashable
from datetime import date
from ipaddress import IPv6Address, ip_address

from app.clock import day_of, now

MOST_OF_ONE = 1_000  # things of one person in a day: who types nonsense all day does not fill the table alone
MOST = 200_000  # things of everybody: beyond, everything begins anew
BITS_OF_A_HOME = 64  # of an IPv6 address; the rest changes all the time


class _Today:
    """What was counted of whom, today in Jakarta."""

    def __init__(self, day: date) -> None:
        self.day, self.salt = day, secrets.token_bytes(16)
        self.seen: dict[bytes, set[int]] = {}
        self.size = 0


_lock = threading.Lock()
_today = _Today(date.min)


def is_first_time(person: str, what: Hashable) -> bool:
    """Whether this is the first time today that this person did this, told by an account or an address.

    Who did too much never does anything for the first time.
    """
    global _today  # noqa: PLW0603 - a new day replaces the whole
    day = day_of(now()).date()
    with _lock:
        if _today.day != day or _today.size >= MOST:
            _today = _Today(day)
        who = hashlib.blake2b(_home(person).encode(), key=_today.salt, digest_size=8).digest()
        seen = _today.seen.setdefault(who, set())
        thing = hash(what)
        if thing in seen or len(seen) >= MOST_OF_ONE:
            return False
        seen.add(thing)
        _today.size += 1
        return True


def forget() -> None:
    """Know nobody any more."""
    global _today  # noqa: PLW0603 - see is_first_time()
    with _lock:
        _today = _Today(date.min)


def _home(person: str) -> str:
    """An address as far as it belongs to one line; an account as it is."""
    try:
        parsed = ip_address(person)
    except ValueError:
        return person
    return str(int(parsed) >> BITS_OF_A_HOME) if isinstance(parsed, IPv6Address) else person
