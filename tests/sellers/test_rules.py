"""How a shop gets its address."""

import pytest

from app.sellers.rules import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lada Kemuja Makmur", "lada-kemuja-makmur"),
        ("  Kopi & Teh -- Ény  ", "kopi-teh-eny"),
        ("CV. Maju/Jaya 88", "cv-maju-jaya-88"),
        ("邦加", "toko"),
        ("", "toko"),
        ("a" * 300, "a" * 100),
    ],
)
def test_an_address_is_made_of_letters_digits_and_dashes(name: str, slug: str) -> None:
    assert slug_of(name) == slug
