"""How much of a request is read, and of whom."""

import re
from collections.abc import Callable
from io import BytesIO

from flask import Flask
from werkzeug.test import TestResponse

from app.models.account import User
from app.web.uploads import MEGABYTE
from tests.browser import Browser
from tests.cast import Cast

MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
NUMBER, ANY, TEXT = re.compile(r"<int:\w+>"), re.compile(r"<any\((\w+)[^)]*\):\w+>"), re.compile(r"<\w+>")


class Body(BytesIO):
    """What somebody sends, and whether anybody looked at it."""

    was_read = False

    def read(self, size: int | None = -1) -> bytes:
        self.was_read = True
        return super().read(size)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self.was_read = True
        return super().readinto(buffer)


def send(client: Browser, path: str, megabytes: int) -> tuple[TestResponse, Body]:
    body = Body(bytes(megabytes * MEGABYTE))
    length = {"Content-Length": str(megabytes * MEGABYTE)}
    return client.post(path, b"", input_stream=body, headers=MULTIPART | length), body


def paths(app: Flask) -> list[str]:
    rules = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [TEXT.sub("x1", ANY.sub(r"\1", NUMBER.sub("1", rule))) for rule in rules]


def test_of_a_visitor_no_form_reads_more_than_a_form(app: Flask, client: Browser) -> None:
    for path in paths(app):
        response, body = send(client, path, 2)
        assert not body.was_read, path
        assert response.status_code in (404, 413) or response.location == "/masuk", path


def test_somebody_whose_session_is_over_hears_where_to_sign_in_and_is_not_read(app: Flask, client: Browser) -> None:
    client.sign_in("a token that nobody has")
    response, body = send(client, "/penjual/daftar/berkas", 2)
    assert (response.status_code, response.location) == (303, "/masuk")
    assert not body.was_read


def test_people_send_files_where_files_belong_and_forms_everywhere_else(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    ani = browser_of(cast.ani)
    response, body = send(ani, "/penjual/pusat/toko", 2)
    assert response.status_code == 413
    assert "terlalu besar" in response.text
    assert not body.was_read
    for path in ("/penjual/pusat/produk/baru", "/penjual/daftar/berkas"):
        assert send(ani, path, 2)[1].was_read
        response, body = send(ani, path, 65)
        assert response.status_code == 413
        assert not body.was_read
