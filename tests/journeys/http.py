"""A person with a plain HTTP client: fast enough to race, patient enough for a server that dies."""

import re
import time
from dataclasses import dataclass, field

import requests

from tests.journeys.people import LONGEST_WAIT, PASSWORD
from tests.journeys.shop import RunningShop

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Client:
    """Keeps cookies and the hidden fields of the last page."""

    shop: RunningShop
    http: requests.Session = field(default_factory=requests.Session)
    hidden: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> requests.Response:
        answer = self.http.get(self.shop.url + path, timeout=30)
        token = {name: value for name, value in self.hidden.items() if name == "csrf_token"}
        self.hidden = token | dict(HIDDEN.findall(answer.text))
        return answer

    def post(self, path: str, **fields: object) -> requests.Response:
        """Send the form once; does not follow the redirect."""
        data = {**self.hidden, **fields}
        headers = {"Origin": self.shop.url}
        return self.http.post(self.shop.url + path, data=data, headers=headers, timeout=30, allow_redirects=False)

    def sign_in(self, email: str) -> None:
        self.hidden = {}
        assert self.post("/masuk", email=email, password=PASSWORD).status_code == 303

    def patiently(self, method: str, path: str, **fields: object) -> requests.Response:
        """Try until the shop answers, as a person does after a cut line."""
        until = time.monotonic() + LONGEST_WAIT
        while True:
            try:
                answer = self.get(path) if method == "GET" else self.post(path, **fields)
                if answer.status_code < 500:
                    return answer
            except requests.RequestException:
                pass
            assert time.monotonic() < until, f"{method} {path} never answered"
            time.sleep(0.05)
