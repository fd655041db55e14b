"""What gateways have for us, and what they handed over."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import session
from app.ledger import chart
from app.models.ledger import AccountKind, LedgerAccount, Posting
from app.models.payment import Settlement

CLEARING = f"{AccountKind.GATEWAY_CLEARING.value}:"


def clearing_balances() -> dict[str, int]:
    """Rupiah that each gateway still has for us, by its name; cash that sellers take is none of it."""
    rows = session.execute(
        select(LedgerAccount.name, func.coalesce(func.sum(Posting.amount), 0))
        .outerjoin(Posting, Posting.account_id == LedgerAccount.id)
        .where(LedgerAccount.kind == AccountKind.GATEWAY_CLEARING, LedgerAccount.name != str(chart.PROMISED_CASH))
        .group_by(LedgerAccount.name)
        .order_by(LedgerAccount.name)
    )
    return {name.removeprefix(CLEARING): int(amount) for name, amount in rows}


def lock_clearing(gateway: str) -> int:
    """What a gateway has for us, while nobody else records a settlement of it; postings of others do not wait."""
    name = str(chart.gateway_clearing(gateway))
    account_id = session.scalar(
        select(LedgerAccount.id).where(LedgerAccount.name == name).with_for_update(key_share=True)
    )
    if account_id is None:
        return 0
    balance = select(func.coalesce(func.sum(Posting.amount), 0)).where(Posting.account_id == account_id)
    return int(session.scalar(balance) or 0)


def find_settlement(gateway: str, reference: str) -> Settlement | None:
    """The settlement of a gateway under a bank reference."""
    is_it = Settlement.gateway == gateway, Settlement.reference == reference, Settlement.reversed_at.is_(None)
    return session.scalar(select(Settlement).where(*is_it))


def count_settlements() -> int:
    """How many were recorded."""
    return session.scalar(select(func.count(Settlement.id))) or 0


def settlements(*, limit: int, offset: int) -> Sequence[Settlement]:
    """Settlements, the latest day first."""
    newest_first = Settlement.settled_on.desc(), Settlement.id.desc()
    return session.scalars(select(Settlement).order_by(*newest_first).limit(limit).offset(offset)).all()
