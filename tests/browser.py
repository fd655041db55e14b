"""A small browser for tests: cookies, honest headers, forms with their token."""

import contextvars
import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.db import session

PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
ACTS_BY = re.compile(r'name="acts_by" value="([^"]+)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """Every request runs in an empty context, as on a server; rows the test holds are read again afterwards."""

    def __init__(self, app: Flask) -> None:
        self.http = app.test_client()
        self.http.environ_base["HTTP_USER_AGENT"] = PHONE
        self.token = ""
        self.acts_by: dict[str, str] = {}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._open(path, method="GET", **options)

    def head(self, path: str, **options: Any) -> TestResponse:
        return self._open(path, method="HEAD", **options)

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        """Send a form as our own page would: same origin, and the hidden fields of the last page seen."""
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        if isinstance(data, dict) or data is None:
            data = {"csrf_token": self.token, **self.acts_by, **(data or {})}
        return self._open(path, method="POST", data=data, headers=headers, **options)

    def sign_in(self, token: str) -> None:
        """Hold the session that `accounts.commands.open_session` opened, and a form token for it."""
        with self.http.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        self.get("/akun")

    def _open(self, path: str, **options: Any) -> TestResponse:
        response: TestResponse = contextvars.Context().run(self.http.open, path, **options)
        if (
            "html" in (response.content_type or "")
            and "Content-Encoding" not in response.headers
            and (found := TOKEN.search(response.get_data(as_text=True)))
        ):
            self.token = found.group(1)
            self.acts_by = {"acts_by": acts.group(1)} if (acts := ACTS_BY.search(response.text)) else {}
        session.rollback()
        session.expire_all()
        return response
