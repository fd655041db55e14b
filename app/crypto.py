"""Encryption at rest for personal numbers (NIK, bank accounts). Every column keeps the id of its key."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.fernet import Fernet


@dataclass(frozen=True)
class Sealed:
    """A ciphertext and the id of the key that opens it, so that keys can rotate."""

    ciphertext: str
    key_id: str


class Vault:
    """Seals and opens short texts with the installation's DATA_KEY."""

    def __init__(self, data_key: str) -> None:
        digest = hashlib.sha256(data_key.encode()).digest()
        self.key_id = hashlib.sha256(b"key-id" + digest).hexdigest()[:8]
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, text: str) -> Sealed:
        """Encrypt a text."""
        return Sealed(self._fernet.encrypt(text.encode()).decode(), self.key_id)

    def open(self, sealed: Sealed) -> str:
        """Decrypt a text. Raises KeyError when it was sealed with another key."""
        if sealed.key_id != self.key_id:
            raise KeyError(f"sealed with key {sealed.key_id}, this installation has {self.key_id}")
        return self._fernet.decrypt(sealed.ciphertext.encode()).decode()
