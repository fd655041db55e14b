"""What the statements of sellers and of the back office have in common."""

from importlib import import_module
from types import ModuleType
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.payouts.queries.statements import Statement, statement_of
from app.payouts.rules import find_month, month_of
from app.payouts.words import month_text, what_text
from app.web.pagination import Page, offset_of, page_number

SIZE = 100


def statement(seller_id: int, month: str) -> Statement:
    """The statement of the month that an address names. Raises NotFound for one that has not begun."""
    found = find_month(month, today=now())
    if found is None:
        raise NotFound
    return statement_of(seller_id, found)


def context_of(whole: Statement) -> dict[str, Any]:
    """What the page of a statement shows."""
    number = page_number(request.args.get("hal"))
    first = offset_of(number, SIZE)
    return {
        "statement": whole,
        "page": Page(whole.entries[first : first + SIZE], len(whole.entries), number, SIZE),
        "has_next_month": whole.month < month_of(now()),
        "month_text": month_text,
        "what_text": what_text,
    }


def csv_of(whole: Statement) -> Response:
    """The statement for a spreadsheet."""
    return _file(_papers().as_csv(whole), f"laporan-{whole.month}.csv", "text/csv; charset=utf-8")


def pdf_of(whole: Statement, shop_name: str) -> Response:
    """The statement for a printer. Raises TooLongForPaper."""
    return _file(_papers().as_pdf(whole, shop_name), f"laporan-{whole.month}.pdf", "application/pdf")


def _papers() -> ModuleType:
    """What writes them. Its package costs a tenth of a start, which only a process that writes them pays."""
    return import_module("app.payouts.papers")


def _file(content: str | bytes, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
