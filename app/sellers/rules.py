"""How a shop gets its address."""

import re
import unicodedata


def slug_of(name: str) -> str:
    """The address of a name: lower case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "toko"
