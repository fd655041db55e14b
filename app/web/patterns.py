"""What is the same in all pages is built once: addresses, the shop standing at the root of its host, and the footer."""

import re
from typing import Any

from flask import Flask, render_template
from flask_babel import get_locale
from markupsafe import Markup

from app.kept import kept

PLACEHOLDER = re.compile(r"<(?:[^<>:]+:)?(\w+)>")


def init_app(app: Flask) -> None:
    """Give them to templates."""

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

    def footer() -> Markup:
        """The end of every page in the language of this one."""
        return _footer(str(get_locale()))

    app.jinja_env.globals["footer"] = footer
    app.jinja_env.globals["address_pattern"] = address_pattern
    app.jinja_env.globals["url_for"] = address


@kept
def _footer(_language: str) -> Markup:
    return Markup(render_template("layouts/_footer.html"))  # noqa: S704 - a template of ours, escaped like any other
