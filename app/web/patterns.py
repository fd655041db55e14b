"""Addresses in pages: what is the same in all of them, the shop standing at the root of its host, is built once."""

import re
from typing import Any

from flask import Flask

PLACEHOLDER = re.compile(r"<(?:[^<>:]+:)?(\w+)>")


def init_app(app: Flask) -> None:
    """Give `address_pattern` to templates."""

    def address_pattern(endpoint: str) -> str:
        """/produk/{slug}: for slugs, ids and numbers, which stand in an address as they are."""
        rule = next(app.url_map.iter_rules(endpoint))
        return PLACEHOLDER.sub(r"{\1}", rule.rule)

    plain: dict[str, str] = {}

    def address(endpoint: str, **values: Any) -> str:
        """`url_for`, which is asked only once for a page that has but one address."""
        if values or endpoint.startswith("."):
            return app.url_for(endpoint, **values)
        if endpoint not in plain:
            plain[endpoint] = app.url_for(endpoint)
        return plain[endpoint]

    app.jinja_env.globals["address_pattern"] = address_pattern
    app.jinja_env.globals["url_for"] = address
