"""Bank accounts of sellers: the live one, the ones before, and those that were changed lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.db import session
from app.models.payout import Payout, PayoutAccount, PayoutStatus
from app.models.seller import Seller

MOST_SHOWN = 50


@dataclass(frozen=True)
class Change:
    """A shop's account took the place of another one."""

    seller_id: int
    seller_name: str
    account: PayoutAccount
    before: PayoutAccount


@dataclass(frozen=True)
class Doubts:
    """Sellers with another account than before, and accounts that the bank could not pay to once."""

    new_sellers: set[int]
    failed_accounts: set[int]


def find_account(seller_id: int) -> PayoutAccount | None:
    """Where a seller's money goes."""
    is_live = PayoutAccount.seller_id == seller_id, PayoutAccount.archived_at.is_(None)
    return session.scalar(select(PayoutAccount).where(*is_live))


def find_account_before(account: PayoutAccount) -> PayoutAccount | None:
    """The account whose place another one took."""
    earlier = PayoutAccount.seller_id == account.seller_id, PayoutAccount.id < account.id
    return session.scalar(select(PayoutAccount).where(*earlier).order_by(PayoutAccount.id.desc()).limit(1))


def accounts_of(seller_id: int) -> Sequence[PayoutAccount]:
    """Every account a seller had, the live one first."""
    own = select(PayoutAccount).where(PayoutAccount.seller_id == seller_id)
    return session.scalars(own.order_by(PayoutAccount.id.desc()).limit(MOST_SHOWN)).all()


def changes_since(moment: datetime) -> list[Change]:
    """Accounts that took the place of another one since a moment, newest first."""
    before = aliased(PayoutAccount)
    earlier = aliased(PayoutAccount)
    id_before = (
        select(func.max(earlier.id))
        .where(earlier.seller_id == PayoutAccount.seller_id, earlier.id < PayoutAccount.id)
        .correlate(PayoutAccount)
        .scalar_subquery()
    )
    rows = session.execute(
        select(PayoutAccount, before, Seller.name)
        .select_from(PayoutAccount)
        .join(before, and_(before.seller_id == PayoutAccount.seller_id, before.id == id_before))
        .join(Seller, Seller.id == PayoutAccount.seller_id)
        .where(PayoutAccount.created_at >= moment)
        .order_by(PayoutAccount.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Change(account.seller_id, name, account, old) for account, old, name in rows]


def doubts_about(seller_ids: Iterable[int], moment: datetime) -> Doubts:
    """What admins look at twice before they pay some sellers, in one statement."""
    earlier = aliased(PayoutAccount)
    had_one = select(earlier.id).where(earlier.seller_id == PayoutAccount.seller_id, earlier.id < PayoutAccount.id)
    at_the_bank = Payout.status == PayoutStatus.FAILED, Payout.instructed_at.is_not(None)
    is_new = and_(PayoutAccount.created_at >= moment, had_one.exists())
    has_failed = select(Payout.id).where(Payout.account_id == PayoutAccount.id, *at_the_bank).exists()
    rows = session.execute(
        select(PayoutAccount.id, PayoutAccount.seller_id, is_new.label("is_new"), has_failed.label("has_failed")).where(
            PayoutAccount.seller_id.in_(list(seller_ids)), or_(is_new, has_failed)
        )
    ).all()
    return Doubts(
        new_sellers={row.seller_id for row in rows if row.is_new},
        failed_accounts={row.id for row in rows if row.has_failed},
    )
