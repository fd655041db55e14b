"""Passwords: argon2id with the OWASP profile, a few at a time, the same work whether or not the account exists."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 iterations, 1 lane
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("nobody has this password")
_at_once = BoundedSemaphore(4)  # four times 19 MiB; the rest waits


def hash_password(password: str) -> str:
    """The hash to keep."""
    with _at_once:
        return _hasher.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without an account or a password of it, it costs the same and never fits."""
    try:
        with _at_once:
            _hasher.verify(password_hash or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than ours."""
    return _hasher.check_needs_rehash(password_hash)
