"""Guesses are counted in memory: every test begins without any."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.web.limits import limiter


@pytest.fixture(autouse=True)
def no_guesses_yet(app: Flask) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()
