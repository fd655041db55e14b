"""The code that a person tells the helper, and how long what holds."""

import hashlib
import hmac
from datetime import datetime, timedelta

from app.models.assistance import Assistance

TEXT_VERSION = "2026-11-26"
CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=15)
REQUEST_LIFE = timedelta(days=7)  # how long the person can say yes in the own account
MOST_WRONG_CODES = 5


def code_of(assistance: Assistance, *, key: str) -> str:
    """The six digits in the mail: reckoned from the row and the key of the shop, so that neither alone tells them."""
    text = f"assistance:{assistance.id}:{assistance.code_salt}"
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest, "big") % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def is_code(assistance: Assistance, typed: str, *, key: str) -> bool:
    """Whether this is the code; somebody without an account has none."""
    is_same = hmac.compare_digest(code_of(assistance, key=key).encode(), typed.encode())
    return is_same and assistance.person_id is not None


def takes_codes(assistance: Assistance, moment: datetime) -> bool:
    """Whether a code can still be typed."""
    return assistance.wrong_codes < MOST_WRONG_CODES and moment < assistance.asked_at + CODE_LIFE


def hash_address(email_folded: str, *, key: str) -> str:
    """What is kept of an address to find the request again; without the key nobody learns whose it is."""
    return hmac.new(key.encode(), f"address:{email_folded}".encode(), hashlib.sha256).hexdigest()
