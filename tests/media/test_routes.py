"""Public pictures: immutable, and nothing else behind their addresses."""

import pytest

from app.gateways import storage
from tests.browser import Browser

ID = "c0ffee" * 5 + "00"


@pytest.fixture(autouse=True)
def picture(app: object) -> None:
    for name in ("320.webp", "640.avif", "321.webp", "320.jpg"):  # the last two nobody may ask for
        storage.current().public.write(f"{ID}/{name}", b"the picture")
    storage.current().private.write("f" * 32, b"private")


@pytest.mark.parametrize(("path", "kind"), [("320.webp", "image/webp"), ("640.avif", "image/avif")])
def test_a_picture_may_be_kept_for_ever_and_runs_nothing(client: Browser, path: str, kind: str) -> None:
    answer = client.get(f"/media/{ID}/{path}")
    assert (answer.status_code, answer.get_data(), answer.content_type) == (200, b"the picture", kind)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_who_has_it_gets_no_second_copy(client: Browser) -> None:
    tag = client.get(f"/media/{ID}/320.webp").headers["ETag"]
    answer = client.http.get(f"/media/{ID}/320.webp", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.get_data()) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        f"{ID}/321.webp", f"{ID}/0.webp", f"{ID}/-320.webp", f"{ID}/320.jpg", f"{ID}/320.svg", f"{ID}/320",
        f"{ID}/1280.webp", f"{ID}/99999999999999999999.webp", f"{ID.upper()}/320.webp", f"{ID[:-1]}/320.webp",
        f"{'f' * 32}/320.webp", f"../private/{'f' * 32}", f"..%2Fprivate%2F{'f' * 32}/320.webp", f"{ID}%0A/320.webp",
        f"{ID}/320.webp/", f"{ID}/٣٢٠.webp", f"{ID}/", ID,
    ],
)  # fmt: skip
def test_there_is_nothing_else(client: Browser, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
