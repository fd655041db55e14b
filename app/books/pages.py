"""The page of an entry, which several routes show."""

from flask import render_template

from app.books.forms import ReversalForm
from app.books.queries import accounts
from app.books.queries.typed import find_typed
from app.ledger import words


def entry_page(reference: str, reversal: ReversalForm | None = None) -> str:
    """One entry, with the way to take it back where finance typed it. Raises NotFound."""
    found = accounts.get_entry(reference)
    return render_template(
        "books/admin/entry.html",
        found=found,
        entry=found.entry,
        lines=accounts.lines_of(found.entry.id),
        typed=find_typed(reference),
        reversal=reversal or ReversalForm(formdata=None),
        words=words,
    )
