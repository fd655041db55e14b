"""Languages: the source text is Indonesian; other languages come through gettext."""

from flask import Flask
from flask_babel import Babel, gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

__all__ = ["LazyString", "_", "init_app", "lazy_gettext", "ngettext"]

babel = Babel()


def _(text: str, **values: object) -> str:
    """The text in the language of this request, with its values filled in."""
    return str(gettext(text, **values))


def init_app(app: Flask) -> None:
    """Give templates `_` and dates in Asia/Jakarta."""
    babel.init_app(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
