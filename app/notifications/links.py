"""Addresses in mails: always on BASE_URL, never on what a request claims."""

from typing import Any

from flask import current_app

from app.settings import setting


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page."""
    path = current_app.url_map.bind("").build(endpoint, values, force_external=False)
    return str(setting("BASE_URL")) + path
