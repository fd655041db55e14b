"""Where a person may be sent on to."""

import pytest

from app.web.guards import safe_next


@pytest.mark.parametrize("path", ["/keranjang", "/cari?q=lada&hal=2", "/produk/lada-putih"])
def test_our_own_paths_are_kept(path: str) -> None:
    assert safe_next(path, "/") == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        None,
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/a\nb",
        "/\t/elsewhere.example",
        "/" + "a" * 600,
    ],
)
def test_everything_else_goes_to_the_usual_place(path: str | None) -> None:
    assert safe_next(path, "/akun") == "/akun"
