"""The settings of the running application, for code that must not know the web."""

from typing import Any

from flask import current_app


def setting(name: str) -> Any:
    """The value of a setting of config.py. Raises KeyError for a name that is not there."""
    return current_app.config[name]
