"""Weights, islands, and what may be sent where."""

from collections.abc import Collection

from app.i18n import _

BELITUNG_REGENCIES = frozenset({"19.02", "19.06"})
HOME_PROVINCE = "19"
BANGKA, BELITUNG = "bangka", "belitung"
KILOGRAM = 1000
OWN_COURIER_DAYS = (0, 2)


def island_of(regency_code: str) -> str | None:
    """The island of a regency of the province; None outside it."""
    if not regency_code.startswith(f"{HOME_PROVINCE}."):
        return None
    return BELITUNG if regency_code[:5] in BELITUNG_REGENCIES else BANGKA


def started_kilograms(weight_grams: int) -> int:
    """How many kilograms a courier counts: every started one, at least one."""
    return max(1, -(-weight_grams // KILOGRAM))


def price(weight_grams: int, *, first_kg_amount: int, next_kg_amount: int) -> int:
    """The estimate for a parcel in rupiah."""
    return first_kg_amount + (started_kilograms(weight_grams) - 1) * next_kg_amount


def refusal(
    *,
    is_cold_chain: bool,
    ships_only_to: Collection[str],
    ships_not_to: Collection[str] = (),
    from_regency: str,
    to_regency: str,
) -> str | None:
    """Why a product cannot be sent there, or None. Pickup at the seller is always possible.

    `ships_not_to` holds codes of provinces or regencies.
    """
    if to_regency in ships_not_to or to_regency[:2] in ships_not_to:
        return _("Penjual tidak mengirim barang ini ke wilayah alamat Anda.")
    if ships_only_to and to_regency not in ships_only_to:
        return _("Hanya dikirim ke wilayah tertentu dan alamat Anda di luar wilayah itu.")
    if is_cold_chain and island_of(from_regency) != island_of(to_regency):
        return _("Barang dingin atau beku hanya dikirim di pulau yang sama.")
    return None
