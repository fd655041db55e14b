"""Languages: the source text is Indonesian; other languages come through gettext."""

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Babel, get_translations, ngettext
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

__all__ = ["LazyString", "_", "init_app", "lazy_gettext", "ngettext"]

babel = Babel()


def _(text: str, **values: object) -> str:
    """The text in the language of this request, with its values filled in."""
    written = _texts().ugettext(text)
    return written % values if values else written


def lazy_gettext(text: str, **values: object) -> LazyString:
    """The same, found when it is shown."""
    return LazyString(_, text, **values)


def init_app(app: Flask) -> None:
    """Give templates `_` and dates in Asia/Jakarta."""
    babel.init_app(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals["_"] = _in_page


@pass_eval_context
def _in_page(page: EvalContext, text: str, /, **values: object) -> str:
    """`_` of templates: what Jinja's own does, without its three detours; a page has a hundred texts."""
    written = _texts().ugettext(text)
    if page.autoescape:
        written = Markup(written)  # noqa: S704 - the texts are our own, their values are escaped by `%`
    return written % values if values or "%" in written else written


def _texts() -> NullTranslations:
    """The texts of the language in use, kept where Flask-Babel forgets them when the language changes."""
    try:
        texts: NullTranslations = g._flask_babel.babel_translations
    except (AttributeError, RuntimeError):  # not asked for yet, or outside of any request
        texts = get_translations()
        if g:
            g._flask_babel.babel_translations = texts
    return texts
