"""Files that are too large for a real server."""

from pathlib import Path

import pytest

from tests.files import hostile
from tests.journeys.http import Client
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
APPLY = "/penjual/daftar"


@pytest.mark.parametrize("megabytes", [0, 60, 200])
def test_a_file_that_is_too_large_gets_a_readable_answer_from_a_real_server(
    shop: RunningShop, tmp_path: Path, megabytes: int
) -> None:
    client = Client(shop)
    client.sign_in("dewi@contoh.id")
    client.get(f"{APPLY}?langkah=berkas")
    content = bytes(megabytes * 1_000_000) or hostile()["20 MB"][1]
    answer = client.http.post(
        f"{shop.url}{APPLY}/berkas",
        data=client.hidden,
        files={"identity": ("foto.jpg", content)},
        headers={"Origin": shop.url},
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == (413 if megabytes else 422)
    assert "terlalu besar" in answer.text
    assert '<html lang="id">' in answer.text
