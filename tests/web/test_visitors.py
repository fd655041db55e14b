"""Who counts as a person."""

import pytest
from flask import Flask

from app.web.visitors import who_asks, who_looks
from tests.browser import Browser
from tests.cast import Cast
from tests.web.visitors import signed_in

PEOPLE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0 Mobile",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/400.0]",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10",
)
ROBOTS = (
    "", "curl/8.5.0", "python-requests/2.32", "facebookexternalhit/1.1", "Googlebot-Image/1.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Chrome/130.0 Mobile (compatible; GoogleOther)/https://google.com",
    "Mozilla/5.0 (compatible; YandexRenderResourcesBot/1.0)", "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    "Mozilla/5.0 (compatible; Bytespider; spider-feedback@example.org)",
)  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_browsers_are_people(shared_app: Flask, name: str) -> None:
    with shared_app.test_request_context(headers={"User-Agent": name}, environ_base={"REMOTE_ADDR": "203.0.113.1"}):
        assert who_looks() == "203.0.113.1"


def test_who_is_signed_in_is_told_by_the_account(client: Browser, cast: Cast) -> None:
    name = f"account {cast.dewi.id}"
    with signed_in(client, cast.dewi).http as http:
        http.get("/")
        assert who_looks() == who_asks() == name


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_and_tools_are_not(shared_app: Flask, name: str) -> None:
    with shared_app.test_request_context(headers={"User-Agent": name}):
        assert who_looks() is None
