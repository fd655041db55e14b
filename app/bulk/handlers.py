"""Reactions inside the database: an import goes on, one piece for one message."""

from app.bulk.commands import work


def carry_on(job_id: int) -> None:
    """The next piece, together with the mark that says it is done."""
    work.carry_out_next(job_id)
