"""What templates write is escaped as Jinja's own generator does it."""

import pytest
from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from app.i18n import lazy_gettext

VALUES = (
    "Lada", "", "a & b", "<script>", "\"'", "&lt;", Markup("<b>&amp;</b>"), 5, 2.5, None, True, ["<i>"],
    lazy_gettext("Beli & <jual>"),
)  # fmt: skip
TEMPLATES = (
    "{{ value }}",
    '<a title="{{ value }}">{{ value|string|upper }}</a>',
    "{% set kept %}<p>{{ value }}</p>{% endset %}{{ kept }}{{ kept|length }}",
    "{% macro said(what) %}<b>{{ what }}</b>{% endmacro %}{{ said(value) }}{{ value ~ said(value) }}",
    "{% call(x) shown(value) %}{{ x }}{% endcall %}",
    "{% autoescape false %}{{ value }}{% endautoescape %}",
    "{% autoescape how %}{{ value }}{% endautoescape %}",
    "{% filter upper %}{{ value }}{% endfilter %}",
)


@pytest.mark.parametrize("source", TEMPLATES)
def test_what_is_written_is_what_jinja_writes(app: Flask, source: str) -> None:
    plain = Environment(autoescape=True)
    facts = {"shown": lambda value, caller: caller(value), "how": True}
    for value in VALUES:
        expected = plain.from_string(source).render(value=value, **facts)
        assert app.jinja_env.from_string(source).render(value=value, **facts) == expected


def test_pages_are_written_this_way(app: Flask) -> None:
    assert "environment.written(" in str(app.jinja_env.compile("{{ value }}", raw=True))
