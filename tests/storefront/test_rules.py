"""Whether a shop is surely open."""

from datetime import datetime

import pytest

from app.clock import JAKARTA
from app.storefront.rules import is_surely_open


@pytest.mark.parametrize(
    ("hours", "is_open"),
    [
        ("Setiap hari 08.00-17.00", True),
        ("Senin-Sabtu 08.00-17.00", True),
        ("senin – jumat, 8:00 – 17:00", True),
        ("Sabtu-Rabu 08.00-17.00", True),
        ("Kamis-Sabtu 08.00-17.00", False),
        ("Setiap hari 12.00-17.00", False),
        ("Setiap hari 08.00-10.00", False),
        ("Setiap hari 08.00-25.00", False),
        ("08.00-17.00", False),
        ("Senin-Sabtu 08.00-17.00, libur saat Imlek", False),
        ("", False),
    ],
)
def test_a_shop_is_open_only_when_its_hours_say_so_for_this_day(hours: str, is_open: bool) -> None:
    wednesday_at_ten = datetime(2026, 11, 25, 10, 0, tzinfo=JAKARTA)
    assert is_surely_open(hours, wednesday_at_ten) is is_open
