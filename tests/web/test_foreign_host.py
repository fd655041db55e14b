"""Under a name that is not ours, every address answers the same plain sentence."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser import Browser


@pytest.fixture
def picky(app: Flask) -> Iterator[None]:
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    yield
    app.config["TRUSTED_HOSTS"] = None


@pytest.mark.parametrize("path", ["/", "/healthz", "/cari?q=lada", "/nirgendwo"])
def test_a_foreign_host_is_told_so_and_never_repeated(client: Browser, picky: None, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response.get_data(as_text=True) == "Alamat ini bukan alamat Sebalai."
    assert client.get(path).status_code in (200, 404)


def test_a_form_to_a_foreign_host_is_refused_too(client: Browser, picky: None) -> None:
    assert client.post("/masuk", {"email": "a"}, headers={"Host": "evil.example"}).status_code == 400
