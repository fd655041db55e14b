"""What is refused when synonyms change."""

from app.errors import DomainError
from app.i18n import _


class SpellingTaken(DomainError):
    """A spelling stands in another group: one word would mean two things."""

    code = "spelling_taken"

    def __init__(self, spelling: str, canonical: str) -> None:
        super().__init__(
            _(
                "“%(spelling)s” sudah ada di kelompok “%(canonical)s”. Ubah kelompok itu, atau hapus kata ini di sini.",
                spelling=spelling,
                canonical=canonical,
            )
        )
