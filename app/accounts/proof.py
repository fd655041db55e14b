"""A fresh password before what cannot be taken back: somebody at an open browser is not yet its owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.accounts import passwords
from app.accounts.errors import NotProven
from app.accounts.queries import accounts
from app.db import session, transaction


def prove_password(user_id: int, password: str) -> str:
    """The hash that a typed password fits; no transaction is open while it is compared. Raises NotProven."""
    proven_hash = accounts.get_user(user_id).password_hash
    session.rollback()
    if not passwords.is_right(proven_hash, password):
        raise NotProven
    return proven_hash


def check_still_proven(user_id: int, proven_hash: str) -> None:
    """Raises NotProven when the password was changed since it was proven."""
    if accounts.get_user(user_id).password_hash != proven_hash:
        raise NotProven


@contextmanager
def proven_transaction(user_id: int, password: str) -> Iterator[None]:
    """A transaction for somebody whose typed password is right until its end. Raises NotProven."""
    proven_hash = prove_password(user_id, password)
    with transaction():
        check_still_proven(user_id, proven_hash)
        yield
