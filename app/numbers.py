"""Numbers that people read aloud: no counter shows in them, and no letter is taken for a digit."""

import re
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def readable_number(prefix: str) -> str:
    """A new number such as SB-7K2M9QXA."""
    return f"{prefix}-" + "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))


def is_readable_number(prefix: str, text: str) -> bool:
    """Whether a text could be such a number."""
    return re.fullmatch(rf"{prefix}-[{CROCKFORD}]{{{LENGTH}}}", text) is not None
