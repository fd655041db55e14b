"""Encryption at rest for personal numbers and documents. Every row keeps the id of the key that sealed it."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet


@dataclass(frozen=True)
class Sealed:
    """A ciphertext and the id of the key that opens it, so that keys can rotate."""

    ciphertext: str
    key_id: str


class Vault:
    """Seals and opens with the installation's DATA_KEY."""

    def __init__(self, data_key: str) -> None:
        digest = hashlib.sha256(data_key.encode()).digest()
        self.key_id = hashlib.sha256(b"key-id" + digest).hexdigest()[:8]
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, text: str) -> Sealed:
        """Encrypt a text."""
        return Sealed(self._fernet.encrypt(text.encode()).decode(), self.key_id)

    def open(self, sealed: Sealed) -> str:
        """Decrypt a text. Raises KeyError when it was sealed with another key."""
        return self.open_bytes(sealed.ciphertext.encode(), key_id=sealed.key_id).decode()

    def seal_bytes(self, data: bytes) -> bytes:
        """Encrypt a file."""
        return self._fernet.encrypt(data)

    def open_bytes(self, sealed: bytes, *, key_id: str) -> bytes:
        """Decrypt a file. Raises KeyError when it was sealed with another key."""
        if key_id != self.key_id:
            raise KeyError(f"sealed with key {key_id}, this installation has {self.key_id}")
        return self._fernet.decrypt(sealed)


def fingerprint(shown: Any) -> str:
    """A short mark of what a page showed, to tell whether somebody changed it meanwhile."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]
