"""What templates write is escaped without a detour: a page of results writes five hundred values."""

import re
from typing import Any

from flask import Flask
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

needs_escaping = re.compile(r"[&<>'\"]").search


def init_app(app: Flask) -> None:
    """Let templates write this way."""
    app.jinja_env.extend(written=written)
    app.jinja_env.code_generator_class = Writer


def written(value: object) -> str:
    """`escape` for a value that is only joined with others: text without special characters stays as it is."""
    if type(value) is str:
        return escape(value) if needs_escaping(value) else value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class Writer(CodeGenerator):
    """Jinja's own, which makes a `Markup` of each value that it joins."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.written({finalize.src or ''}")
