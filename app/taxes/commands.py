"""Sending a statement of turnover, and accepting or rejecting it."""

from app import audit
from app.clock import now
from app.db import insert_unless_there, session
from app.media import commands as media
from app.media.commands import Paper
from app.models.media import DocumentKind
from app.models.payout import StatementStatus, TurnoverStatement
from app.money import format_rupiah
from app.outbox import emit
from app.pricing.settings import PPH22_EXEMPT_TURNOVER, value_at
from app.taxes import queries, rules
from app.taxes.errors import AlreadySent, DecidedMeanwhile, OwnStatement, SoldMore, WrongYear


def check_may_send(seller_id: int, year: int) -> None:
    """Whether it is worth drawing the paper. Raises WrongYear, AlreadySent."""
    if year not in rules.open_years(now()):
        raise WrongYear
    if queries.is_sent(seller_id, year):
        raise AlreadySent


def send_statement(seller_id: int, year: int, paper: Paper, *, sender_id: int) -> TurnoverStatement:
    """A drawn paper that says that the turnover of a year stays within the limit. Raises WrongYear, AlreadySent."""
    check_may_send(seller_id, year)
    document = media.receive_document(paper, kind=DocumentKind.TURNOVER_STATEMENT, uploaded_by_id=sender_id)
    statement: TurnoverStatement | None = session.scalar(
        insert_unless_there(TurnoverStatement)
        .values(seller_id=seller_id, year=year, document_id=document.id, status=StatementStatus.SUBMITTED)
        .returning(TurnoverStatement)
    )
    if statement is None:  # another owner has sent it a moment ago
        raise AlreadySent
    audit.record("turnover_statement.sent", statement, seller_id=seller_id, year=year)
    return statement


def note_statement_seen(statement_id: int, *, page: int) -> queries.Statement:
    """An admin looks at a page of the paper, which stays on record. Raises NotFound."""
    statement = queries.get_statement(statement_id)
    audit.record("document.viewed", statement.document, statement_id=statement_id, page=page)
    return statement


def accept_statement(statement_id: int, *, admin_id: int) -> None:
    """The seller is exempt from PPh 22 in orders placed from now on in that year; a second time changes nothing.

    Raises NotFound, OwnStatement, SoldMore, DecidedMeanwhile.
    """
    statement = _undecided(statement_id, StatementStatus.ACCEPTED, admin_id=admin_id)
    if statement is None:
        return
    limit = value_at(PPH22_EXEMPT_TURNOVER, now())
    if queries.sales_of_year(statement.seller_id, statement.year) > limit:
        raise SoldMore(limit=format_rupiah(limit))
    _decide(statement, StatementStatus.ACCEPTED, admin_id=admin_id, note="")


def reject_statement(statement_id: int, *, admin_id: int, note: str) -> None:
    """The seller reads why and may send another one; a second time changes nothing.

    Raises NotFound, OwnStatement, DecidedMeanwhile.
    """
    statement = _undecided(statement_id, StatementStatus.REJECTED, admin_id=admin_id)
    if statement is not None:
        _decide(statement, StatementStatus.REJECTED, admin_id=admin_id, note=note)


def _undecided(statement_id: int, wanted: StatementStatus, *, admin_id: int) -> TurnoverStatement | None:
    statement = queries.lock_statement(statement_id)
    if queries.works_for(admin_id, statement.seller_id):
        raise OwnStatement
    if statement.status == StatementStatus.SUBMITTED:
        return statement
    if statement.status == wanted and statement.decided_by_id == admin_id:
        return None
    raise DecidedMeanwhile


def _decide(statement: TurnoverStatement, status: StatementStatus, *, admin_id: int, note: str) -> None:
    statement.move_to(status, because=note or "the paper says so")
    statement.decision_note = note
    statement.decided_by_id, statement.decided_at = admin_id, now()
    audit.record(f"turnover_statement.{status.value}", statement, because=note, year=statement.year)
    emit("turnover_statement.decided", statement_id=statement.id)
