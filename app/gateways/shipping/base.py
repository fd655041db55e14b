"""What everybody who knows couriers must be able to do. Amounts are whole rupiah, weights grams."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CouriersUnavailable(Exception):
    """No answer in time, or not a sensible one; asking again is safe."""


class KeysRefused(CouriersUnavailable):
    """They do not know our key any more, or it does not pay for this question."""


class PlaceUnknown(Exception):
    """They have no such place, or several: the same question again gets the same answer."""


class ParcelState(StrEnum):
    UNKNOWN = "unknown"  # never seen, or in no state that we are sure about
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    RETURNED = "returned"


@dataclass(frozen=True)
class Place:
    """A kecamatan by its code, its postal code, and the names of it, its kabupaten and its province."""

    code: str
    postal_code: str = ""
    district: str = ""
    regency: str = ""
    province: str = ""


@dataclass(frozen=True)
class RateRequest:
    """A parcel that somebody might send."""

    origin: Place
    destination: Place
    weight_grams: int


@dataclass(frozen=True)
class Rate:
    """What one service of one courier would take: rupiah and days on the way. Without a courier anybody may go."""

    courier: str
    service: str
    name: str
    amount: int
    fastest_days: int
    slowest_days: int


class RateProvider(Protocol):
    """Knows couriers. Every call that asks somebody else may raise CouriersUnavailable, also as KeysRefused."""

    name: str

    def rates(self, request: RateRequest) -> Sequence[Rate]:
        """What couriers would take; nothing where none goes. Raises PlaceUnknown."""

    def track(self, courier: str, tracking_number: str) -> ParcelState:
        """Where a parcel is that was handed to the courier with this code."""
